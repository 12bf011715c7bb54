// Package helpdesk connects to an IPEX Helpdesk: it writes contacts and companies through the two
// imports, compares what the helpdesk has, and reads what changed there.
//
// The imports work like a PATCH. The connector remembers what it has sent of each record and sends
// only what differs. Scalars are replaced, which is the same when it is repeated. A value of a list
// is added, and a repeated Add may make a double; so whenever it is not certain what the helpdesk
// has, the connector reads the record first. The sections in comments are those of the wire notes
// on the helpdesk, which name the vendor's pages.
package helpdesk

import (
	"strings"
	"sync"
	"time"

	"ringdex/internal/connector"
	"ringdex/internal/connector/call"
	"ringdex/internal/ringdex"
	wire "ringdex/internal/wire/helpdesk"
)

// Kind returns the kind of this connector.
func Kind() connector.Kind {
	return connector.Kind{Name: "helpdesk", New: New}
}

// New returns a connector without settings.
func New(deps connector.Deps) connector.Connector {
	h := &helpdesk{deps: deps}
	h.client = sync.OnceValue(func() *call.Client {
		return call.New(deps, call.System{
			Base: h.url, Path: "/api", PerSecond: h.rate, Sign: call.Basic(h.username, h.password),
			Probe: call.Request{Path: "/Account/GetRequestorUser"}, // our own account
		})
	})
	return h
}

// helpdesk is the connection to one helpdesk.
type helpdesk struct {
	deps   connector.Deps
	client func() *call.Client // made at the first call, when the settings are there

	url, username, password      string
	rate                         int
	userName, reads              string
	adopts, roles                bool
	contactPaths, companyPaths   []string
	contactFields, companyFields map[string]string
	emailDomains, dropDown       string
	overlap                      time.Duration

	mu      sync.Mutex
	imports imports
	lists   map[ringdex.Kind][]field // of the helpdesk's custom fields
	census  map[ringdex.Kind]*census
}

// What is the user name of a new contact. It never changes afterwards (D4 CreateRequestorUser).
const (
	userNameEmail = "email" // else our user name, else the key
	userNameOurs  = "user_name"
	userNameKey   = "key"
)

// Spec returns the settings.
func (h *helpdesk) Spec() connector.Spec {
	return connector.Spec{
		connector.URL("base_url", &h.url).Require().Like("https://helpdesk.example.com/api"),
		connector.Text("username", &h.username).Require().Like("sync"),
		connector.Secret("password", &h.password).Require(),
		connector.Integer("rate_limit", &h.rate, 0, 1000),
		connector.Choice("user_name", &h.userName, userNameEmail, userNameOurs, userNameKey).Or(userNameEmail).As("helpdesk_user_name"),
		connector.Flag("adopt", &h.adopts).Or("true").As("helpdesk_adopt"),
		connector.Flag("roles", &h.roles).Or("false").As("helpdesk_roles"),
		connector.List("contact_paths", &h.contactPaths).Among(allContactPaths()...).Or(defaultContactPaths).As("helpdesk_contact_paths"),
		connector.List("company_paths", &h.companyPaths).Among(allCompanyPaths()...).Or(strings.Join(allCompanyPaths(), ", ")).As("helpdesk_company_paths"),
		connector.Map("contact_fields", &h.contactFields).Like("level=36/TextBoxValue").As("helpdesk_contact_fields"),
		connector.Map("company_fields", &h.companyFields).Like("segment=7").As("helpdesk_company_fields"),
		// CHOICE: the vendor's page on imports writes EmailsDomains, its models EmailDomains
		// (section 3).
		connector.Choice("email_domains", &h.emailDomains, "EmailsDomains", "EmailDomains").Or("EmailsDomains").As("helpdesk_email_domains"),
		// CHOICE: no page names the path of a drop-down (section 4.3).
		connector.Choice("drop_down", &h.dropDown, wire.DataTypes[ringdex.TypeDropDown]...).Or("FieldItem/Id").As("helpdesk_drop_down"),
		connector.Choice("read", &h.reads, readNew, readOurs, readAll).Or(readNew).As("helpdesk_read"),
		connector.Duration("overlap", &h.overlap, 0).Or("10m"),
	}
}
