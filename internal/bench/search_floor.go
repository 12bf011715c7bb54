package bench

import (
	"context"
	"database/sql"
	"path/filepath"
	"strings"

	"ringdex/internal/store/postgres"
	"ringdex/internal/store/sqlite"
)

// textIndex is a text index in a database.
type textIndex struct {
	db    *sql.DB
	query string
	match func(words []string) string
}

// Find implements Texts.
func (x *textIndex) Find(ctx context.Context, words []string) (hits int, err error) {
	rows, err := x.db.QueryContext(ctx, x.query, x.match(words))
	if err != nil {
		return 0, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		hits++
	}
	return hits, rows.Err()
}

// Close implements Texts.
func (x *textIndex) Close() error { return x.db.Close() }

// FullText fills an FTS5 table. Parts of numbers are words for it: it finds their beginnings only.
func (s SQLite) FullText(ctx context.Context, each func(put func(id int, words string) error) error) (Texts, error) {
	db, err := sqlite.Bare(filepath.Join(s.Folder, "floor-texts.db"))
	if err != nil {
		return nil, err
	}
	x := &textIndex{db, "SELECT rowid FROM texts WHERE texts MATCH ? LIMIT 20", func(words []string) string {
		return `"` + strings.Join(words, `"* "`) + `"*`
	}}
	err = execAll(ctx, db, "CREATE VIRTUAL TABLE texts USING fts5(words, content='', prefix='1 2 3')")
	if err == nil {
		err = x.fill(ctx, "INSERT INTO texts (rowid, words) VALUES (?, ?)", each)
	}
	return x, err
}

// FullText fills a table with a GIN index of tsvector.
func (p Postgres) FullText(ctx context.Context, each func(put func(id int, words string) error) error) (Texts, error) {
	db, err := postgres.Bare(p.URL)
	if err != nil {
		return nil, err
	}
	x := &textIndex{db, "SELECT id FROM texts WHERE words @@ to_tsquery('simple', $1) LIMIT 20", func(words []string) string {
		return strings.Join(words, ":* & ") + ":*"
	}}
	err = execAll(ctx, db, "CREATE TABLE texts (id BIGINT PRIMARY KEY, words TSVECTOR)", "CREATE INDEX texts_words ON texts USING gin (words)")
	if err == nil {
		err = x.fill(ctx, "INSERT INTO texts (id, words) VALUES ($1, to_tsvector('simple', $2))", each)
	}
	return x, err
}

// fill writes the texts, 5,000 in a transaction.
func (x *textIndex) fill(ctx context.Context, insert string, each func(put func(id int, words string) error) error) error {
	var tx *sql.Tx
	n := 0
	err := each(func(id int, words string) (err error) {
		if tx == nil {
			if tx, err = x.db.BeginTx(ctx, nil); err != nil {
				return err
			}
		}
		if _, err = tx.ExecContext(ctx, insert, id, words); err != nil {
			return err
		}
		if n++; n%bareBatch == 0 {
			err, tx = tx.Commit(), nil
		}
		return err
	})
	if err == nil && tx != nil {
		err = tx.Commit()
	}
	return err
}
