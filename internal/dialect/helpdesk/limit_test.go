package helpdesk_test

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ringdex/internal/dialect/dialecttest"
)

// result is what both imports say of an item.
type result struct {
	Success      bool
	ErrorMessage *string
	CustomerID   int64 `json:"CustomerId"`
}

func (w *world) sync(path, body string) []result {
	w.T.Helper()
	status, answer := w.Call(http.MethodPost, path, dialecttest.Basic("admin", dialecttest.PasswordOf("admin")), body)
	var results []result
	if err := json.Unmarshal([]byte(answer), &results); err != nil || status != http.StatusOK {
		w.T.Fatalf("got %d %s", status, answer)
	}
	return results
}

// items is an array of n items.
func items(n int, item func(i int) string) string {
	list := make([]string, n)
	for i := range list {
		list[i] = item(i)
	}
	return "[" + strings.Join(list, ",") + "]"
}

// As many items as the limits of seed 000 say are taken; that one more is not: call_too_many.txtar.
func TestLimits(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	for path, limit := range map[string]int{dialecttest.ContactsPath: 100, dialecttest.CompaniesPath: 500} {
		results := w.sync(path, items(limit, func(i int) string {
			return fmt.Sprintf(`{"ExternalId":"K-%d","Operations":[{"Operation":"Replace","Path":"/ExternalId","Value":"K-%[1]d"},%s]}`, i, name(path, i))
		}))
		if len(results) != limit {
			t.Fatalf("%s: got %d results, want %d", path, len(results), limit)
		}
		for i, r := range results {
			if !r.Success {
				t.Errorf("%s: item %d: %s", path, i, *r.ErrorMessage)
			}
		}
	}
}

func name(path string, i int) string {
	field := "UserName"
	if path == dialecttest.CompaniesPath {
		field = "Name"
	}
	return fmt.Sprintf(`{"Operation":"Replace","Path":"/%s","Value":"name %d"}`, field, i)
}

// Every code of the list in seed 000 is taken, in lower case too, and comes out in upper case.
// Codes that ISO has and the list has not are refused, and so are those that were withdrawn.
func TestCountries(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("testdata/countries.txt")
	if err != nil {
		t.Fatal(err)
	}
	codes := strings.Fields(string(text))
	if len(codes) != 249 {
		t.Fatalf("the list has %d codes, want 249", len(codes))
	}
	w := newWorld(t, nil)
	for _, written := range []func(string) string{strings.ToLower, strings.ToUpper} {
		for i, r := range w.sync(dialecttest.CompaniesPath, items(len(codes), func(i int) string { return inCountry(codes[i], written(codes[i])) })) {
			if !r.Success {
				t.Errorf("%s: %s", written(codes[i]), *r.ErrorMessage)
				continue
			}
			_, company := w.Call(http.MethodGet, fmt.Sprintf("/api/Customer/GetCustomer/%d", r.CustomerID), dialecttest.Basic("admin", dialecttest.PasswordOf("admin")), "")
			if !strings.Contains(company, `"CountryCode":"`+codes[i]+`"`) {
				t.Errorf("%s came out as %s", codes[i], company)
			}
		}
	}
	unknown := []string{"XKX", "ANT", "SCG", "YUG", "ROM", "ZAR", "EUR", "CZ", "CS", "420", "CZEE", "ČZE"}
	for i, r := range w.sync(dialecttest.CompaniesPath, items(len(unknown), func(i int) string { return inCountry(unknown[i], unknown[i]) })) {
		if r.Success {
			t.Errorf("%s was taken for a country", unknown[i])
		}
	}
}

func inCountry(id, code string) string {
	return fmt.Sprintf(`{"ExternalId":%q,"Operations":[{"Operation":"Replace","Path":"/Name","Value":"Alfa"},{"Operation":"Replace","Path":"/CountryCode","Value":%q}]}`, id, code)
}

// A password stands in no answer, in no log, and nowhere in the database, whatever becomes of its
// item (helpdesk wire notes, decided 7).
func TestPasswordsStayOut(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	const secret = "s3cret-of-jan"
	admin := dialecttest.Basic("admin", dialecttest.PasswordOf("admin"))
	var answers strings.Builder
	for _, r := range []struct{ method, path, body string }{
		{http.MethodPost, dialecttest.ContactsPath, `[{"ExternalId":"K-1","Operations":[{"Operation":"Replace","Path":"/Password","Value":"` + secret + `"}]},
			{"ExternalId":"K-1","Operations":[{"Operation":"Replace","Path":"/Password","Value":"` + secret + `"},{"Operation":"Replace","Path":"/LastName","Value":"Novák"}]}]`},
		{http.MethodPost, dialecttest.ContactsPath, `[{"ExternalId":"K-2","Operations":[{"Operation":"Replace","Path":"/Password","Value":"` + secret + `"},{"Operation":"Replace","Path":"/Nonsense","Value":1}]}]`},
		{http.MethodPost, dialecttest.ContactsPath, `[{"ExternalId":"K-3","Operations":[{"Operation":"Replace","Path":"/password","Value":["` + secret + `"]}]}]`},
		{http.MethodPost, dialecttest.ContactsPath, `[{"ExternalId":"K-4","Operations":[{"Operation":"Move","Path":"/Password","Value":{"a":"` + secret + `"}}]}]`},
		{http.MethodPost, dialecttest.ContactsPath, `[{"ExternalId":"K-5","Operations":{"Path":"/Password","Value":"` + secret + `"}}]`},
		{http.MethodPost, dialecttest.ContactsPath, `[{"ExternalId":"K-6","Operations":[{"Operation":"Replace","Path":"\/Password","Value":"` + secret + `"},5]}]`},
		{http.MethodPost, dialecttest.ContactsPath, `[{"ExternalId":"K-8","Operations":[{"Operation":"Replace","Path":"\u002fP\u0061ssword","Value":"` + secret + `"},5]}]`},
		{http.MethodPost, dialecttest.ContactsPath, `[{"ExternalId":"K-7","Operations":[{"Operation":"Replace","Path":"/Password","Value":"` + secret + `"`},
		{http.MethodPost, dialecttest.CompaniesPath, `[{"ExternalId":"C-1","Operations":[{"Operation":"Replace","Path":"/Password","Value":"` + secret + `"}]}]`},
		{http.MethodPatch, "/api/Account/PatchRequestorUser/" + w.Names.GUIDs["admin"], `[{"op":"replace","path":"/Password","value":"` + secret + `"},{"op":"replace","path":"/Nonsense","value":1}]`},
		{http.MethodPatch, "/api/Account/PatchRequestorUser/" + w.Names.GUIDs["admin"], `[{"op":"replace","path":"/Password","value":"` + secret + `"`},
		{http.MethodGet, "/api/Account/GetUsers", ""},
	} {
		_, answer := w.Call(r.method, r.path, admin, r.body)
		answers.WriteString(answer)
	}
	if strings.Contains(answers.String(), secret) {
		t.Errorf("an answer has the password: %s", answers.String())
	}
	if strings.Contains(w.Log.String(), secret) {
		t.Errorf("the log has the password: %s", w.Log.String())
	}
	w.eachFile(func(path string, content []byte) {
		if strings.Contains(string(content), secret) {
			t.Errorf("%s has the password", path)
		}
	})
}

// eachFile shows the files of the database as they are on the disk. PostgreSQL's are not ours to
// read.
func (w *world) eachFile(see func(path string, content []byte)) {
	w.T.Helper()
	if w.Folder == "" {
		return
	}
	err := filepath.WalkDir(w.Folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		see(path, content)
		return err
	})
	if err != nil {
		w.T.Fatal(err)
	}
}
