// Package helios reads companies and contacts from Helios Green (now also Nephrite) through its
// ServiceGate: rows of two templates, as Daktela's integration reads them (seed 004).
//
// It owns the session and how pages are read so that no row is lost. Package servicegate has the
// wire, package rows what columns mean. The facts are in wire/helios.md and wire/daktela.md 2; each
// choice that they leave open is marked with "choice".
package helios

import (
	"context"
	"strings"
	"time"

	"ringdex/internal/connector"
	"ringdex/internal/connector/call"
	"ringdex/internal/message"
	"ringdex/internal/ringdex"
)

// Kind is Helios Green.
func Kind() connector.Kind { return connector.Kind{Name: "helios", New: New} }

// New returns a connector without settings.
func New(d connector.Deps) connector.Connector {
	h := &helios{deps: d, wait: call.Sleep}
	h.companies.kind, h.contacts.kind = ringdex.KindCompany, ringdex.KindContact
	return h
}

// helios is a connector with its settings (wire/daktela.md 2.1).
type helios struct {
	deps connector.Deps
	wait func(context.Context, time.Duration) error // between KeepAlives

	uri, profile, username, password, language string
	companies, contacts                        template
	columns                                    columnNames
	fields                                     map[string]string
	custom                                     []string
	overlap                                    time.Duration
	zone                                       *time.Location
	pageSize                                   int
}

// template is where the rows of a kind come from; folder 0 for nowhere.
type template struct {
	kind                 ringdex.Kind
	folder, number, mark int
}

// columnNames are aliases of columns in the templates.
type columnNames struct{ name, title, account, updated, recordNumber string }

// usual are the names by default (wire/daktela.md 2.1), and defaultNumber that of the column with
// telephone numbers.
var usual = columnNames{name: "name", title: "title", account: "account", updated: "updated", recordNumber: "cislo_subjektu"}

const defaultNumber = "number"

// mostNumber is the highest number of a folder, a template and a function: 32 bits are our choice.
const mostNumber = 1<<31 - 1

// Spec returns the settings, with the defaults of Daktela's page.
func (h *helios) Spec() connector.Spec {
	spec := connector.Spec{
		connector.URL("instance_uri", &h.uri).Require().Like("https://open.helios.eu/DemoA1/servicegate.asmx"),
		connector.Text("profile", &h.profile).Require().Like("DemoA1"),
		connector.Text("username", &h.username).Require(),
		connector.Secret("password", &h.password).Require(),
		connector.Text("language", &h.language).Or("CZ"),
	}
	spec = append(spec, h.companies.spec("companies", "accounts")...)
	spec = append(spec, h.contacts.spec("contacts")...)
	return append(spec,
		connector.Text("columns.name", &h.columns.name).Or(usual.name),
		connector.Text("columns.title", &h.columns.title).Or(usual.title),
		connector.Text("columns.account", &h.columns.account).Or(usual.account),
		connector.Text("columns.updated", &h.columns.updated).Or(usual.updated),
		connector.Text("columns.record_number", &h.columns.recordNumber).Or(usual.recordNumber),
		connector.Map("map", &h.fields).Or(defaultNumber+"=phones"),
		connector.List("custom_columns", &h.custom),
		connector.Duration("overlap", &h.overlap, 0).Or("10m"),
		connector.Zone("timezone", &h.zone).Or("Europe/Prague"),
		connector.Integer("page_size", &h.pageSize, 2, 100_000).Or("500"),
	)
}

func (t *template) spec(key string, aliases ...string) connector.Spec {
	spec := connector.Spec{
		connector.Integer(key+".folder_id", &t.folder, 0, mostNumber).Like("1001"),
		connector.Integer(key+".template_number", &t.number, 0, mostNumber).Like("7"),
		connector.Integer(key+".mark_function_id", &t.mark, 0, mostNumber).Or("0"),
	}
	for _, s := range spec {
		for _, alias := range aliases {
			s.Alias(alias + strings.TrimPrefix(s.Key, key))
		}
	}
	return spec
}

// templates returns those that are configured: companies first, because contacts refer to them.
func (h *helios) templates() (all []template, err error) {
	for _, t := range []template{h.companies, h.contacts} {
		if t.folder != 0 {
			all = append(all, t)
		}
	}
	if len(all) == 0 {
		return nil, message.Err("helios.no_template")
	}
	return all, nil
}

// client returns what makes the calls of one session. The address may be pasted with "?WSDL".
func (h *helios) client() *call.Client {
	address, _, _ := strings.Cut(h.uri, "?")
	return call.New(h.deps, call.System{Base: address})
}
