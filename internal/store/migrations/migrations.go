// Package migrations holds the numbered steps of the schema, one file for both engines, forward only.
//
// Types are those that both engines take (SQLite keeps any name and gives it an affinity). /*clustered*/
// stands where SQLite keeps a table in the order of its primary key; PostgreSQL has nothing there. There every TEXT
// gets COLLATE "C", so that texts are in the order of their bytes as they are in SQLite, whatever the database was made with.
package migrations

import "embed"

// Files are the steps by number: 0001_directory.sql.
//
//go:embed *.sql
var Files embed.FS
