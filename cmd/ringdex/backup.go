package main

import (
	"errors"
	"io/fs"
	"os"
	"strings"

	"ringdex/internal/backup"
	"ringdex/internal/message"
	"ringdex/internal/store/sqlite"
)

type backupCommand struct {
	File      string `arg:"" help:"New file for the back-up, or a folder, in which it is named by the time. FILE.sha256 gets its checksum."`
	Overwrite bool   `help:"Replace an existing file; without it an existing file is an error."`
	Keep      int    `help:"In a folder: verify the back-up, then remove the oldest ones beyond N; 0 keeps all." placeholder:"N"`
	WithKey   bool   `help:"Copy the file with the secret key beside the back-up, as FILE.key. Who has both can open all secrets."`
}

// Run writes a back-up; a server may be running.
func (c *backupCommand) Run(e *environment) error {
	path, err := e.databaseFile(message.Err("cmd.pg_dump"))
	if err != nil {
		return err
	}
	if c.Keep < 0 {
		return usage(message.Err("cmd.keep_backups"))
	}
	to, made, removed, err := c.write(e, path)
	switch {
	case errors.Is(err, sqlite.ErrNone):
		return message.Err("cmd.no_database", path)
	case errors.Is(err, fs.ErrExist):
		return message.Err("cmd.file_there", c.File)
	case err != nil:
		return err
	}
	e.tell("cmd.backed_up", path, to, made.Bytes, made.Sum)
	for _, old := range removed {
		e.tell("cmd.old_backup", old)
	}
	if c.WithKey {
		return copyKey(keyFile(e.cli.Database), backup.KeyFile(to))
	}
	e.tellKey("cmd.keep_key")
	return nil
}

// write writes to the file, or to a new one in the folder.
func (c *backupCommand) write(e *environment, path string) (to string, made backup.Made, removed []string, err error) {
	if info, err := os.Stat(c.File); err == nil && info.IsDir() {
		return backup.Rotate(e.ctx, path, c.File, c.Keep, e.clock())
	}
	made, err = backup.Write(e.ctx, path, c.File, c.Overwrite)
	return c.File, made, nil, err
}

// copyKey copies the key file. Without one nothing is sealed by it.
func copyKey(from, to string) error {
	key, err := os.ReadFile(from)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil {
		err = os.Remove(to)
	}
	if err == nil || errors.Is(err, fs.ErrNotExist) {
		err = writeKey(to, key)
	}
	return err
}

type restoreCommand struct {
	File string `arg:"" help:"Back-up, written by \"ringdex backup\" or \"sqlite3 .backup\"."`
}

// Run replaces the database by a back-up.
func (c *restoreCommand) Run(e *environment) error {
	path, err := e.databaseFile(message.Err("cmd.pg_restore"))
	if err != nil {
		return err
	}
	done, err := backup.Restore(e.ctx, c.File, path, e.clock(), e.eraseAgain)
	if errors.Is(err, sqlite.ErrInUse) {
		return message.Err("cmd.database_in_use", path)
	}
	if err != nil {
		return err
	}
	if !done.Checked {
		e.warn("cmd.no_checksum", c.File+".sha256")
	}
	e.tell("cmd.restored", path, c.File)
	if done.Kept != "" {
		e.tell("cmd.kept", done.Kept)
	}
	e.tellKey("cmd.need_key")
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
	return "", usage(message.Err("cmd.not_a_database", shownDatabase(e.cli.Database)))
}

// tellKey prints advice on the key file for webhook secrets, if there is one.
func (e *environment) tellKey(advice string) {
	key := keyFile(e.cli.Database)
	if _, err := os.Stat(key); err == nil && os.Getenv(secretKey) == "" {
		e.tell(advice, key)
	}
}
