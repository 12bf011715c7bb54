package directory_test

import (
	"errors"
	"testing"

	"ringdex/internal/auth"
	"ringdex/internal/directory"
	"ringdex/internal/ringdex"
)

// TestChangeOrganization: who may, what cannot be, and two that change it at once.
func TestChangeOrganization(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	d := directory.New(o.store, o.clock)
	rename := func(p auth.Principal, e directory.Expected, name string) (ringdex.Organization, error) {
		return d.ChangeOrganization(t.Context(), p, e, func(org *ringdex.Organization) error {
			org.Name, org.Key = name, "another"
			return nil
		})
	}
	got, err := rename(o.admin(), directory.Expected{Version: 1}, " Acme ")
	if err != nil || got.Name != "Acme" || got.Key != ringdex.DefaultOrganization || got.Version != 2 {
		t.Errorf("got %+v, %v", got, err)
	}
	_, err = rename(o.admin(), directory.Expected{Version: 1}, "Beta")
	wantCode(t, err, ringdex.Conflict)
	_, err = rename(o.admin(), directory.Expected{}, " ")
	wantCode(t, err, ringdex.Invalid)
	_, err = rename(auth.Principal{Organization: o.org, Roles: ringdex.SuperOperator}, directory.Expected{}, "Beta")
	wantCode(t, err, ringdex.Denied)
	if got, err = rename(o.admin(), directory.Expected{DryRun: true}, "Beta"); err != nil || got.Name != "Beta" {
		t.Errorf("a dry run: got %+v, %v", got, err)
	}
	if got, err = d.Organization(t.Context(), o.org); err != nil || got.Name != "Acme" {
		t.Errorf("after a dry run: got %+v, %v", got, err)
	}
}

// TestOrganizationChangesAtOnce: a change that another one overtakes is made again on what it left.
func TestOrganizationChangesAtOnce(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	d := directory.New(o.store, o.clock)
	calls := 0
	got, err := d.ChangeOrganization(t.Context(), o.admin(), directory.Expected{}, func(org *ringdex.Organization) error {
		org.Settings.Guesses = ringdex.GuessNone
		if calls++; calls > 1 {
			return nil
		}
		_, err := d.ChangeOrganization(t.Context(), o.admin(), directory.Expected{}, func(org *ringdex.Organization) error {
			org.Name = "Acme"
			return nil
		})
		return err
	})
	if err != nil || calls != 2 || got.Name != "Acme" || got.Settings.Guesses != ringdex.GuessNone {
		t.Errorf("got %+v, %v after %d calls", got, err, calls)
	}
	_, err = d.ChangeOrganization(t.Context(), o.admin(), directory.Expected{}, func(*ringdex.Organization) error { return errors.New("no") })
	if err == nil {
		t.Error("the error of the change was lost")
	}
}

// TestOrganizationSettings: settings that no lookup could work with.
func TestOrganizationSettings(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	d := directory.New(o.store, o.clock)
	for _, s := range []ringdex.Settings{
		{Ladder: ringdex.Ladder{SuffixDigits: 6}}, {Ladder: ringdex.Ladder{SuffixDigits: 16}}, {Ladder: ringdex.Ladder{SuffixDigits: -1}}, {Guesses: "some"},
	} {
		_, err := d.ChangeOrganization(t.Context(), o.admin(), directory.Expected{}, func(org *ringdex.Organization) error {
			org.Name, org.Settings = "Acme", s
			return nil
		})
		wantCode(t, err, ringdex.Invalid)
	}
}
