// Package demo fills a database with a sample that looks like a real one: companies and contacts of
// Czechia, Slovakia and Poland, with numbers that exist in their plans, and every kind of custom
// field. The sample is deterministic, so filling twice changes nothing.
package demo

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"

	"ringdex/internal/auth/apikey"
	"ringdex/internal/directory"
	"ringdex/internal/intake"
	"ringdex/internal/ringdex"
)

// Database is the file that the demo uses, and Password that of its administrator.
const (
	Database = "sqlite:ringdex-demo.db"
	Password = "ringdex-demo"
)

// Deps are what Fill needs.
type Deps struct {
	Store     ringdex.Store
	Clock     ringdex.Clock
	Directory *directory.Directory
	Intake    *intake.Intake
}

const (
	source    = "demo-crm"
	companies = 40
	contacts  = 400
)

// Fill imports the sample into the first organization through the intake, like any other source. It
// returns example commands, in which {address} is a placeholder for the server's address.
func Fill(ctx context.Context, d Deps) (try string, err error) {
	organizations, err := d.Store.Organizations(ctx)
	if err != nil {
		return "", err
	}
	org := organizations[0].ID
	if err := Fields(ctx, d.Directory, org); err != nil {
		return "", err
	}
	g := &generator{random: rand.New(rand.NewPCG(42, 1042))} // reproducible, not secret
	if err := take(ctx, d, org, ringdex.KindCompany, g.companies(companies)); err != nil {
		return "", err
	}
	if err := take(ctx, d, org, ringdex.KindContact, g.contacts(contacts)); err != nil {
		return "", err
	}
	key, err := freshKey(ctx, d, org)
	return strings.ReplaceAll(lines, "{key}", key), err
}

func take(ctx context.Context, d Deps, org ringdex.OrganizationID, kind ringdex.Kind, records []intake.Record) error {
	job := intake.Order{Organization: org, Source: source, Kind: kind, Door: "demo", Actor: "demo"}
	report, err := d.Intake.Call(ctx, job, records)
	if err != nil {
		return fmt.Errorf("fill the demo: %w", err)
	}
	for _, o := range report.Outcomes {
		if o.Action == ringdex.Refused {
			return fmt.Errorf("fill the demo: %s: %w", o.Key, o.Problems[0])
		}
	}
	return nil
}

// sampleFields are the fields of the helpdesk's example (seed 000) and one field of each other
// type.
var sampleFields = []ringdex.Field{
	{ID: 36, Kind: ringdex.KindContact, Key: "crm", Title: "Odkaz do CRM", Type: ringdex.TypeText},
	{ID: 37, Kind: ringdex.KindContact, Key: "type", Title: "Typ zákazníka", Type: ringdex.TypeText},
	{ID: 38, Kind: ringdex.KindContact, Key: "debt", Title: "Dluh", Type: ringdex.TypeDecimal},
	{ID: 39, Kind: ringdex.KindContact, Key: "pricelist", Title: "Ceník", Type: ringdex.TypeText},
	{ID: 40, Kind: ringdex.KindContact, Key: "since", Title: "Zákazníkem od", Type: ringdex.TypeDate},
	{ID: 41, Kind: ringdex.KindContact, Key: "vip", Title: "VIP", Type: ringdex.TypeCheckBox},
	{ID: 42, Kind: ringdex.KindContact, Key: "orders", Title: "Počet objednávek", Type: ringdex.TypeInteger},
	{ID: 43, Kind: ringdex.KindContact, Key: "importance", Title: "Důležitost", Type: ringdex.TypeDropDown, Items: []ringdex.Item{
		{ID: 1, Title: "Nízká"}, {ID: 2, Title: "Běžná"}, {ID: 3, Title: "Vysoká"},
	}},
	{ID: 1, Kind: ringdex.KindCompany, Key: "ico", Title: "IČ", Type: ringdex.TypeText, Max: 8},
	{ID: 2, Kind: ringdex.KindCompany, Key: "note", Title: "Poznámka obchodníka", Type: ringdex.TypeTextArea},
}

// Fields defines the sample's fields that are missing.
func Fields(ctx context.Context, d *directory.Directory, org ringdex.OrganizationID) error {
	for _, f := range sampleFields {
		if _, err := d.AddField(ctx, org, f); err != nil && ringdex.CodeOf(err) != ringdex.Conflict {
			return fmt.Errorf("define the demo's fields: %w", err)
		}
	}
	return nil
}

// freshKey replaces the demo's lookup key: the secret of the old one cannot be shown again.
func freshKey(ctx context.Context, d Deps, org ringdex.OrganizationID) (string, error) {
	const name = "demo lookup"
	err := d.Store.Update(ctx, org, func(w ringdex.Writer) error {
		keys, err := ringdex.Documents[ringdex.Key](w)
		for _, k := range keys {
			if k.Name == name {
				err = w.RemoveDocument(k.Document())
			}
		}
		return err
	})
	if err != nil {
		return "", fmt.Errorf("make the demo's key: %w", err)
	}
	secret, _, err := apikey.Add(ctx, d.Store, d.Clock, org, ringdex.Key{Name: name, Scope: ringdex.ScopeLookup})
	return secret, err
}

const lines = `
The demo is served at {address} with 400 contacts of 40 companies. Try:

  who is calling, as JSON and as one line for a telephone:
    curl "{address}/v1/lookup?number=603303963&key={key}"
    curl "{address}/v1/lookup?number=%2B420%20603/303-963&format=text&key={key}"

  the same as Thulium asks it:
    curl "{address}/k/{key}/api/customers.json?phone_number=00420603303963"

  a call: open {address}/calls in a browser first, and see who is calling appear:
    curl "{address}/k/{key}/v1/calls?event=ringing&callId=1&number=603303963"
    curl "{address}/k/{key}/v1/calls?event=ended&callId=1&number=603303963"

  a contact in, as the IPEX Helpdesk takes it (post it twice: the second time nothing changes):
    curl -u admin:` + Password + ` -H "Content-Type: application/json" {address}/api/Import/SyncRequestorUsers -d '[{"ExternalId":"K-5","Operations":[{"Operation":"Replace","Path":"/LastName","Value":"Nová"},{"Operation":"Replace","Path":"/Email","Value":"nova@example.com"},{"Operation":"Add","Path":"/Phones/-","Value":"+420 777 123 456"}]}]'
    curl "{address}/v1/lookup?number=777123456&format=text&key={key}"

  what is there to fill in, and who is there:
    curl -u admin:` + Password + ` {address}/api/Account/GetUserFields
    curl -u admin:` + Password + ` "{address}/api/Account/GetUsers?pageSize=5"

Ctrl-C ends it. Its data stay in ringdex-demo.db.
`
