package storetest

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"
	"testing"

	"ringdex/internal/ringdex"
)

var settings = suite{
	"a field comes back and changes":   fieldComesBack,
	"fields are numbered by kind":      fieldNumbers,
	"a key of a field is taken":        fieldKeyTaken,
	"a field goes with its values":     fieldGoes,
	"sources come back and change":     sourcesComeBack,
	"API keys come back and change":    keysComeBack,
	"an API key goes":                  keyGoes,
	"the hash of an API key is taken":  keyHashTaken,
	"settings are always those of now": settingsOfNow,
}

func fullField(id int64) ringdex.Field {
	return ringdex.Field{
		ID: id, Kind: ringdex.KindContact, Key: "Segment", Title: hard, Type: ringdex.TypeDropDown, Required: true, Unique: true,
		Min: 2, Max: 40, Hint: "of the customer", Items: []ringdex.Item{{ID: 1, Title: "A"}, {ID: 7, Title: hard}},
	}
}

func (f *fixture) putField(field ringdex.Field) (put ringdex.Field, err error) {
	err = f.Update(f.t.Context(), f.org, func(w ringdex.Writer) error {
		put, err = ringdex.PutField(w, field)
		return err
	})
	return put, err
}

// remove removes a document and wants an error code, "" for none.
func (f *fixture) remove(d ringdex.Document, want ringdex.Code) {
	f.t.Helper()
	err := f.Update(f.t.Context(), f.org, func(w ringdex.Writer) error { return w.RemoveDocument(d.Document()) })
	wantCode(f.t, err, want)
}

func fieldComesBack(t *testing.T, f *fixture) {
	full := fullField(36)
	wantFull(t, full)
	for _, want := range []ringdex.Field{full, {ID: 36, Kind: ringdex.KindContact, Title: "Plain", Type: ringdex.TypeText}, full} {
		put, err := f.putField(want)
		wantCode(t, err, "")
		wantEqual(t, "PutField", put, want)
		f.view(func(r ringdex.Reader) error {
			got, err := ringdex.Fields(r)
			wantEqual(t, "Fields", got, []ringdex.Field{want})
			return err
		})
	}
}

func fieldNumbers(t *testing.T, f *fixture) {
	for _, test := range []struct {
		kind      ringdex.Kind
		ask, give int64
	}{
		{ringdex.KindContact, 0, 1},
		{ringdex.KindContact, 36, 36},
		{ringdex.KindContact, 0, 37},
		{ringdex.KindContact, 5, 5},
		{ringdex.KindContact, 0, 38},
		{ringdex.KindCompany, 0, 1},
	} {
		put, err := f.putField(ringdex.Field{ID: test.ask, Kind: test.kind, Title: "F", Type: ringdex.TypeText})
		wantCode(t, err, "")
		wantEqual(t, "the number of a field", put.ID, test.give)
	}
	f.view(func(r ringdex.Reader) error {
		fields, err := ringdex.Fields(r)
		byKind := map[ringdex.Kind][]int64{}
		for _, field := range fields {
			byKind[field.Kind] = append(byKind[field.Kind], field.ID)
		}
		wantEqual(t, "fields by id", byKind, map[ringdex.Kind][]int64{ringdex.KindContact: {1, 5, 36, 37, 38}, ringdex.KindCompany: {1}})
		return err
	})
}

func fieldKeyTaken(t *testing.T, f *fixture) {
	put := func(id int64, kind ringdex.Kind, key string) error {
		_, err := f.putField(ringdex.Field{ID: id, Kind: kind, Key: key, Title: "F", Type: ringdex.TypeText})
		return err
	}
	wantCode(t, put(1, ringdex.KindContact, "segment"), "")
	wantCode(t, put(1, ringdex.KindContact, "Segment"), "") // its own
	wantCode(t, put(0, ringdex.KindContact, "SEGMENT"), ringdex.Conflict)
	wantCode(t, put(2, ringdex.KindContact, ""), "")
	wantCode(t, put(3, ringdex.KindContact, ""), "")
	wantCode(t, put(2, ringdex.KindContact, "segment"), ringdex.Conflict)
	wantCode(t, put(1, ringdex.KindCompany, "segment"), "")
	f.view(func(r ringdex.Reader) error {
		fields, err := ringdex.Fields(r)
		wantEqual(t, "the number of fields", len(fields), 4)
		return err
	})
}

// fieldGoes removes a unique field: another one with its number does not have its values.
func fieldGoes(t *testing.T, f *fixture) {
	unique := ringdex.Field{ID: 1, Kind: ringdex.KindContact, Key: "number", Title: "Number", Type: ringdex.TypeText, Unique: true}
	_, err := f.putField(unique)
	wantCode(t, err, "")
	f.contact(func(c *ringdex.Contact) { c.Custom = map[int64]string{1: "7"} })
	f.remove(unique, "")
	f.remove(unique, ringdex.NotFound)
	f.view(func(r ringdex.Reader) error {
		fields, err := ringdex.Fields(r)
		wantEqual(t, "Fields", fields, nil)
		if err != nil {
			return err
		}
		holders, err := ringdex.ContactHolding(r, 1, []string{"7"})
		wantEqual(t, "ContactHolding", holders, map[string]ringdex.ID{})
		return err
	})
}

func sourcesComeBack(t *testing.T, f *fixture) {
	full := ringdex.Source{
		Key: "crm", Name: hard, Priority: -3, StrictNumbers: true, OverwritePasswords: true,
		MatchUserName: true, MatchEmail: true, MatchPhoneAndName: true, MaxDelete: "10%", KeepRefused: true,
		Rule: ringdex.MayFill, FieldRules: map[string]ringdex.FieldRule{"custom.36": ringdex.Never, "phones": ringdex.MaySet}, LockEdits: true,
	}
	wantFull(t, full)
	f.update(func(w ringdex.Writer) error { return w.PutDocument(ringdex.Source{Key: "erp"}) })
	for _, want := range []ringdex.Source{{Key: "crm"}, full} {
		f.update(func(w ringdex.Writer) error { return w.PutDocument(want) })
		f.view(func(r ringdex.Reader) error {
			got, err := ringdex.FindDocument[ringdex.Source](r, "crm")
			wantCode(t, err, "")
			wantEqual(t, "Source", got, want)
			all, err := ringdex.Documents[ringdex.Source](r)
			wantEqual(t, "Sources", all, []ringdex.Source{want, {Key: "erp"}})
			return err
		})
	}
	f.view(func(r ringdex.Reader) error {
		_, err := ringdex.FindDocument[ringdex.Source](r, "CRM")
		wantCode(t, err, ringdex.NotFound)
		return nil
	})
	f.remove(ringdex.Source{Key: "crm"}, "")
	f.remove(ringdex.Source{Key: "none"}, ringdex.NotFound)
	f.view(func(r ringdex.Reader) error {
		all, err := ringdex.Documents[ringdex.Source](r)
		wantEqual(t, "Sources without a removed one", all, []ringdex.Source{{Key: "erp"}})
		return err
	})
}

// settingsOfNow: settings are read all the time and change hardly ever, so a store may remember
// them. It must not show what was not committed, nor what is no more, to anybody.
func settingsOfNow(t *testing.T, f *fixture) {
	read := func(r ringdex.Reader) string {
		t.Helper()
		o, err := r.Organization()
		wantCode(t, err, "")
		fields, err := ringdex.Fields(r)
		wantCode(t, err, "")
		source, err := ringdex.FindDocument[ringdex.Source](r, "crm")
		if ringdex.CodeOf(err) != ringdex.NotFound {
			wantCode(t, err, "")
		}
		all, err := ringdex.Documents[ringdex.Source](r)
		wantCode(t, err, "")
		return show([]any{o.Name, fields, source, all})
	}
	now := func() (text string) {
		t.Helper()
		f.view(func(r ringdex.Reader) error { text = read(r); return nil })
		return text
	}
	write := func(w ringdex.Writer, name string) {
		t.Helper()
		_, err := ringdex.PutField(w, ringdex.Field{ID: 1, Kind: ringdex.KindContact, Title: name, Type: ringdex.TypeText})
		wantCode(t, err, "")
		wantCode(t, w.PutDocument(ringdex.Source{Key: "crm", Name: name}), "")
	}
	for i := range 4 {
		before := now()
		_ = f.Update(t.Context(), f.org, func(w ringdex.Writer) error {
			wantEqual(t, "settings for a writer", read(w), before)
			write(w, fmt.Sprint("in vain ", i))
			if read(w) == before {
				t.Error("a writer does not see its own settings")
			}
			wantEqual(t, "settings while somebody writes", now(), before)
			return errors.New("in vain")
		})
		wantEqual(t, "settings after a failure", now(), before)
		f.view(func(r ringdex.Reader) error { // an old view, which asks late
			f.update(func(w ringdex.Writer) error { write(w, fmt.Sprint("change ", i)); return nil })
			_, err := f.PutOrganization(t.Context(), ringdex.Organization{ID: f.org, Key: "default", Name: fmt.Sprint("change ", i)})
			wantCode(t, err, "")
			after := now()
			wantEqual(t, "settings of an old view", read(r), before)
			wantEqual(t, "settings of a new view", now(), after)
			if strings.Count(after, fmt.Sprint("change ", i)) != 4 || after == before {
				t.Errorf("settings after a change: %s", after)
			}
			return nil
		})
	}
}

func fullKey(id ringdex.ID, secret string) ringdex.Key {
	return ringdex.Key{
		ID: id, Name: hard, Hash: sha256.Sum256([]byte(secret)), Scope: ringdex.ScopeWrite, Source: "crm", Allow: []string{"192.0.2.0/24", "::1"},
		Expires: at(10_000), Created: at(1),
	}
}

func keysComeBack(t *testing.T, f *fixture) {
	full := fullKey(f.id(), "new")
	wantFull(t, full)
	other := ringdex.Key{ID: f.id(), Name: "other", Hash: sha256.Sum256([]byte("other")), Scope: ringdex.ScopeLookup}
	f.update(func(w ringdex.Writer) error { return w.PutDocument(other) })
	old := ringdex.Key{ID: full.ID, Name: "old", Hash: sha256.Sum256([]byte("old"))}
	for _, want := range []ringdex.Key{old, full} {
		f.update(func(w ringdex.Writer) error { return w.PutDocument(want) })
		f.view(func(r ringdex.Reader) error {
			got, err := ringdex.KeyByHash(r, want.Hash)
			wantCode(t, err, "")
			wantEqual(t, "KeyByHash", got, want)
			all, err := ringdex.Documents[ringdex.Key](r)
			wantEqual(t, "Keys", all, []ringdex.Key{want, other})
			return err
		})
	}
	f.view(func(r ringdex.Reader) error {
		for _, hash := range [][32]byte{old.Hash, {}} {
			_, err := ringdex.KeyByHash(r, hash)
			wantCode(t, err, ringdex.NotFound)
		}
		return nil
	})
}

func keyGoes(t *testing.T, f *fixture) {
	key, other := fullKey(f.id(), "one"), fullKey(f.id(), "two")
	f.update(func(w ringdex.Writer) error { return errors.Join(w.PutDocument(key), w.PutDocument(other)) })
	f.remove(key, "")
	f.remove(ringdex.Key{ID: f.id()}, ringdex.NotFound)
	f.view(func(r ringdex.Reader) error {
		_, err := ringdex.KeyByHash(r, key.Hash)
		wantCode(t, err, ringdex.NotFound)
		all, err := ringdex.Documents[ringdex.Key](r)
		wantEqual(t, "Keys", all, []ringdex.Key{other})
		return err
	})
}

func keyHashTaken(t *testing.T, f *fixture) {
	key := fullKey(f.id(), "one")
	f.update(func(w ringdex.Writer) error { return w.PutDocument(key) })
	err := f.Update(t.Context(), f.org, func(w ringdex.Writer) error { return w.PutDocument(fullKey(f.id(), "one")) })
	wantCode(t, err, ringdex.Conflict)
}
