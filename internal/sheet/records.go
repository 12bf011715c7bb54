package sheet

import (
	"errors"
	"fmt"
	"iter"
	"slices"

	"ringdex/internal/intake"
	"ringdex/internal/ringdex"
	"ringdex/internal/table"
)

// Records reads the file to its end, once. A row that cannot be read is a record with its problem; an error means
// that nothing after it can be read.
func (s *Sheet) Records() iter.Seq2[intake.Record, error] {
	return func(yield func(intake.Record, error) bool) {
		for row, err := range s.reader.All() {
			bad, isRow := errors.AsType[*table.RowFault](err)
			if err != nil && !isRow {
				yield(intake.Record{}, stopped(err))
				return
			}
			if err == nil {
				bad, _ = errors.AsType[*table.RowFault](s.reader.WrongCount(row))
			}
			rec := s.next(row, bad)
			if s.failed != nil {
				yield(intake.Record{}, fmt.Errorf("keep in mind what has come: %w", s.failed))
				return
			}
			if !yield(rec, nil) {
				return
			}
		}
	}
}

// stopped is why reading ended, as the person at the other end may read it.
func stopped(err error) error {
	return ringdex.Errorf(ringdex.Invalid, "%s", err)
}

// next makes the record of a row, and keeps the row until its outcome is known.
func (s *Sheet) next(row table.Row, bad *table.RowFault) intake.Record {
	kept := Row{Index: s.rows, Line: row.Line, Fields: slices.Clone(row.Fields), Unread: bad != nil}
	var rec intake.Record
	if bad != nil {
		rec = s.unread(row, bad)
	} else {
		rec = s.record(row, s.rows)
	}
	kept.Text = rec.Original
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rows++
	s.pending = append(s.pending, kept)
	return rec
}

// unread is the record of a row without values to trust.
func (s *Sheet) unread(row table.Row, bad *table.RowFault) intake.Record {
	title := ""
	if bad.Column > 0 && bad.Column <= len(s.columns) {
		title = s.title(bad.Column - 1)
	}
	return intake.Record{
		At: ringdex.Position{Index: s.rows, Line: row.Line}, Original: string(row.Text),
		Problems: []*ringdex.Error{ringdex.Problemf(title, "%s", bad.Message)},
	}
}

// Rows is how many rows were read so far.
func (s *Sheet) Rows() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.rows
}

// Take gives the row of an outcome. Outcomes come in the order of rows, each once, so anything else is a fault of
// the program, and one that must not be passed over: rows would be counted wrong.
func (s *Sheet) Take(o *ringdex.Outcome) (Row, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.pending) == 0 || s.pending[0].Index != o.At.Index {
		return Row{}, ringdex.Errorf(ringdex.Internal, "an outcome came for row %d out of turn", o.At.Index)
	}
	row := s.pending[0]
	s.pending[0] = Row{}
	s.pending = s.pending[1:]
	s.counts.Add(o.Action)
	return row, nil
}

// Counts are the figures of the outcomes so far; what was read is their sum by the way they are made.
func (s *Sheet) Counts() ringdex.Counts {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.counts
}

// Check says whether every row that was read has had its outcome; it holds after a run that came to its end.
func (s *Sheet) Check() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.pending) > 0 || int(s.counts.Read) != s.rows {
		return ringdex.Errorf(ringdex.Internal, "%d rows were read, and %d have an outcome", s.rows, s.counts.Read)
	}
	return nil
}
