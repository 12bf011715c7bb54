package main

import (
	"strings"
	"time"

	"ringdex/internal/auth/apikey"
	"ringdex/internal/message"
	"ringdex/internal/moment"
	"ringdex/internal/ringdex"
	"ringdex/internal/store"
)

type keyCommands struct {
	Add    keyAdd    `cmd:"" help:"Create a key, and print it once."`
	List   keyList   `cmd:"" help:"List the keys."`
	Remove keyRemove `cmd:"" help:"Remove a key. It stops working within a second."`
}

type keyAdd struct {
	Name    string        `arg:"" help:"Name of the key."`
	Scope   string        `help:"Scope; each one includes those before it." required:"" enum:"lookup,read,write,admin"`
	Source  string        `help:"Source of the records that the key imports." placeholder:"KEY"`
	Allow   []string      `help:"Addresses or networks that may use the key; default: all." placeholder:"10.0.0.0/8"`
	Expires moment.Moment `help:"End of its validity: a date, a time, or a span from now such as 30d; default: never." placeholder:"30d"`
}

// Run creates the key and prints only the secret, for scripts.
func (c *keyAdd) Run(e *environment) error {
	want := ringdex.Key{Name: c.Name, Scope: ringdex.Scope(c.Scope), Source: c.Source, Allow: c.Allow, Expires: c.Expires.After(e.clock())}
	if !want.Expires.IsZero() && !want.Expires.After(e.clock()) {
		return usage(message.Err("cmd.expires", want.Expires.Format(time.RFC3339)))
	}
	return e.with(e.prepared, func(st *store.Store, org ringdex.Organization) error {
		secret, _, err := apikey.Add(e.ctx, st, e.clock, org.ID, want)
		if err == nil {
			e.printf("%s\n", secret)
		}
		return err
	})
}

type keyList struct{}

// Run lists the keys.
func (c *keyList) Run(e *environment) error {
	return e.with(e.organization, func(st *store.Store, org ringdex.Organization) error {
		keys, err := keysOf(e, st, org)
		if err != nil {
			return err
		}
		table := e.table("NAME", "SCOPE", "SOURCE", "ALLOW", "CREATED", "EXPIRES")
		for _, k := range keys {
			table.row(k.Name, k.Scope, k.Source, strings.Join(k.Allow, ","), day(k.Created), day(k.Expires))
		}
		return table.end()
	})
}

func day(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.Format(time.DateOnly)
}

func keysOf(e *environment, st *store.Store, org ringdex.Organization) (keys []ringdex.Key, err error) {
	err = st.View(e.ctx, org.ID, func(r ringdex.Reader) error {
		keys, err = ringdex.Documents[ringdex.Key](r)
		return err
	})
	return keys, err
}

type keyRemove struct {
	Name string `arg:"" help:"Name of the key."`
}

// Run removes the key.
func (c *keyRemove) Run(e *environment) error {
	return e.with(e.organization, func(st *store.Store, org ringdex.Organization) error {
		return st.Update(e.ctx, org.ID, c.remove)
	})
}

func (c *keyRemove) remove(w ringdex.Writer) error {
	keys, err := ringdex.Documents[ringdex.Key](w)
	if err != nil {
		return err
	}
	for _, k := range keys {
		if k.Name == c.Name {
			return w.RemoveDocument(k.Document())
		}
	}
	return ringdex.Fail(ringdex.NotFound, "key.none_named", ringdex.Show(c.Name))
}
