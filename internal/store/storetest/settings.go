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
		put, err = w.PutField(field)
		return err
	})
	return put, err
}

func fieldComesBack(t *testing.T, f *fixture) {
	full := fullField(36)
	wantFull(t, full)
	for _, want := range []ringdex.Field{full, {ID: 36, Kind: ringdex.KindContact, Title: "Plain", Type: ringdex.TypeText}, full} {
		put, err := f.putField(want)
		wantCode(t, err, "")
		wantEqual(t, "PutField", put, want)
		f.view(func(r ringdex.Reader) error {
			got, err := r.Fields()
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
		fields, err := r.Fields()
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
		fields, err := r.Fields()
		wantEqual(t, "the number of fields", len(fields), 4)
		return err
	})
}

func sourcesComeBack(t *testing.T, f *fixture) {
	full := ringdex.Source{
		Key: "crm", Name: hard, Priority: -3, StrictNumbers: true, OverwritePasswords: true,
		MatchUserName: true, MatchEmail: true, MatchPhoneAndName: true, MaxDelete: "10%", KeepRefused: true,
	}
	wantFull(t, full)
	f.update(func(w ringdex.Writer) error { return w.PutSource(ringdex.Source{Key: "erp"}) })
	for _, want := range []ringdex.Source{{Key: "crm"}, full} {
		f.update(func(w ringdex.Writer) error { return w.PutSource(want) })
		f.view(func(r ringdex.Reader) error {
			got, err := r.Source("crm")
			wantCode(t, err, "")
			wantEqual(t, "Source", got, want)
			all, err := r.Sources()
			wantEqual(t, "Sources", all, []ringdex.Source{want, {Key: "erp"}})
			return err
		})
	}
	f.view(func(r ringdex.Reader) error {
		_, err := r.Source("CRM")
		wantCode(t, err, ringdex.NotFound)
		return nil
	})
	f.update(func(w ringdex.Writer) error { return errors.Join(w.RemoveSource("crm"), w.RemoveSource("none")) })
	f.view(func(r ringdex.Reader) error {
		all, err := r.Sources()
		wantEqual(t, "Sources without a removed one", all, []ringdex.Source{{Key: "erp"}})
		return err
	})
}

// settingsOfNow: settings are read all the time and change hardly ever, so a store may remember them. It must not
// show what was not committed, nor what is no more, to anybody.
func settingsOfNow(t *testing.T, f *fixture) {
	read := func(r ringdex.Reader) string {
		t.Helper()
		o, err := r.Organization()
		wantCode(t, err, "")
		fields, err := r.Fields()
		wantCode(t, err, "")
		source, err := r.Source("crm")
		if ringdex.CodeOf(err) != ringdex.NotFound {
			wantCode(t, err, "")
		}
		all, err := r.Sources()
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
		_, err := w.PutField(ringdex.Field{ID: 1, Kind: ringdex.KindContact, Title: name, Type: ringdex.TypeText})
		wantCode(t, err, "")
		wantCode(t, w.PutSource(ringdex.Source{Key: "crm", Name: name}), "")
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
	f.update(func(w ringdex.Writer) error { return w.PutKey(other) })
	old := ringdex.Key{ID: full.ID, Name: "old", Hash: sha256.Sum256([]byte("old"))}
	for _, want := range []ringdex.Key{old, full} {
		f.update(func(w ringdex.Writer) error { return w.PutKey(want) })
		f.view(func(r ringdex.Reader) error {
			got, err := r.KeyByHash(want.Hash)
			wantCode(t, err, "")
			wantEqual(t, "KeyByHash", got, want)
			all, err := r.Keys()
			wantEqual(t, "Keys", all, []ringdex.Key{want, other})
			return err
		})
	}
	f.view(func(r ringdex.Reader) error {
		for _, hash := range [][32]byte{old.Hash, {}} {
			_, err := r.KeyByHash(hash)
			wantCode(t, err, ringdex.NotFound)
		}
		return nil
	})
}

func keyGoes(t *testing.T, f *fixture) {
	key, other := fullKey(f.id(), "one"), fullKey(f.id(), "two")
	f.update(func(w ringdex.Writer) error { return errors.Join(w.PutKey(key), w.PutKey(other)) })
	f.update(func(w ringdex.Writer) error { return errors.Join(w.RemoveKey(key.ID), w.RemoveKey(f.id())) })
	f.view(func(r ringdex.Reader) error {
		_, err := r.KeyByHash(key.Hash)
		wantCode(t, err, ringdex.NotFound)
		all, err := r.Keys()
		wantEqual(t, "Keys", all, []ringdex.Key{other})
		return err
	})
}

func keyHashTaken(t *testing.T, f *fixture) {
	key := fullKey(f.id(), "one")
	f.update(func(w ringdex.Writer) error { return w.PutKey(key) })
	err := f.Update(t.Context(), f.org, func(w ringdex.Writer) error { return w.PutKey(fullKey(f.id(), "one")) })
	wantCode(t, err, ringdex.Conflict)
}
