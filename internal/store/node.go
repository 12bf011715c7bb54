package store

import (
	"context"
	"database/sql"
	"time"

	"ringdex/internal/ringdex"
)

// Beat implements jobs.Heartbeats.
func (s *Store) Beat(ctx context.Context, n ringdex.Node) error {
	return s.writeSilently(ctx, func(tx *session) error {
		return tx.exec("INSERT INTO nodes (id, host, version, started, seen) VALUES ($1, $2, $3, $4, "+s.engine.Now+
			") ON CONFLICT (id) DO UPDATE SET seen = excluded.seen", n.ID, n.Host, n.Version, millis(n.Started))
	})
}

// Leave implements jobs.Heartbeats.
func (s *Store) Leave(ctx context.Context, node string) error {
	return s.writeSilently(ctx, func(tx *session) error {
		if err := tx.exec("DELETE FROM nodes WHERE id = $1", node); err != nil {
			return err
		}
		return tx.exec("UPDATE jobs SET state = 'waiting', node = '' WHERE state = 'running' AND node = $1", node)
	})
}

// Nodes implements jobs.Heartbeats.
func (s *Store) Nodes(ctx context.Context) (all []ringdex.Node, err error) {
	err = s.read(ctx, func(tx *session) error {
		all, err = collect(tx, "SELECT id, host, version, started, seen, seen > "+s.alive()+" FROM nodes WHERE seen > "+s.engine.Now+" - $2 ORDER BY started DESC, id", []any{ringdex.NodeTimeout.Milliseconds(), (24 * time.Hour).Milliseconds()}, scanNode)
		return err
	})
	return all, err
}

// alive returns an expression for the oldest heartbeat of a living node; $1 is the timeout.
func (s *Store) alive() string { return s.engine.Now + " - $1" }

func scanNode(rows *sql.Rows) (n ringdex.Node, err error) {
	var started, seen int64
	err = rows.Scan(&n.ID, &n.Host, &n.Version, &started, &seen, &n.Alive)
	n.Started, n.Seen = fromMillis(started), fromMillis(seen)
	return n, err
}

// Rescue implements jobs.Store.
func (s *Store) Rescue(ctx context.Context) (rescued int64, err error) {
	err = s.writeSilently(ctx, func(tx *session) error {
		rescued, err = tx.execCounted("UPDATE jobs SET state = 'waiting', node = '' WHERE state = 'running' AND node NOT IN "+
			"(SELECT id FROM nodes WHERE seen > "+s.alive()+")", []any{ringdex.NodeTimeout.Milliseconds()})
		if err != nil {
			return err
		}
		return tx.exec("DELETE FROM nodes WHERE seen < "+s.engine.Now+" - $1", (24 * time.Hour).Milliseconds())
	})
	return rescued, err
}
