// Package thulium writes companies and contacts into Thulium's CRM by its REST API.
//
// It owns that wire: customers in batches, companies one by one, how a record is found again, and
// what the answers mean. Facts come from wire/thulium.md, part 4.2; where they leave something
// open, our choice stands in wire.go. It leaves the order of records, retries and what was written
// before to its caller.
package thulium

import (
	"strings"
	"sync"

	"golang.org/x/time/rate"

	"ringdex/internal/connector"
	"ringdex/internal/connector/call"
	"ringdex/internal/connector/listed"
)

// Kind returns the kind "thulium".
func Kind() connector.Kind { return connector.Kind{Name: "thulium", New: New} }

// New returns a connector without settings.
func New(deps connector.Deps) connector.Connector { return &Thulium{deps: deps} }

// Thulium is the connection to one Thulium. It is a Writer, a Comparer and a Checker.
type Thulium struct {
	deps connector.Deps
	settings

	once  sync.Once
	calls *call.Client
	lists listed.Lists
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

// client returns the calls, which share one limit and one pause after a 429.
func (th *Thulium) client() *call.Client {
	th.once.Do(func() {
		th.calls = &call.Client{
			HTTP: th.deps.HTTP, Clock: th.deps.Clock, Sign: call.Basic(th.username, th.password),
			Base: strings.TrimSuffix(th.base, apiPath) + apiPath,
		}
		if th.rate > 0 {
			th.calls.Limit = rate.NewLimiter(rate.Limit(th.rate), 1)
		}
	})
	return th.calls
}
