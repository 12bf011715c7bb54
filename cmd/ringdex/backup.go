package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"ringdex/internal/backup"
	"ringdex/internal/message"
	"ringdex/internal/store/sqlite"
)

type backupCommand struct {
	File      string `arg:"" help:"New file for the back-up; FILE.sha256 beside it gets its checksum."`
	Overwrite bool   `help:"Replace the file if it is there; without it an existing file is refused."`
}

// Run writes a back-up; a server may be running.
func (c *backupCommand) Run(e *environment) error {
	path, err := e.databaseFile(message.Err("cmd.pg_dump"))
	if err != nil {
		return err
	}
	made, err := backup.Write(e.ctx, path, c.File, c.Overwrite)
	switch {
	case errors.Is(err, sqlite.ErrNone):
		return message.Err("cmd.no_database", path)
	case errors.Is(err, fs.ErrExist):
		return message.Err("cmd.file_there", c.File)
	case err != nil:
		return err
	}
	e.printf("backed up %s to %s: %d bytes, SHA-256 %s\n", path, c.File, made.Bytes, made.Sum)
	e.tellKey("keep a copy of it as well, apart from the back-up")
	return nil
}

type restoreCommand struct {
	File string `arg:"" help:"Back-up, as \"ringdex backup\" or \"sqlite3 .backup\" wrote it."`
}

// Run replaces the database by a back-up.
func (c *restoreCommand) Run(e *environment) error {
	path, err := e.databaseFile(message.Err("cmd.pg_restore"))
	if err != nil {
		return err
	}
	done, err := backup.Restore(e.ctx, c.File, path, e.clock())
	if errors.Is(err, sqlite.ErrInUse) {
		return message.Err("cmd.database_in_use", path)
	}
	if err != nil {
		return err
	}
	if !done.Checked {
		fmt.Fprintln(e.stderr, "ringdex:", e.language.Render(message.New("cmd.no_checksum", c.File+".sha256")))
	}
	e.printf("restored %s from %s\n", path, c.File)
	if done.Kept != "" {
		e.printf("the database from before is %s; remove it when you do not need it any more\n", done.Kept)
	}
	e.tellKey("it has to be the one from the time of the back-up")
	return nil
}

// databaseFile returns the path of the database, or the error instead for PostgreSQL.
func (e *environment) databaseFile(instead error) (string, error) {
	path, ok := strings.CutPrefix(e.cli.Database, "sqlite:")
	switch kind, _, _ := strings.Cut(e.cli.Database, ":"); {
	case ok && path != "":
		return path, nil
	case isPostgres(kind):
		return "", instead
	}
	return "", message.Err("cmd.not_a_database", shownDatabase(e.cli.Database))
}

// tellKey prints the path of the key file for webhook secrets, if there is one.
func (e *environment) tellKey(advice string) {
	key := keyFile(e.cli.Database)
	if _, err := os.Stat(key); err == nil && os.Getenv(secretKey) == "" {
		e.printf("the secrets of webhooks are sealed with the key in %s: %s\n", key, advice)
	}
}
