package store

import (
	"ringdex/internal/message"
	"ringdex/internal/ringdex"
)

// Trouble is a lasting failure of the storage to accept writes, as opposed to one failed statement
// or a busy moment. "" for other failures.
type Trouble string

// All troubles. Each is Unavailable: clients should retry.
const (
	Full     Trouble = "full"
	ReadOnly Trouble = "read_only"
	Broken   Trouble = "broken"
	Gone     Trouble = "gone"
	Damaged  Trouble = "damaged"
)

// Message returns the text for callers and /readyz.
func (t Trouble) Message() message.Text { return message.New("trouble." + string(t)) }

// standing is the current trouble.
type standing struct {
	trouble Trouble
	failure *ringdex.Error
}

// Writable returns nil while writes work as far as is known, and Unavailable after a write failed
// with a Trouble or the database is gone. A running server writes every two seconds, so it detects
// that soon.
func (s *Store) Writable() error {
	if s.engine.Kept != nil {
		if err := s.failure("look after the files", s.engine.Kept()); err != nil {
			return err
		}
	}
	if now := s.standing.Load(); now != nil {
		return now.failure
	}
	return nil
}

// meet records a trouble for Writable. Only a restart clears a damage: later successful writes do
// not prove that it is repaired.
func (s *Store) meet(t Trouble, failure *ringdex.Error) {
	if before := s.standing.Load(); before == nil || before.trouble != Damaged {
		s.standing.Store(&standing{t, failure})
	}
}

// written clears a trouble after a commit. On a full disk a small write may succeed while a typical
// one fails, so it checks Engine.Room.
func (s *Store) written() {
	met := s.standing.Load()
	if met == nil || met.trouble == Damaged || s.engine.Room != nil && s.engine.Room() != nil {
		return
	}
	s.standing.CompareAndSwap(met, nil)
}
