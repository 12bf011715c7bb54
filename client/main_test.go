package client_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"os"
	"slices"
	"testing"

	"ringdex/client"
	"ringdex/internal/dialect/dialecttest"
	"ringdex/internal/store/storetest/enginetest"
)

// The server of the examples, and a key of scope admin.
var address, secret string

func TestMain(m *testing.M) {
	c := &cleaner{ctx: context.Background()}
	if !enginetest.OnPostgreSQL() {
		w := dialecttest.NewWorld(c, nil)
		server := httptest.NewServer(w)
		c.Cleanup(server.Close)
		address, secret = server.URL, w.Names.Keys["admin"]
	}
	code := dialecttest.Main(m)
	c.end()
	os.Exit(code)
}

// cleaner is the part of a test that a world needs: examples have no test.
type cleaner struct {
	testing.TB
	ctx  context.Context
	ends []func()
}

func (c *cleaner) Helper() {}

func (c *cleaner) Context() context.Context { return c.ctx }

func (c *cleaner) Cleanup(end func()) { c.ends = append(c.ends, end) }

func (c *cleaner) Fatal(args ...any) { panic(fmt.Sprint(args...)) }

func (c *cleaner) TempDir() string {
	folder, err := os.MkdirTemp("", "ringdex")
	if err != nil {
		panic(err)
	}
	c.Cleanup(func() { _ = os.RemoveAll(folder) })
	return folder
}

func (c *cleaner) end() {
	for _, end := range slices.Backward(c.ends) {
		end()
	}
}

func TestOnPostgreSQL(t *testing.T) {
	t.Parallel()
	dialecttest.OnPostgreSQL(t, "^Example")
}

// newAPI returns a client of a new server.
func newAPI(t *testing.T) *client.API {
	t.Helper()
	w := dialecttest.NewWorld(t, nil)
	server := httptest.NewServer(w)
	t.Cleanup(server.Close)
	api, err := client.New(server.URL, client.WithKey(w.Names.Keys["admin"]))
	if err != nil {
		t.Fatal(err)
	}
	return api
}
