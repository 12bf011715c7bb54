package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"ringdex/internal/store/storetest/pgtest"
)

// explainer gives what PostgreSQL says that a statement reads from end to end, or all of an
// organization's. It asks a connection with the settings of ringdex, for the plan that serves any
// parameters: that is the one which runs. The database is a new one: of tables that others have
// filled and emptied, the server may remember other things.
func explainer(t *testing.T, prepare ...string) func(t *testing.T, text string, args []any) []string {
	t.Helper()
	url := pgtest.Empty(t)
	if err := migrate(t.Context(), url); err != nil {
		t.Fatal(err)
	}
	config, err := settings(url)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := pgx.ConnectConfig(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	for _, text := range prepare {
		if _, err := conn.Exec(t.Context(), text); err != nil {
			t.Fatal(err)
		}
	}
	return func(t *testing.T, text string, args []any) (whole []string) {
		plan(t, conn, text, len(args)).walk(func(n node) {
			if n.readsWhole() {
				whole = append(whole, n.String())
			}
		})
		return whole
	}
}

// node is a step of a plan.
type node struct {
	Type      string `json:"Node Type"`
	Table     string `json:"Relation Name"`
	Index     string `json:"Index Name"`
	Condition string `json:"Index Cond"`
	Recheck   string `json:"Recheck Cond"`
	Filter    string
	Plans     []node
}

func (n node) String() string {
	return fmt.Sprintf("%s %s %s [%s%s] filter [%s]", n.Type, n.Table, n.Index, n.Condition, n.Recheck, n.Filter)
}

func (n node) walk(fn func(node)) {
	fn(n)
	for _, child := range n.Plans {
		child.walk(fn)
	}
}

// onlyOrganization is a condition that finds nothing but where an organization begins, onlySource
// where a source does.
var (
	onlyOrganization = regexp.MustCompile(`^\(?organization = [^)]*\)?$`)
	onlySource       = regexp.MustCompile(`^\(\(organization = [^)]*\) AND \(source = [^)]*\)\)$`)
)

// readsWhole says whether a step reads all of a table, all that an organization has in it, or sorts
// all that.
func (n node) readsWhole() bool {
	switch {
	case n.Type == "Seq Scan":
		return true
	case strings.HasPrefix(n.Type, "Index") || n.Type == "Bitmap Index Scan":
		return n.Condition == "" || onlyOrganization.MatchString(n.Condition) || onlySource.MatchString(n.Condition)
	}
	return false
}

func plan(t *testing.T, conn *pgx.Conn, text string, args int) node {
	t.Helper()
	values := strings.TrimSuffix(strings.Repeat("NULL,", args), ",")
	if values != "" {
		values = "(" + values + ")"
	}
	if _, err := conn.Exec(t.Context(), "PREPARE explained AS "+text); err != nil {
		t.Fatalf("prepare %s: %v", text, err)
	}
	defer func() { _, _ = conn.Exec(t.Context(), "DEALLOCATE explained") }()
	var answer []byte
	if err := conn.QueryRow(t.Context(), "EXPLAIN (FORMAT JSON) EXECUTE explained"+values, pgx.QueryExecModeSimpleProtocol).Scan(&answer); err != nil {
		t.Fatalf("explain %s: %v", text, err)
	}
	var plans []struct{ Plan node }
	if err := json.Unmarshal(answer, &plans); err != nil {
		t.Fatal(err)
	}
	return plans[0].Plan
}

// inhabited makes two organizations, a small and a large one, whose rows the server has counted.
var inhabited = []string{`
	INSERT INTO contacts SELECT o, decode(md5(o || ' ' || n), 'hex'), 1, CASE WHEN n % 3 = 0 THEN 'user' || n END, 0, n, '{}'
		FROM (VALUES (1, 20), (2, 20000)) AS sizes(o, size), generate_series(1, size) AS n;
	INSERT INTO contact_phones SELECT organization, 1000 + updated, id FROM contacts;
	INSERT INTO contact_emails SELECT organization, updated || '@example.com', id FROM contacts;
	INSERT INTO contact_companies SELECT organization, updated % 50, id FROM contacts;
	INSERT INTO contact_external_ids SELECT organization, 'crm', updated, id, 0 FROM contacts;
	INSERT INTO changes SELECT organization, updated, 'contact', id, 'created', NULL, 'crm', NULL, 'test', 0 FROM contacts;
	INSERT INTO companies SELECT organization, updated, 1, 'company' || updated, updated, '{}' FROM contacts;
	INSERT INTO company_emails SELECT organization, '@' || updated || '.example', id FROM companies;
	INSERT INTO company_external_ids SELECT organization, 'crm', updated, id FROM companies;
	INSERT INTO contact_passwords SELECT organization, id, 'hash' FROM contacts;
	INSERT INTO unique_values SELECT organization, 'contact', 1, updated, id FROM contacts;
	INSERT INTO documents SELECT organization, 'key', updated, encode(id, 'hex'), '{}' FROM contacts;
	INSERT INTO runs SELECT organization, id, 'finished', 0, '{}' FROM contacts;
	INSERT INTO refusals SELECT organization, id, updated % 10, '{}' FROM contacts;
	INSERT INTO jobs SELECT organization, updated, 'k' || updated % 3, 'g' || updated % 50, updated % 900, '{}', updated, updated,
		CASE WHEN updated % 100 = 0 THEN 'dead' WHEN updated % 900 = 1 THEN 'running' ELSE 'waiting' END, 0, '', '' FROM contacts;
	INSERT INTO calls SELECT organization, id, 'call' || updated, updated % 900, updated, '{}' FROM contacts;
	INSERT INTO deliveries SELECT organization, decode(md5((updated % 20)::text), 'hex'), id, updated, updated, updated % 2, '{}' FROM contacts`, "ANALYZE"}

// TestExplainer makes sure that the check of the plans would find something.
func TestExplainer(t *testing.T) {
	t.Parallel()
	for _, prepare := range [][]string{nil, inhabited} {
		explain := explainer(t, prepare...)
		for text, want := range map[string]bool{
			"SELECT body FROM contacts WHERE version = $1":                                                                          true,
			"SELECT body FROM contacts WHERE organization = $1 AND version = 7":                                                     true,
			"SELECT body FROM contacts WHERE organization = $1 AND user_name LIKE '%a'":                                             true,
			"SELECT contact FROM contact_emails WHERE organization = $1":                                                            true,
			"SELECT contact FROM contact_emails":                                                                                    true,
			"DELETE FROM contact_phones WHERE organization = $1":                                                                    true,
			"SELECT external_id, contact, digest FROM contact_external_ids WHERE organization = 1 AND source = 'crm'":               true,
			"SELECT body FROM documents WHERE organization = 1 AND kind = 'source' AND id = 'crm'":                                  false,
			"SELECT body FROM contacts WHERE organization = $1 AND user_name = 'a'":                                                 false,
			"SELECT contact FROM contact_phones WHERE organization = $1 AND number IN (SELECT unnest(ARRAY[1,2]::bigint[]))":        false,
			"SELECT body FROM contacts WHERE organization = $1 AND upper(user_name) IN (SELECT json_array_elements_text('[]'))":     true,
			"INSERT INTO documents (organization, kind, id, body) VALUES ($1, 'source', 'a', 'body'), (1, 'source', 'b', 'bodies')": false,
		} {
			if whole := explain(t, text, make([]any, strings.Count(text, "$1"))); (len(whole) > 0) != want {
				t.Errorf("%s\n\treads whole: %q, want %t", text, whole, want)
			}
		}
	}
}
