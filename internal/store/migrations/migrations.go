// Package migrations holds the numbered steps of the schema, one file for both engines, forward
// only.
//
// Both engines accept the types (SQLite accepts any name and derives an affinity). /*clustered*/
// becomes WITHOUT ROWID on SQLite and nothing on PostgreSQL. On PostgreSQL every TEXT gets COLLATE
// "C", so that texts sort by bytes as in SQLite, regardless of the database's collation.
package migrations

import "embed"

// Files are the steps by number: 0001_directory.sql.
//
//go:embed *.sql
var Files embed.FS
