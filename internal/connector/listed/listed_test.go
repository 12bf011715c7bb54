package listed_test

import (
	"errors"
	"testing"
	"time"

	"ringdex/internal/connector"
	"ringdex/internal/connector/listed"
	"ringdex/internal/ringdex"
)

func TestFor(t *testing.T) {
	t.Parallel()
	var lists listed.Lists
	reads := 0
	read := func() (listed.Keys, error) { reads++; return listed.Keys{"a": true}, nil }
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	few, many := batch(19, nil), batch(20, nil)
	for _, c := range []struct {
		name  string
		batch *connector.Batch
		pass  time.Duration
		reads int
		list  bool
	}{
		{"few", few, 0, 0, false},
		{"known ones", batch(50, []byte("{}")), 0, 0, false},
		{"many", many, 0, 1, true},
		{"soon after", many, 9 * time.Minute, 1, true},
		{"later", many, time.Minute, 2, true},
	} {
		now = now.Add(c.pass)
		keys, err := lists.For(c.batch, now, read)
		if err != nil || reads != c.reads || (keys != nil) != c.list {
			t.Errorf("%s: %v, %v and %d reads, want a list: %t, and %d reads", c.name, keys, err, reads, c.list, c.reads)
		}
	}
	broken := errors.New("broken")
	many.Kind = ringdex.KindCompany
	if _, err := lists.For(many, now, func() (listed.Keys, error) { return nil, broken }); !errors.Is(err, broken) {
		t.Errorf("the error is %v, want that of the read", err)
	}
}

func batch(n int, memory []byte) *connector.Batch {
	b := &connector.Batch{Kind: ringdex.KindContact}
	for range n {
		b.Changes = append(b.Changes, connector.Change{Contact: &ringdex.Contact{}, Memory: memory})
	}
	return b
}

func TestLack(t *testing.T) {
	t.Parallel()
	keys := listed.Keys{"a": true}
	if keys.Lack("a", "b") || keys.Lack("b", "a") || !keys.Lack("b", "c") || listed.Keys(nil).Lack("b") {
		t.Error("a list lacks a record if it has none of its keys, and no list lacks none")
	}
}
