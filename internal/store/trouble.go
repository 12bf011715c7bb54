package store

import "ringdex/internal/ringdex"

// Trouble says that the place where the data is kept does not take what is written, as opposed to one statement that
// fails or one busy moment. It is what callers and /readyz are told, "" when a failure is about something else.
type Trouble string

// All troubles. Each one is Unavailable: what was sent is worth sending again.
const (
	Full     Trouble = "the disk of the database is full: nothing is stored until there is room"
	ReadOnly Trouble = "the database is read-only: nothing is stored until it may be written again"
	Broken   Trouble = "the disk of the database does not work: nothing is stored until it does"
	Gone     Trouble = "the database was removed or replaced while it was in use: nothing is stored until ringdex is started again"
	Damaged  Trouble = "the database is damaged: its operator has to restore a backup (docs/operating.md, \"Restore\")"
)

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
