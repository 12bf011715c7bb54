package storetest

import (
	"fmt"
	"strings"
	"testing"

	"ringdex/internal/ringdex"
)

// Statement is a statement with its arguments.
type Statement struct {
	Text string
	Args []any
}

// Migrated wants a database of an older program to be read: names that it folded by another rule,
// the cursors of webhooks, and its sources, fields, keys and webhooks. carryOut runs statements on
// the database without a store; open opens it, and migrates it when it is older.
func Migrated(t *testing.T, open func(t *testing.T) Store, carryOut func(t *testing.T, statements ...Statement)) {
	t.Helper()
	f := newFixture(t, open(t))
	odd := f.contact(func(c *ringdex.Contact) { c.UserName = "jan  dvořák" })
	first := f.contact(func(c *ringdex.Contact) { c.UserName = "eva malá" })
	f.contact(func(c *ringdex.Contact) { c.UserName = "a place for eva" })
	one, two := f.company(func(c *ringdex.Company) { c.Name = "Lípa\u00a0s.r.o." }), f.company(func(c *ringdex.Company) { c.Name = "lípa s.r.o." })
	hook, key := ringdex.Webhook{ID: f.id(), Name: "hook"}, fullKey(f.id(), "secret")
	for _, text := range before3 {
		carryOut(t, Statement{Text: text})
	}
	carryOut(
		t, Statement{"INSERT INTO webhooks VALUES (1, $1, $2, 5, 2)", []any{hook.ID[:], `{"ID":` + numbers(hook.ID) + `,"Name":"hook"}`}},
		Statement{"INSERT INTO api_keys VALUES (1, $1, $2, $3)", []any{key.ID[:], key.Hash[:], `{"ID":` + numbers(key.ID) + `,"Name":"key"}`}},
		Statement{Text: `INSERT INTO sources VALUES (1, 'crm', '{"Key":"crm","StrictNumbers":true}'), (1, 'bystander', '{"Key":"bystander"}')`},
		Statement{Text: `INSERT INTO fields VALUES (1, 'contact', 10, 'segment', '{"ID":10,"Kind":"contact","Key":"Segment"}'),
			(1, 'contact', 9, NULL, '{"ID":9,"Kind":"contact"}'), (1, 'company', 10, 'segment', '{"ID":10,"Kind":"company","Key":"segment"}')`},
	)
	f.Store = open(t)
	f.view(func(r ringdex.Reader) error {
		users, err := ringdex.ContactsByUserName(r, []string{"Jan Dvořák", "Eva\u2009Malá"})
		wantEqual(t, "ContactsByUserName", users, map[string]ringdex.ID{"jan dvořák": odd.ID, "eva malá": first.ID})
		if err != nil {
			return err
		}
		names, err := ringdex.CompaniesByName(r, []string{"LÍPA  s.r.o."})
		wantEqual(t, "CompaniesByName", names, map[string]int64{"lípa s.r.o.": min(one.ID, two.ID)})
		if err != nil {
			return err
		}
		wantDocuments(t, r, hook, key.Hash)
		cursor, err := r.Cursor("webhook/" + hook.ID.String())
		wantEqual(t, "the cursor of a webhook", cursor, ringdex.Cursor{Changes: 5, Runs: 2})
		return err
	})
}

// wantDocuments wants the documents that Migrated has stored in the form of an older program.
func wantDocuments(t *testing.T, r ringdex.Reader, hook ringdex.Webhook, hash [32]byte) {
	t.Helper()
	sources, err := ringdex.Documents[ringdex.Source](r)
	wantCode(t, err, "")
	wantEqual(t, "the sources", sources, []ringdex.Source{{Key: "bystander"}, {Key: "crm", StrictNumbers: true}})
	fields, err := ringdex.Fields(r)
	wantCode(t, err, "")
	wantEqual(t, "the fields", fields, []ringdex.Field{
		{ID: 10, Kind: ringdex.KindCompany, Key: "segment"}, {ID: 9, Kind: ringdex.KindContact}, {ID: 10, Kind: ringdex.KindContact, Key: "Segment"},
	})
	found, err := ringdex.FindDocument[ringdex.Webhook](r, hook.ID.String())
	wantCode(t, err, "")
	wantEqual(t, "the webhook", found, hook)
	key, err := ringdex.KeyByHash(r, hash)
	wantCode(t, err, "")
	wantEqual(t, "the name of the key", key.Name, "key")
}

// numbers is an id in the documents of the first databases.
func numbers(id ringdex.ID) string { return strings.ReplaceAll(fmt.Sprint(id[:]), " ", ",") }

// before3 takes a database back to the schema before the third step of the migrations, with names
// that were folded by an older rule.
var before3 = []string{
	"UPDATE contacts SET user_name = 'jan  dvořák' WHERE user_name = 'jan dvořák'",
	"UPDATE contacts SET user_name = 'eva\u00a0malá' WHERE user_name = 'a place for eva'",
	"UPDATE companies SET name = 'lípa\u00a0s.r.o.' WHERE id = 1",
	"DELETE FROM goose_db_version WHERE version_id >= 3", "DROP INDEX goose_db_version_once",
	"ALTER TABLE organizations DROP COLUMN staged_run", "ALTER TABLE organizations DROP COLUMN staged_from",
	"ALTER TABLE organizations DROP COLUMN staged_to", "ALTER TABLE organizations DROP COLUMN staged_new",
	"ALTER TABLE contacts DROP COLUMN born", "ALTER TABLE contacts DROP COLUMN seq", "DROP TABLE staged_keys",
	"DROP TABLE deleted_passwords", "DROP INDEX changes_deleted", "DROP TABLE cursors", "DROP TABLE documents", "DROP TABLE sent", "DROP TABLE calls", "DROP TABLE key_log",
	"DROP INDEX runs_active", "ALTER TABLE runs DROP COLUMN active",
	"ALTER TABLE organizations DROP COLUMN version", "ALTER TABLE organizations DROP COLUMN keys_merged", "ALTER TABLE organizations DROP COLUMN keys_logged",
	"CREATE TABLE webhooks (organization BIGINT, id BYTEA, body TEXT, changes BIGINT NOT NULL, runs BIGINT NOT NULL)",
	"CREATE TABLE api_keys (organization BIGINT, id BYTEA, hash BYTEA, body TEXT)",
	"CREATE TABLE sources (organization BIGINT, source TEXT, body TEXT)",
	"CREATE TABLE fields (organization BIGINT, kind TEXT, id BIGINT, field_key TEXT, body TEXT)",
}
