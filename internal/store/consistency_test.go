package store_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"ringdex/internal/ringdex"
	"ringdex/internal/store"
	"ringdex/internal/store/storetest"
)

// damages are statements that make one table differ from the records, and what is found.
var damages = []struct {
	text string
	want []store.Inconsistency
}{
	{"DELETE FROM contact_external_ids WHERE external_id = 'fill-7'", []store.Inconsistency{{Table: "contact_external_ids", Missing: 1}}},
	{"UPDATE contact_external_ids SET external_id = 'else' WHERE external_id = 'fill-8'", []store.Inconsistency{{Table: "contact_external_ids", Missing: 1, Surplus: 1}}},
	{"INSERT INTO contact_phones VALUES (1, 777, CAST('0123456789abcdef' AS BYTEA))", []store.Inconsistency{{Table: "contact_phones", Surplus: 1}}},
	{"INSERT INTO contact_companies SELECT organization, 99, contact FROM contact_external_ids WHERE external_id = 'fill-9'", []store.Inconsistency{{Table: "contact_companies", Surplus: 1}}},
	{"UPDATE contacts SET version = version + 1, user_name = 'wrong' WHERE user_name = 'jana' AND organization = 1", []store.Inconsistency{{Table: "contacts", Missing: 1, Surplus: 1}}},
	{"UPDATE companies SET name = 'wrong' WHERE organization = 1", []store.Inconsistency{{Table: "companies", Missing: 1, Surplus: 1}}},
	{"DELETE FROM company_external_ids WHERE organization = 1", []store.Inconsistency{{Table: "company_external_ids", Missing: 1}}},
	{"INSERT INTO company_emails VALUES (1, 'wrong@example.com', 1)", []store.Inconsistency{{Table: "company_emails", Surplus: 1}}},
	{"DELETE FROM unique_values WHERE organization = 1 AND kind = 'contact'", []store.Inconsistency{{Table: "unique_values", Missing: 1}}},
	{"DELETE FROM key_log WHERE organization = 1", []store.Inconsistency{
		{Table: "contact_phones", Missing: 1}, {Table: "contact_emails", Missing: 1}, {Table: "contact_companies", Missing: 1},
	}},
}

// TestInconsistencies damages each derived table, wants it to be found and nothing else, and
// rebuilds it.
func TestInconsistencies(t *testing.T) {
	t.Parallel()
	for name, open := range map[string]func(*testing.T) *store.Store{"sqlite": openSQLite, "postgres": openPostgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			st := open(t)
			storetest.Fill(t, st, 600)
			want := func(what string, want []store.Inconsistency) {
				t.Helper()
				got, err := st.Inconsistencies(t.Context(), 1)
				if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(store.Inconsistency{}, "Such")); diff != "" || err != nil {
					t.Errorf("%s: %v (-want +got):\n%s\n%+v", what, err, diff, got)
				}
			}
			want("before all", nil)
			for _, d := range damages {
				st.Tamper(t, d.text)
				want(d.text, d.want)
				wantCode(t, st.Rebuild(t.Context(), 1), "")
				want("rebuilt after "+d.text, nil)
			}
			_, err := st.Inconsistencies(t.Context(), 2)
			wantCode(t, err, ringdex.Conflict)
		})
	}
}

// A record that the journal does not have, or one that only the journal has, is found and stays.
func TestInconsistentJournal(t *testing.T) {
	t.Parallel()
	st := openSQLite(t)
	storetest.Fill(t, st, 10)
	st.Tamper(t, "DELETE FROM contacts WHERE organization = 1 AND id IN (SELECT id FROM contacts WHERE organization = 1 AND user_name IS NULL LIMIT 1)")
	wantCode(t, st.Rebuild(t.Context(), 1), "")
	got, err := st.Inconsistencies(t.Context(), 1)
	if err != nil || len(got) != 1 || got[0].Table != "changes" || got[0].Surplus != 1 || len(got[0].Such) != 1 {
		t.Errorf("got %+v, %v", got, err)
	}
}
