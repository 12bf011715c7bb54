package store

import (
	"database/sql"
	"runtime"

	"golang.org/x/sync/errgroup"

	"ringdex/internal/ringdex"
)

// A scan of a whole table mostly decodes: one goroutine reads rows, others decode them, and the
// callback gets them one by one and in order.

// portion is how many rows are decoded as one batch.
const portion = 256

// bodies is a batch of rows with the decoded records.
type bodies[T any] struct {
	raw     []byte
	ends    []int
	decoded []T
	err     error
	ready   chan struct{}
}

func newBodies[T any]() *bodies[T] {
	return &bodies[T]{raw: make([]byte, 0, portion*512), ready: make(chan struct{})}
}

func (b *bodies[T]) add(body []byte) {
	b.raw = append(b.raw, body...)
	b.ends = append(b.ends, len(b.raw))
}

// decode uses one string and one slice for the whole batch, since its records are freed together.
func (b *bodies[T]) decode(ms members[T]) {
	defer close(b.ready)
	text := string(b.raw)
	b.decoded = make([]T, len(b.ends))
	from := 0
	for i, end := range b.ends {
		if b.err = ms.decodeInto(&b.decoded[i], text[from:end]); b.err != nil {
			return
		}
		from = end
	}
}

// each calls fn for every row of a query whose rows are one body. Calls of fn do not overlap.
func each[T any](s *session, text string, args []any, ms members[T], fn func(*T) error) error {
	workers := runtime.GOMAXPROCS(0)
	todo := make(chan *bodies[T], workers)
	inOrder := make(chan *bodies[T], 2*workers)
	group, ctx := errgroup.WithContext(s.ctx)
	for range workers {
		group.Go(func() error {
			for b := range todo {
				b.decode(ms)
			}
			return nil
		})
	}
	group.Go(func() error {
		return deliver(inOrder, func(v *T) error {
			s.walks.Add(1)
			defer s.walks.Add(-1)
			return fn(v)
		})
	})
	hand := func(b *bodies[T]) error {
		for _, to := range []chan *bodies[T]{todo, inOrder} {
			select {
			case to <- b:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	}
	err := scanBodies(s, text, args, hand)
	close(todo)
	close(inOrder)
	if failed := group.Wait(); failed != nil {
		return failed
	}
	return err
}

// scanBodies reads the rows into batches.
func scanBodies[T any](s *session, text string, args []any, hand func(*bodies[T]) error) error {
	b := newBodies[T]()
	err := s.rows(text, args, func(rows *sql.Rows) error {
		var body sql.RawBytes
		if err := rows.Scan(&body); err != nil || body == nil {
			return err
		}
		if b.add(body); len(b.ends) < portion {
			return nil
		}
		full := b
		b = newBodies[T]()
		return hand(full)
	})
	if err != nil || len(b.ends) == 0 {
		return err
	}
	return hand(b)
}

func deliver[T any](inOrder <-chan *bodies[T], fn func(*T) error) error {
	for b := range inOrder {
		<-b.ready
		if b.err != nil {
			return b.err
		}
		for i := range b.decoded {
			if err := fn(&b.decoded[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

// eachCaller is EachContact in the physical order of the table.
func (r *reader) eachCaller(fn func(*ringdex.Contact) error) error {
	hint, err := r.readsWhole()
	if err != nil {
		return err
	}
	return each(r.tx, "SELECT "+r.bodyColumn()+" FROM contacts"+hint+" WHERE organization = $1", []any{r.org}, callerMembers, fn)
}

// readsWhole returns a hint to scan the table in physical order, if that is cheaper. The scan
// includes the rows of all organizations, so it is cheaper only for a single one.
func (r *reader) readsWhole() (hint string, err error) {
	if r.tx.store.engine.Whole == "" {
		return "", nil
	}
	var other int64
	found, err := r.tx.row("SELECT id FROM organizations WHERE id <> $1 LIMIT 1", []any{r.org}, &other)
	if err != nil || found {
		return "", err
	}
	return r.tx.store.engine.Whole, nil
}

func (r *reader) allContacts() string {
	return "SELECT " + r.bodyColumn() + " FROM contacts WHERE organization = $1 ORDER BY id"
}
