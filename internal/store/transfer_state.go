package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"

	"ringdex/internal/ringdex"
)

// transferState is what must not change during a transfer: the row counts and the journal heads.
type transferState struct {
	counts []int64
	heads  string
}

func (s transferState) rows() (sum int64) {
	for _, n := range s.counts {
		sum += n
	}
	return sum
}

// largestFirst returns the indexes of the tables in transferred, largest first.
func (s transferState) largestFirst() []int {
	order := make([]int, len(s.counts))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(s.counts[b], s.counts[a]) })
	return order
}

func (s transferState) equal(other transferState) bool {
	return slices.Equal(s.counts, other.counts) && s.heads == other.heads
}

func (t *Transfer) begin(ctx context.Context) (transferState, error) {
	for _, s := range []*Store{t.From, t.To} {
		if err := idle(ctx, s); err != nil {
			return transferState{}, err
		}
	}
	if err := t.From.Whole(ctx); err != nil {
		return transferState{}, err
	}
	if err := t.To.claim(ctx); err != nil {
		return transferState{}, err
	}
	return t.From.state(ctx)
}

// idle refuses a database with a living node, whose writes would be lost.
func idle(ctx context.Context, s *Store) error {
	nodes, err := s.Nodes(ctx)
	for _, n := range nodes {
		if n.Alive {
			return ringdex.Fail(ringdex.Conflict, "store.migrate_running", n.Host, s.engine.Name, int(ringdex.NodeTimeout.Seconds()))
		}
	}
	return err
}

// claim marks the target as incomplete by a progress row for each table. If it is already marked,
// the transfer resumes.
func (s *Store) claim(ctx context.Context) error {
	return s.write(ctx, func(tx *session) error {
		if half, err := tx.halfFilled(); half || err != nil {
			return err
		}
		others, err := organizations(tx)
		if err != nil {
			return err
		}
		if len(others) > 0 {
			return ringdex.Fail(ringdex.Conflict, "store.migrate_not_empty", ringdex.Show(others[0].Key))
		}
		args := make([]any, 0, 2*len(transferred))
		for _, table := range transferred {
			args = append(args, table.name, int64(0))
		}
		return tx.insertAll(insert{head: "INSERT INTO transfers (table_name, copied) VALUES ", width: 2}, args)
	})
}

func (s *session) halfFilled() (bool, error) {
	var n int64
	_, err := s.row("SELECT COUNT(*) FROM transfers", nil, &n)
	return n > 0, err
}

// Whole returns an error while a transfer fills the database, or if one was interrupted.
func (s *Store) Whole(ctx context.Context) error {
	return s.read(ctx, func(tx *session) error {
		half, err := tx.halfFilled()
		if err == nil && half {
			err = ringdex.Fail(ringdex.Unavailable, "store.half_copied")
		}
		return err
	})
}

// state counts the rows and reads the journal heads.
func (s *Store) state(ctx context.Context) (state transferState, err error) {
	err = s.read(ctx, func(tx *session) error {
		for _, table := range transferred {
			var n int64
			if _, err := tx.row("SELECT COUNT(*) FROM "+table.name, nil, &n); err != nil {
				return err
			}
			state.counts = append(state.counts, n)
		}
		return tx.rows("SELECT id, seq, config_seq, last_job, last_run_end FROM organizations ORDER BY id", nil, func(rows *sql.Rows) error {
			var of [5]int64
			err := rows.Scan(&of[0], &of[1], &of[2], &of[3], &of[4])
			state.heads += fmt.Sprint(of)
			return err
		})
	})
	return state, err
}

// end makes the target usable, unless the original has changed during the transfer.
func (t *Transfer) end(ctx context.Context, before transferState) error {
	if err := idle(ctx, t.From); err != nil {
		return err
	}
	after, err := t.From.state(ctx)
	if err != nil {
		return err
	}
	if !after.equal(before) {
		return ringdex.Fail(ringdex.Conflict, "store.migrate_changed")
	}
	return t.To.write(ctx, func(tx *session) error { return tx.exec("DELETE FROM transfers") })
}
