// Package externalcrm asks a CRM who has a number, during a lookup, by the wire of Thulium's
// external CRM: GET ADDRESS?phone_number=NUMBER, answered by a customer in JSON, or by 404.
//
// It owns that question: its form, its time limit, what is remembered of answers, and when the CRM
// is left alone because it fails. Facts come from wire/thulium.md 4.1. It leaves to its caller when
// a CRM is asked, and whether the answer is stored.
package externalcrm

import (
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"ringdex/internal/connector"
	"ringdex/internal/connector/call"
	"ringdex/internal/phone"
)

// Kind returns the kind "externalcrm".
func Kind() connector.Kind { return connector.Kind{Name: "externalcrm", New: New} }

// New returns a connector without settings.
func New(deps connector.Deps) connector.Connector { return &CRM{deps: deps} }

// CRM is the connection to one external CRM. It is an Answerer and a Checker.
type CRM struct {
	deps connector.Deps
	settings

	once    sync.Once
	calls   *call.Client
	flights singleflight.Group // one question at a time for a number
	cache   cache
	breaker breaker
}

var _ interface {
	connector.Answerer
	connector.Checker
} = (*CRM)(nil)

type settings struct {
	address, username, password, region string
	timeout, remember                   time.Duration
	keep                                bool
	custom                              map[string]string // custom fields of the CRM, each with our field
}

// Spec returns the settings.
func (c *CRM) Spec() connector.Spec {
	return connector.Spec{
		connector.URL("url", &c.address).Require().As("externalcrm_url").Like("https://crm.example.com/api/customers.json"),
		connector.Text("username", &c.username),
		connector.Secret("password", &c.password),
		connector.Text("region", &c.region).Or("PL"),
		connector.Duration("timeout", &c.timeout, time.Millisecond).Or("500ms").As("externalcrm_timeout"),
		connector.Duration("cache", &c.remember, 0).Or("10m").As("externalcrm_cache"),
		connector.Flag("keep", &c.keep).Or("false").As("externalcrm_keep"),
		connector.Map("map", &c.custom).As("externalcrm_map").Like("ID: employeeId"),
	}
}

// Keeps implements connector.Answerer.
func (c *CRM) Keeps() bool { return c.keep }

// asked returns a number as the CRM is asked for it: in national form if it is of the region, as in
// the documented example, else in international form.
func (c *CRM) asked(n phone.Number) string {
	switch national, ok := phone.National(n.E164, c.region); {
	case !n.Valid():
		return n.Text
	case ok:
		return national
	}
	return n.E164
}
