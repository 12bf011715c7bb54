package storetest

import (
	"fmt"
	"testing"

	"ringdex/internal/ringdex"
)

// Refolded wants names that an older program has stored to be found by the rule of today, and cursors by their names. carryOut runs statements on
// the database without a store; open opens it, and migrates it when it is older.
func Refolded(t *testing.T, open func(t *testing.T) Store, carryOut func(t *testing.T, statements ...string)) {
	t.Helper()
	f := newFixture(t, open(t))
	odd := f.contact(func(c *ringdex.Contact) { c.UserName = "jan  dvořák" })
	first := f.contact(func(c *ringdex.Contact) { c.UserName = "eva malá" })
	f.contact(func(c *ringdex.Contact) { c.UserName = "a place for eva" })
	one, two := f.company(func(c *ringdex.Company) { c.Name = "Lípa\u00a0s.r.o." }), f.company(func(c *ringdex.Company) { c.Name = "lípa s.r.o." })
	hook, idle := ringdex.Webhook{ID: f.id()}, ringdex.Webhook{ID: f.id()}
	f.putWebhook(hook)
	f.putWebhook(idle)
	carryOut(
		t, "UPDATE contacts SET user_name = 'jan  dvořák' WHERE user_name = 'jan dvořák'",
		"UPDATE contacts SET user_name = 'eva\u00a0malá' WHERE user_name = 'a place for eva'",
		"UPDATE companies SET name = 'lípa\u00a0s.r.o.' WHERE id = 1",
		"DELETE FROM goose_db_version WHERE version_id >= 3", "DROP INDEX goose_db_version_once",
		"ALTER TABLE organizations DROP COLUMN staged_run", "ALTER TABLE organizations DROP COLUMN staged_from",
		"ALTER TABLE organizations DROP COLUMN staged_to", "ALTER TABLE organizations DROP COLUMN staged_new",
		"ALTER TABLE contacts DROP COLUMN born", "ALTER TABLE contacts DROP COLUMN seq", "DROP TABLE staged_keys",
		"DROP TABLE cursors", "ALTER TABLE webhooks ADD COLUMN changes BIGINT NOT NULL DEFAULT 0",
		"ALTER TABLE webhooks ADD COLUMN runs BIGINT NOT NULL DEFAULT 0",
		fmt.Sprintf("UPDATE webhooks SET changes = 5, runs = 2 WHERE body LIKE '%%%s%%'", hook.ID),
	)
	f.Store = open(t)
	f.view(func(r ringdex.Reader) error {
		users, err := r.ContactsByUserName([]string{"Jan Dvořák", "Eva\u2009Malá"})
		wantEqual(t, "ContactsByUserName", users, map[string]ringdex.ID{"jan dvořák": odd.ID, "eva malá": first.ID})
		if err != nil {
			return err
		}
		names, err := r.CompaniesByName([]string{"LÍPA  s.r.o."})
		wantEqual(t, "CompaniesByName", names, map[string]int64{"lípa s.r.o.": min(one.ID, two.ID)})
		if err != nil {
			return err
		}
		cursor, err := r.Cursor("webhook/" + hook.ID.String())
		wantEqual(t, "the cursor of a webhook", cursor, ringdex.Cursor{Changes: 5, Runs: 2})
		return err
	})
}
