package postgres

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"ringdex/internal/ringdex"
	"ringdex/internal/store/storetest/pgtest"
)

func TestScratchLeavesNothing(t *testing.T) {
	t.Parallel()
	server := pgtest.New(t) // no other test creates databases there
	s, err := NewScratch(t.Context(), server.URL)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		address, err := s.Database(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		st := openStore(t, address)
		addOrganization(t, st) // and stays connected
	}
	if n := scratches(t, server.URL); n != 2 {
		t.Errorf("there are %d databases, want 2", n)
	}
	if err := s.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := scratches(t, server.URL); n != 0 {
		t.Errorf("%d databases are left", n)
	}
}

func scratches(t *testing.T, server string) (n int) {
	t.Helper()
	if err := connect(t, server).QueryRow(t.Context(), `SELECT count(*) FROM pg_database WHERE datname LIKE 'ringdex\_bench\_%'`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestScratchNeedsARight(t *testing.T) {
	t.Parallel()
	server := pgtest.New(t)
	if _, err := connect(t, server.URL).Exec(t.Context(), fmt.Sprintf("CREATE ROLE humble LOGIN PASSWORD '%s'", secret)); err != nil {
		t.Fatal(err)
	}
	s, err := NewScratch(t.Context(), with(t, server.URL, func(u *url.URL) { u.User = url.UserPassword("humble", secret) }))
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.Database(t.Context())
	wantCode(t, err, ringdex.Denied)
	wantWords(t, err, "humble", "ALTER ROLE", "CREATEDB")
	if strings.Contains(fmt.Sprint(err), secret) {
		t.Errorf("the password is shown: %v", err)
	}
	if err := s.Close(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestScratchSaysHowTheServerIsSet(t *testing.T) {
	t.Parallel()
	s, err := NewScratch(t.Context(), pgtest.New(t).URL)
	if err != nil {
		t.Fatal(err)
	}
	text, err := s.Told(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"PostgreSQL, server_version ", "fsync off", "synchronous_commit on", "shared_buffers 64MB"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q does not say %q", text, want)
		}
	}
	if err := s.Close(t.Context()); err != nil {
		t.Error(err)
	}
}
