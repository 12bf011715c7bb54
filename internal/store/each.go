package store

import (
	"database/sql"
	"runtime"

	"golang.org/x/sync/errgroup"

	"ringdex/internal/fastjson"
	"ringdex/internal/ringdex"
)

// Reading a whole table is decoding, for the most part: one goroutine reads rows, others decode them, and the
// caller's function gets them one by one and in order.

// portion is how many rows are handed over at once.
const portion = 256

// bodies are some rows, and what they were decoded to.
type bodies[T any] struct {
	raw     []byte
	ends    []int
	decoded []*T
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

func (b *bodies[T]) decode(decode func([]byte) (*T, error)) {
	defer close(b.ready)
	b.decoded = make([]*T, len(b.ends))
	from := 0
	for i, end := range b.ends {
		if b.decoded[i], b.err = decode(b.raw[from:end]); b.err != nil {
			return
		}
		from = end
	}
}

// each calls fn for every row of a query whose rows are one body. fn is never called by two goroutines at once.
func each[T any](s *session, text string, args []any, decode func([]byte) (*T, error), fn func(*T) error) error {
	workers := runtime.GOMAXPROCS(0)
	todo := make(chan *bodies[T], workers)
	inOrder := make(chan *bodies[T], 2*workers)
	group, ctx := errgroup.WithContext(s.ctx)
	for range workers {
		group.Go(func() error {
			for b := range todo {
				b.decode(decode)
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

// scanBodies reads the rows into portions.
func scanBodies[T any](s *session, text string, args []any, hand func(*bodies[T]) error) error {
	b := newBodies[T]()
	err := s.rows(text, args, func(rows *sql.Rows) error {
		var body sql.RawBytes
		if err := rows.Scan(&body); err != nil {
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
		for _, v := range b.decoded {
			if err := fn(v); err != nil {
				return err
			}
		}
	}
	return nil
}

// callerRow is the part of a contact's body that a lookup needs. Decoding no more than that halves the time of a
// start; the members are those of contactRow.
type callerRow struct {
	ID             string            `json:"id"`
	Source         string            `json:"src"`
	ExternalIDs    map[string]string `json:"ext"`
	UserName       string            `json:"user"`
	FirstName      string            `json:"first"`
	MiddleName     string            `json:"middle"`
	LastName       string            `json:"last"`
	DisplayName    string            `json:"display"`
	Emails         []string          `json:"emails"`
	Phones         []phoneRow        `json:"phones"`
	Language       string            `json:"lang"`
	DefaultCompany int64             `json:"company"`
	Agents         []string          `json:"agents"`
	Links          map[string]string `json:"links"`
	Organization   string            `json:"org"`
	Updated        int64             `json:"updated"`
}

func decodeCaller(body []byte) (*ringdex.Contact, error) {
	var r callerRow
	if err := fastjson.Unmarshal(body, &r); err != nil {
		return nil, err
	}
	id, err := ringdex.ParseID(r.ID)
	return &ringdex.Contact{
		ID: id, Source: r.Source, ExternalIDs: externalIDsFromRow(r.ExternalIDs), UserName: r.UserName,
		FirstName: r.FirstName, MiddleName: r.MiddleName, LastName: r.LastName, DisplayName: r.DisplayName,
		Emails: r.Emails, Phones: phonesFromRow(r.Phones), Language: ringdex.Language(r.Language), DefaultCompany: r.DefaultCompany,
		Agents: r.Agents, Links: r.Links, Organization: r.Organization, Updated: fromMillis(r.Updated),
	}, err
}

// EachCaller implements ringdex.ContactReader.
func (r *reader) EachCaller(fn func(*ringdex.Contact) error) error {
	return each(r.tx, allContacts, []any{r.org}, decodeCaller, fn)
}

const allContacts = "SELECT body FROM contacts WHERE organization = $1 ORDER BY id"
