// Package rest reads companies and contacts from any REST API that answers with JSON, by settings:
// shops, CRMs and registers that have no connector of their own. Its kind is "http".
//
// It owns how a page is asked for, who asks, and where the rows are in an answer. Package rows says
// what members of a row mean.
package rest

import (
	"time"

	"ringdex/internal/connector"
	"ringdex/internal/message"
	"ringdex/internal/ringdex"
)

// Kind is any REST API.
func Kind() connector.Kind { return connector.Kind{Name: "http", New: New} }

// New returns a connector without settings.
func New(d connector.Deps) connector.Connector {
	a := &api{deps: d}
	a.companies.kind, a.contacts.kind = ringdex.KindCompany, ringdex.KindContact
	return a
}

// api is a connector with its settings.
type api struct {
	deps connector.Deps

	companies, contacts endpoint
	auth                credentials
	paging              paging
	columns             columnNames
	fields, constants   map[string]string
	custom              []string
	since, sinceFormat  string
	overlap             time.Duration
	zone                *time.Location
	perSecond           int
}

// endpoint is where the rows of a kind come from; without an address, from nowhere.
type endpoint struct {
	kind          ringdex.Kind
	address, rows string
}

// columnNames are members of a row, as "billing.email".
type columnNames struct{ name, title, account string }

// Spec returns the settings.
func (a *api) Spec() connector.Spec {
	return connector.Spec{
		connector.URL("companies.url", &a.companies.address).Alias("accounts.url").Like("https://shop.example.com/api/companies"),
		connector.Text("companies.rows", &a.companies.rows).Alias("accounts.rows").As("http_rows").Like("data.items"),
		connector.URL("contacts.url", &a.contacts.address).Like("https://shop.example.com/api/customers?status=active"),
		connector.Text("contacts.rows", &a.contacts.rows).As("http_rows").Like("data.items"),
		connector.Choice("auth", &a.auth.how, authNone, authBasic, authBearer, authHeader, authClient).Or(authNone),
		connector.Text("username", &a.auth.username),
		connector.Secret("password", &a.auth.password),
		connector.Secret("token", &a.auth.token),
		connector.Text("header", &a.auth.header).Or("X-Api-Key"),
		connector.URL("token_url", &a.auth.tokenURL).Like("https://login.example.com/oauth2/token"),
		connector.Text("client_id", &a.auth.clientID),
		connector.Secret("client_secret", &a.auth.clientSecret),
		connector.Text("scope", &a.auth.scope),
		connector.Choice("paging", &a.paging.how, pagingNone, pagingPage, pagingOffset, pagingCursor, pagingLink).Or(pagingNone),
		connector.Text("page_parameter", &a.paging.parameter).Like("page"),
		connector.Integer("first_page", &a.paging.first, 0, 1).Or("1"),
		connector.Text("size_parameter", &a.paging.sizeParameter).Like("limit"),
		connector.Integer("page_size", &a.paging.size, 2, 100_000).Or("100"),
		connector.Text("next_path", &a.paging.next).Like("meta.next_cursor"),
		connector.Text("total_path", &a.paging.total).Like("meta.total"),
		connector.Text("columns.name", &a.columns.name).Or("id"),
		connector.Text("columns.title", &a.columns.title).Or("name"),
		connector.Text("columns.account", &a.columns.account).Or("company_id"),
		connector.Map("map", &a.fields),
		connector.Map("constants", &a.constants),
		connector.List("custom_columns", &a.custom),
		connector.Text("since_parameter", &a.since).Like("updated_after"),
		connector.Choice("since_format", &a.sinceFormat, sinceRFC3339, sinceTime, sinceDate, sinceUnix).Or(sinceRFC3339),
		connector.Duration("overlap", &a.overlap, 0).Or("10m"),
		connector.Zone("timezone", &a.zone).Or("UTC"),
		connector.Integer("rate_limit", &a.perSecond, 0, 1000).Or("0"),
	}
}

// endpoints returns those that are configured: companies first, because contacts refer to them.
func (a *api) endpoints() (all []endpoint, err error) {
	for _, e := range []endpoint{a.companies, a.contacts} {
		if e.address != "" {
			all = append(all, e)
		}
	}
	if len(all) == 0 {
		return nil, message.Err("rest.no_address")
	}
	return all, a.paging.check()
}
