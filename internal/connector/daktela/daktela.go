// Package daktela writes companies and contacts into Daktela's CRM by its REST API v6.
//
// It owns that wire: signing in, the names of the models and their attributes, how values compare,
// and what the answers mean. Facts come from wire/daktela.md, part 3; where they leave something
// open, our choice stands in wire.go. It leaves the order of records, retries and what was written
// before to its caller.
package daktela

import (
	"sync"

	"ringdex/internal/connector"
	"ringdex/internal/connector/call"
	"ringdex/internal/connector/listed"
)

// Kind returns the kind "daktela".
func Kind() connector.Kind { return connector.Kind{Name: "daktela", New: New} }

// New returns a connector without settings.
func New(deps connector.Deps) connector.Connector {
	d := &Daktela{deps: deps}
	d.client = sync.OnceValue(func() *call.Client {
		return call.New(deps, call.System{
			Base: d.base, Path: apiPath, PerSecond: d.rate,
			Probe: call.Request{Path: "/whoim.json"}, // whether the token is good does not matter
		})
	})
	return d
}

// Daktela is the connection to one Daktela. It is a Writer, a Comparer, a Checker and a Discoverer.
type Daktela struct {
	deps connector.Deps
	settings
	client  func() *call.Client // made at the first call, when the settings are there
	session session
	lists   listed.Lists
}

var _ interface {
	connector.Comparer
	connector.Checker
	connector.Discoverer
} = (*Daktela)(nil)

type settings struct {
	base, username, password, database, prefix string
	rate                                       int
	custom                                     map[string]string // our fields, each with its custom field
}

// Spec returns the settings.
func (d *Daktela) Spec() connector.Spec {
	return connector.Spec{
		connector.URL("base_url", &d.base).Require().Like("https://firm.daktela.com"),
		connector.Text("username", &d.username).Require(),
		connector.Secret("password", &d.password).Require(),
		connector.Text("database", &d.database).Require().Like("default"),
		connector.Map("map", &d.custom).Or(defaultMap).As("daktela_map"),
		connector.Text("prefix", &d.prefix).Or("ringdex_"),
		connector.Integer("rate_limit", &d.rate, 0, 1000).Or("0"),
	}
}
