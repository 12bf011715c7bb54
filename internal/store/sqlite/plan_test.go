package sqlite

import (
	"database/sql"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// explainer gives what SQLite says that a statement reads from end to end. Its plans are the same
// on an empty database: it has no figures to go by until somebody runs ANALYZE, which ringdex never
// does.
func explainer(t *testing.T) func(t *testing.T, text string, args []any) []string {
	path := filepath.Join(t.TempDir(), "ringdex.db")
	openStore(t, path)
	db := openRaw(t, path)
	return func(t *testing.T, text string, args []any) (whole []string) {
		for _, step := range plan(t, db, text, args) {
			if readsWhole(step) || readsDeliveries(text, step) {
				whole = append(whole, step)
			}
		}
		return whole
	}
}

func plan(t *testing.T, db *sql.DB, text string, args []any) (steps []string) {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+text, args...)
	if err != nil {
		t.Fatalf("explain %s: %v", text, err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var id, parent, unused int
		var step string
		if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
			t.Fatal(err)
		}
		steps = append(steps, step)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return steps
}

// onlyOrganization is a search that finds nothing but where an organization begins.
var onlyOrganization = regexp.MustCompile(`^SEARCH .*\(organization=\?\)`)

// restOfJournal is a search that finds a place in the journal and reads on from there, which is up
// to all of it.
var restOfJournal = regexp.MustCompile(`^SEARCH changes .*\(organization=\? AND seq[<>][^=]*\)$`)

// readsWhole says whether a step reads all of a table, or all that an organization has in it, the
// rest of its journal, or sorts what it read. A list parameter is a table too, and so are the rows
// of an INSERT.
func readsWhole(step string) bool {
	switch {
	case strings.HasPrefix(step, "SCAN json_each"), strings.HasPrefix(step, "SCAN wanted"), strings.HasPrefix(step, "SCAN") && strings.HasSuffix(step, "VALUES CLAUSE"):
		return false
	case strings.HasPrefix(step, "SCAN"), strings.HasPrefix(step, "USE TEMP B-TREE"):
		return true
	}
	return onlyOrganization.MatchString(step) || restOfJournal.MatchString(step)
}

// readsDeliveries reports whether a step reads all deliveries to a webhook to find those of an
// event.
func readsDeliveries(text, step string) bool {
	return strings.Contains(text, "event = $") && strings.HasPrefix(step, "SEARCH deliveries") && !strings.Contains(step, "event=?")
}

// TestExplainer makes sure that the check of the plans would find something.
func TestExplainer(t *testing.T) {
	t.Parallel()
	explain := explainer(t)
	for text, want := range map[string]bool{
		"SELECT body FROM contacts WHERE version = $1":                                                                        true,
		"SELECT body FROM contacts WHERE organization = $1 AND version = 7":                                                   true,
		"SELECT body FROM contacts WHERE organization = $1 AND user_name LIKE 'a%'":                                           true,
		"SELECT body FROM contacts WHERE organization = $1 AND updated > 7 ORDER BY version":                                  true,
		"SELECT contact FROM contact_phones WHERE contact = $1":                                                               true,
		"SELECT before FROM changes WHERE organization = $1 AND record = 'a' AND seq > 7 AND before IS NOT NULL ORDER BY seq": true,
		"SELECT body FROM deliveries WHERE organization = 1 AND webhook = 'x' AND event = $1 ORDER BY at DESC, id DESC":       true,
		"DELETE FROM contact_phones WHERE contact = $1":                                                                       true,
		"SELECT body FROM contacts WHERE organization = $1 AND user_name = 'a'":                                               false,
		"SELECT number FROM contact_phones WHERE number IN (SELECT value FROM json_each($1))":                                 true,
		"SELECT value FROM json_each($1)":                                                                                     false,
		"INSERT INTO documents (organization, kind, id, body) VALUES (1, 'source', 'a', $1), (1, 'source', 'b', 'bodies')":    false,
	} {
		if whole := explain(t, text, []any{1}); (len(whole) > 0) != want {
			t.Errorf("%s\n\treads whole: %q, want %t", text, whole, want)
		}
	}
}
