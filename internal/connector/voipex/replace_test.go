package voipex_test

import (
	"fmt"
	"strings"
	"testing"

	"ringdex/internal/connector"
	"ringdex/internal/connector/connectortest"
	"ringdex/internal/emulator/fault"
	emulator "ringdex/internal/emulator/voipex"
	"ringdex/internal/ringdex"
)

func novak() ringdex.Contact {
	return ringdex.Contact{
		FirstName: "Jan", LastName: "Novák; \"syn\"", Emails: []string{"jan@firma.cz"}, Phones: numbers("CZ", "603 303 963", "222 333 444"),
		DefaultCompany: 5, Agents: []string{"22", "100"}, Custom: map[int64]string{1: "zlatý\nzákazník"},
		Links: map[string]string{"name": "https://crm.example.com/1"}, BirthDate: "1980-01-02",
	}
}

func TestUpload(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emulator.Options{}, "map.birthDate=customField2")
	refused, err := w.replace(contact("K-1", novak()), contact("K-2", named("Nová", "608608608")))
	w.Same("refused", refused+fmt.Sprint(err), "<nil>")
	w.Golden("upload.txtar")
	w.Same("contacts", w.has("externalId", "phone1", "customField1"), "K-1:+420603303963:zlatý zákazník K-2:+420608608608:")
	if !w.complete() || newWorld(t, emulator.Options{}, "mode=rest").complete() {
		t.Error("upload is the mode for complete files, and rest is not")
	}
}

// Rows that VOIPEX refuses become results of their contacts; so do contacts that have no place in
// the file.
func TestRefusedRows(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emulator.Options{Refuse: "K-4"})
	refused, err := w.replace(
		contact("K-1", named("A", "603303963")), contact("K-2", named("B")), contact("K-3", named("", "603303963")),
		contact("K-4", named("D", "603303964")), contact("K-5", named("E\nE", "603303965")),
	)
	const want = `K-2 refused: phone1 is required
K-3 refused: lastName, firstName or organization is required
K-4 refused: the system refuses the record: externalId is not allowed`
	w.Same("refused", refused, want)
	w.Same("error", fmt.Sprint(err), "<nil>")
	w.Same("contacts", w.has("externalId", "lastName"), "K-1:A K-5:E E")
}

// What stops an upload leaves the contacts in VOIPEX as they are, and reports none as refused.
func TestUploadStops(t *testing.T) {
	t.Parallel()
	long := named("A", "603303963")
	long.Links = map[string]string{"name": "https://x.cz/" + strings.Repeat("a", 1900)}
	large := make([]ringdex.Contact, 11_000)
	for i := range large {
		large[i] = long
	}
	one := []ringdex.Contact{named("A", "603303963"), named("B")}
	const page = "the system answered 200 OK in another form than expected, perhaps by a page for people or cut off: Maintenance We will be back soon."
	for name, c := range map[string]struct {
		options  emulator.Options
		setting  string
		contacts []ringdex.Contact
		want     string
	}{
		"empty":          {emulator.Options{}, "mode=upload", []ringdex.Contact{named("B")}, "no contact can be sent, and an empty file would delete all contacts in VOIPEX"},
		"large":          {emulator.Options{}, "mode=upload", large, "the contacts need more than 20000000 bytes, which VOIPEX does not take in one file; set mode to rest or send fewer contacts"},
		"413":            {emulator.Options{MaxFile: 100}, "mode=upload", one, "VOIPEX refuses the file: the file is too large"},
		"all refused":    {emulator.Options{Refuse: "0"}, "mode=upload", one, "VOIPEX refuses the file: the file has no valid row"},
		"wrong password": {emulator.Options{}, "password=x", one, "the system does not accept the user name and the password (401)"},
		"rubbish":        {emulator.Options{Fault: fault.Plan{Every: map[fault.Failure]int{fault.Rubbish: 1}}}, "mode=upload", one, page},
		"busy": {
			emulator.Options{Fault: fault.Plan{Every: map[fault.Failure]int{fault.TooMany: 1}, Retry: 60}},
			"mode=upload", one,
			"the system answered 429 Too Many Requests",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, c.options, c.setting)
			w.Put(emulator.Contact{"externalId": "old"})
			var all []*connector.Change
			for i := range c.contacts {
				all = append(all, contact(fmt.Sprint(i), c.contacts[i]))
			}
			refused, err := w.replace(all...)
			w.Same("error", fmt.Sprint(err), c.want)
			w.Same("refused", refused, "")
			w.Same("contacts", w.has("externalId"), "old")
		})
	}
}

// An upload whose answer was lost is sent again: it has the same result.
func TestLostAnswerOfUpload(t *testing.T) {
	t.Parallel()
	w := newWorld(t, emulator.Options{Fault: connectortest.CutWrite(1)})
	refused, err := w.replace(contact("K-1", named("A", "603303963")), contact("K-2", named("B")))
	w.Same("result", refused+" "+fmt.Sprint(err), "K-2 refused: phone1 is required <nil>")
	w.Same("contacts", w.has("externalId"), "K-1")
	if s := w.Stats(); s.Uploads != 2 {
		t.Errorf("%d uploads, want 2", s.Uploads)
	}
}
