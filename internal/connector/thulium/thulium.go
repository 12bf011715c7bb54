// Package thulium writes companies and contacts into Thulium's CRM by its REST API.
//
// It owns that wire: customers in batches, companies one by one, how a record is found again, and
// what the answers mean. Facts come from wire/thulium.md, part 4.2; where they leave something
// open, our choice stands in wire.go. It leaves the order of records, retries and what was written
// before to its caller.
package thulium

import (
	"net/url"
	"sync"

	"ringdex/internal/connector"
	"ringdex/internal/connector/call"
	"ringdex/internal/connector/listed"
)

// Kind returns the kind "thulium".
func Kind() connector.Kind { return connector.Kind{Name: "thulium", New: New} }

// New returns a connector without settings.
func New(deps connector.Deps) connector.Connector {
	th := &Thulium{deps: deps}
	th.client = sync.OnceValue(func() *call.Client {
		return call.New(deps, call.System{
			Base: th.base, Path: apiPath, PerSecond: th.rate, Sign: call.Basic(th.username, th.password),
			Probe: call.Request{Path: customers, Query: url.Values{"limit": {"1"}}},
		})
	})
	return th
}

// Thulium is the connection to one Thulium. It is a Writer, a Comparer and a Checker.
type Thulium struct {
	deps connector.Deps
	settings

	client func() *call.Client // made at the first call, when the settings are there
	lists  listed.Lists
}

var _ interface {
	connector.Comparer
	connector.Checker
} = (*Thulium)(nil)

type settings struct {
	base, username, password, prefix, region string
	rate                                     int
	custom                                   map[string]string // our fields, each with its custom field
}

// Spec returns the settings.
func (th *Thulium) Spec() connector.Spec {
	return connector.Spec{
		connector.URL("base_url", &th.base).Require().Like("https://firm.thulium.com"),
		connector.Text("username", &th.username).Require(),
		connector.Secret("password", &th.password).Require(),
		connector.Map("map", &th.custom).As("thulium_map").Like("birthPlace: Miejsce urodzenia"),
		connector.Text("prefix", &th.prefix),
		connector.Text("region", &th.region).Or("PL"),
		connector.Integer("rate_limit", &th.rate, 0, 1000).Or("4"),
	}
}
