package bench

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"strings"
	"time"

	"ringdex/internal/table"
	"ringdex/internal/table/format"
)

// Floor is the bare work on the measured engine, through the same driver.
type Floor interface {
	// Upserts writes n contacts like the helpdesk's calls: a hundred in a transaction, one
	// goroutine a client.
	Upserts(ctx context.Context, n int, keys Keys) (time.Duration, error)
	// Rows writes the rows of a CSV file, the contact with a key and its numbers with an index,
	// 5,000 in a transaction.
	Rows(ctx context.Context, path string) (time.Duration, error)
	// Tool returns the time of the engine's own command to import the file into one table with an
	// index. It fails if the command is not installed.
	Tool(ctx context.Context, path string) (time.Duration, error)
	// FullText fills the engine's own text index with what each passes to put.
	FullText(ctx context.Context, each func(put func(id int, words string) error) error) (Texts, error)
	// ToolName is the name of that command.
	ToolName() string
}

const (
	bareColumns = 8 // of the table of contacts
	bareBatch   = 5000

	// bareUpdate is the update of an existing contact.
	bareUpdate = ` ON CONFLICT (external_id) DO UPDATE SET first_name = excluded.first_name, last_name = excluded.last_name,
		organization = excluded.organization, email = excluded.email, custom = excluded.custom`
	bareCallUpdate = ` ON CONFLICT (external_id) DO UPDATE SET user_name = excluded.user_name, email = excluded.email,
		first_name = excluded.first_name, last_name = excluded.last_name, phone = excluded.phone, company = excluded.company, custom = excluded.custom`
)

// bareTables are those of Rows, bareCallTable that of Upserts. end is the engine's suffix for an
// index table.
func bareTables(end string) []string {
	return []string{
		`CREATE TABLE bare (external_id TEXT PRIMARY KEY, first_name TEXT, last_name TEXT, organization TEXT, email TEXT, agent1 TEXT, agent2 TEXT, custom TEXT)`,
		`CREATE TABLE numbers (number TEXT, external_id TEXT, PRIMARY KEY (number, external_id))` + end,
	}
}

const bareCallTable = `CREATE TABLE bare_calls (external_id TEXT PRIMARY KEY, user_name TEXT, email TEXT, first_name TEXT,
	last_name TEXT, phone TEXT, company TEXT, custom TEXT)`

// executor is a pool, or one connection of it.
type executor interface {
	ExecContext(ctx context.Context, text string, args ...any) (sql.Result, error)
}

func execAll(ctx context.Context, db executor, texts ...string) error {
	for _, text := range texts {
		if _, err := db.ExecContext(ctx, text); err != nil {
			return err
		}
	}
	return nil
}

// bareCall returns the rows of one call, from the i-th contact on.
func bareCall(i int, keys Keys) [][]any {
	rows := make([][]any, 0, itemsPerCall)
	for j := i; j < i+itemsPerCall; j++ {
		key := keys(j)
		custom := fmt.Sprintf(`{"36":"https://yoursystem.com/contact/%d","37":"Koncový zákazník","39":"Hlavní ceník","40":"2022-02-21T10:49:16.000Z","38":"%d"}`, j, j)
		email := fmt.Sprintf("user%d@example.com", key)
		rows = append(rows, []any{
			fmt.Sprintf("aa9e70-91111-11ec-859a-%012d", key), email, email, firstNames[j%len(firstNames)],
			lastNames[j/7%len(lastNames)], mobile(key), fmt.Sprintf("ea045f14-9303-11ec-bdd6-%012d", j%sampleCompanies), custom,
		})
	}
	return rows
}

// upsertEvery passes the calls of importer k to write.
func upsertEvery(n, k int, keys Keys, write func(rows [][]any) error) error {
	for i := k * itemsPerCall; i+itemsPerCall <= n; i += importers * itemsPerCall {
		if err := write(bareCall(i, keys)); err != nil {
			return err
		}
	}
	return nil
}

// bareBatches reads a file and passes the rows of contacts and of numbers to write.
func bareBatches(path string, write func(contacts, numbers [][]any) error) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	rows, err := format.Open(file, table.Options{})
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	var contacts, numbers [][]any
	for row, err := range rows.All() {
		if err != nil {
			return err
		}
		f := row.Fields
		contacts = append(contacts, []any{f[3], f[0], f[1], f[2], f[4], f[7], f[8], f[9]})
		numbers = append(numbers, []any{f[5], f[3]}, []any{f[6], f[3]})
		if len(contacts) == bareBatch {
			if err := write(contacts, numbers); err != nil {
				return err
			}
			contacts, numbers = contacts[:0], numbers[:0]
		}
	}
	return write(contacts, numbers)
}

// toolTable is the table that Tool imports into.
const toolTable = "CREATE TABLE tool (firstName TEXT, lastName TEXT, organization TEXT, externalId TEXT, email TEXT, phone1 TEXT, phone2 TEXT, agent1 TEXT, agent2 TEXT, customField1 TEXT);\n" +
	"CREATE INDEX tool_phone ON tool (phone1);\n"

func flat(rows [][]any) []any {
	var all []any
	for _, row := range rows {
		all = append(all, row...)
	}
	return all
}

func places(rows, columns int) string {
	row := ",(" + strings.TrimSuffix(strings.Repeat("?,", columns), ",") + ")"
	return strings.Repeat(row, rows)[1:]
}
