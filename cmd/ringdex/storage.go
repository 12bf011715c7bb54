package main

import (
	"context"
	"log/slog"
	"time"

	"ringdex/internal/ringdex"
)

// storage monitors whether writes work. With a full disk, or after the database file is gone, a
// server still answers lookups.
type storage struct {
	writable func() error
	log      *slog.Logger
}

// storageBeat is the interval of the check, which costs at most three stat calls.
const storageBeat = 500 * time.Millisecond

// follow logs once when writing becomes impossible, with the reason, and once when it works again.
func (s storage) follow(ctx context.Context) {
	ticker := time.NewTicker(storageBeat)
	defer ticker.Stop()
	before := ""
	for {
		select {
		case <-ctx.Done():
			s.look(before) // log even a short failure
			return
		case <-ticker.C:
			before = s.look(before)
		}
	}
}

// look logs a change since before, and returns the current trouble, "" for none.
func (s storage) look(before string) (now string) {
	err := s.writable()
	if err != nil {
		now = ringdex.MessageOf(err)
	}
	switch {
	case now == before:
	case err != nil:
		s.log.Error("the database takes no writes; lookups go on", "error", err)
	default:
		s.log.Info("the database takes writes again")
	}
	return now
}
