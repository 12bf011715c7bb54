package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
)

// Damage checks the whole database and returns one line for each damage. looked is false if the
// engine has no such check. An error that stops the check is a damage too.
func (s *Store) Damage(ctx context.Context) (found []string, looked bool, err error) {
	if s.engine.Inspect == "" {
		return nil, false, nil
	}
	err = s.read(ctx, func(tx *session) error {
		trees, err := tx.trees()
		if err != nil {
			return err
		}
		return tx.rows(s.engine.Inspect, nil, func(rows *sql.Rows) error {
			var report string
			err := rows.Scan(&report)
			found = append(found, damages(report, trees)...)
			return err
		})
	})
	if met := s.standing.Load(); err != nil && met != nil && met.trouble == Damaged {
		return append(found, fmt.Sprint("the rest cannot be read: ", errors.Unwrap(met.failure.Cause))), true, nil
	}
	return found, true, err
}

// trees returns the names of tables and indexes by number.
func (s *session) trees() (map[string]string, error) {
	names := map[string]string{}
	return names, s.rows(s.store.engine.Trees, nil, func(rows *sql.Rows) error {
		var number, name string
		err := rows.Scan(&number, &name)
		names[number] = name
		return err
	})
}

// damages returns the lines of a report, with names: "contacts: Tree 7 page 161: …".
func damages(report string, trees map[string]string) (found []string) {
	for line := range strings.Lines(report) {
		line = strings.TrimSpace(line)
		if line == "ok" || strings.HasPrefix(line, "***") {
			continue
		}
		if words := strings.Fields(line); len(words) > 1 && words[0] == "Tree" && trees[words[1]] != "" {
			line = trees[words[1]] + ": " + line
		}
		found = append(found, line)
	}
	return found
}
