package store

import (
	"ringdex/internal/message"
	"ringdex/internal/ringdex"
)

// Trouble says that the place where the data is kept does not take what is written, as opposed to one statement that
// fails or one busy moment. "" when a failure is about something else.
type Trouble string

// All troubles. Each one is Unavailable: what was sent is worth sending again.
const (
	Full     Trouble = "full"
	ReadOnly Trouble = "read_only"
	Broken   Trouble = "broken"
	Gone     Trouble = "gone"
	Damaged  Trouble = "damaged"
)

// Message returns what callers and /readyz are shown.
func (t Trouble) Message() message.Text { return message.New("trouble." + string(t)) }

// standing is a trouble that was met and has not been seen to end.
type standing struct {
	trouble Trouble
	failure *ringdex.Error
}

// Writable returns nil as long as writes are kept, as far as is known: an error of code Unavailable since a write met a
// Trouble, or the database has gone. A running server writes every two seconds, so it knows soon.
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

// meet keeps a trouble, for Writable. A restart ends a damage, nothing else does: where it was not met, it is still there.
func (s *Store) meet(t Trouble, failure *ringdex.Error) {
	if before := s.standing.Load(); before == nil || before.trouble != Damaged {
		s.standing.Store(&standing{t, failure})
	}
}

// written ends a trouble after a commit. On a full disk a small write may find a place while a usual one does not:
// the engine is asked for room.
func (s *Store) written() {
	met := s.standing.Load()
	if met == nil || met.trouble == Damaged || s.engine.Room != nil && s.engine.Room() != nil {
		return
	}
	s.standing.CompareAndSwap(met, nil)
}
