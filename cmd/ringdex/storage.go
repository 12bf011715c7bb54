package main

import (
	"context"
	"log/slog"
	"time"

	"ringdex/internal/ringdex"
)

// storage says whether what is written is kept: on a full disk, or when the file of the database has gone, a server
// still answers who is calling.
type storage struct {
	writable func() error
	log      *slog.Logger
}

// storageBeat is how often storage looks. It costs a look at three files, or nothing.
const storageBeat = 500 * time.Millisecond

// follow logs once that writing has become impossible and why, and once that it is possible again.
func (s storage) follow(ctx context.Context) {
	ticker := time.NewTicker(storageBeat)
	defer ticker.Stop()
	before := ""
	for {
		select {
		case <-ctx.Done():
			s.look(before) // the log has to have it, however short the time was
			return
		case <-ticker.C:
			before = s.look(before)
		}
	}
}

// look logs what has changed since before, and returns what is the matter now: "" for nothing.
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
