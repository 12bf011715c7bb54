// Package connectortest has what tests of connectors share: a World, which is a connector beside
// the emulator of its system, a Sink that keeps what is read, and what must hold for every kind.
package connectortest

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"iter"
	"maps"
	"slices"
	"sync"

	"ringdex/internal/connector"
	"ringdex/internal/fileimport"
	"ringdex/internal/intake"
	"ringdex/internal/message"
	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// Sink keeps records by their keys: a second read into it finds them unchanged. Its zero
// value is ready.
type Sink struct {
	Custom []ringdex.Field
	From   phone.Regions                   // nil: CZ
	Refuse func(key string) *ringdex.Error // why a record is refused; nil refuses those with problems only
	Ahead  int                             // records that are read before the first outcome, as intake reads ahead
	Killed error                           // Remember fails with it and keeps nothing, as after a kill

	Log       []string // "company C-1 created", in order
	Completed []ringdex.Kind
	Notes     []message.Text

	mu      sync.Mutex
	records map[ringdex.Kind]map[string]*intake.Record
	memory  map[ringdex.Ref][]byte
}

// Fields returns the custom fields.
func (s *Sink) Fields() []ringdex.Field { return s.Custom }

// AddField adds a custom field.
func (s *Sink) AddField(_ context.Context, f ringdex.Field) error {
	f.ID = int64(len(s.Custom) + 1)
	s.Custom = append(s.Custom, f)
	return nil
}

// Regions returns where numbers are from.
func (s *Sink) Regions() phone.Regions {
	if s.From == nil {
		return phone.Regions{"CZ"}
	}
	return s.From
}

// Take keeps the records. An error of the sequence loses none of those before it.
func (s *Sink) Take(ctx context.Context, kind ringdex.Kind, records iter.Seq2[intake.Record, error], took func(*ringdex.Outcome) error) error {
	var waiting []intake.Record
	for rec, err := range records {
		if err != nil {
			return s.settle(kind, waiting, took, err)
		}
		if waiting = append(waiting, rec); len(waiting) > s.Ahead {
			if err := s.settle(kind, waiting[:1], took, ctx.Err()); err != nil {
				return err
			}
			waiting = waiting[1:]
		}
	}
	return s.settle(kind, waiting, took, nil)
}

// settle keeps records and returns err, or the error of took.
func (s *Sink) settle(kind ringdex.Kind, records []intake.Record, took func(*ringdex.Outcome) error, err error) error {
	for i := range records {
		o := s.keep(kind, &records[i])
		if took == nil {
			continue
		}
		if err := took(o); err != nil {
			return err
		}
	}
	return err
}

func (s *Sink) keep(kind ringdex.Kind, rec *intake.Record) *ringdex.Outcome {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := &ringdex.Outcome{Ref: refOf(kind, rec.Identity.ExternalID), At: rec.At, Key: rec.Identity.ExternalID, Action: ringdex.Created, Problems: rec.Problems}
	before := s.records[kind][o.Key]
	switch problem := s.problem(o.Key); {
	case problem != nil:
		o.Action, o.Problems = ringdex.Refused, append(o.Problems, problem)
	case len(rec.Problems) > 0:
		o.Action = ringdex.Refused
	case before != nil && print(before) == print(rec):
		o.Action = ringdex.Unchanged
	case before != nil:
		o.Action = ringdex.Updated
	}
	s.Log = append(s.Log, fmt.Sprintf("%s %s %s", kind, o.Key, o.Action))
	if o.Action != ringdex.Refused {
		s.put(kind, o.Key, rec)
	}
	return o
}

func (s *Sink) problem(key string) *ringdex.Error {
	if s.Refuse == nil {
		return nil
	}
	return s.Refuse(key)
}

func (s *Sink) put(kind ringdex.Kind, key string, rec *intake.Record) {
	if s.records == nil {
		s.records = map[ringdex.Kind]map[string]*intake.Record{}
	}
	if s.records[kind] == nil {
		s.records[kind] = map[string]*intake.Record{}
	}
	kept := *rec
	s.records[kind][key] = &kept
}

// print returns the content of a record.
func print(rec *intake.Record) string {
	return fmt.Sprint(rec.Ops, rec.Company, rec.Companies)
}

// Complete remembers the kind.
func (s *Sink) Complete(_ context.Context, kind ringdex.Kind) error {
	s.Completed = append(s.Completed, kind)
	return nil
}

// refOf returns a reference for a key: always the same one.
func refOf(kind ringdex.Kind, key string) ringdex.Ref {
	sum := sha256.Sum256([]byte(key))
	if kind == ringdex.KindCompany {
		return ringdex.Ref{Kind: kind, Company: int64(binary.BigEndian.Uint32(sum[:]))}
	}
	return ringdex.Ref{Kind: kind, Contact: ringdex.ID(sum[:16])}
}

// Recall returns what Remember has kept.
func (s *Sink) Recall(_ context.Context, refs []ringdex.Ref) (map[ringdex.Ref][]byte, error) {
	kept := map[ringdex.Ref][]byte{}
	for _, ref := range refs {
		if memory, known := s.memory[ref]; known {
			kept[ref] = memory
		}
	}
	return kept, nil
}

// Remember keeps memories, which a Forget leaves.
func (s *Sink) Remember(ctx context.Context, kept map[ringdex.Ref][]byte) error {
	if s.Killed != nil {
		return s.Killed
	}
	if s.memory == nil {
		s.memory = map[ringdex.Ref][]byte{}
	}
	maps.Copy(s.memory, kept)
	maps.DeleteFunc(s.memory, func(_ ringdex.Ref, memory []byte) bool { return len(memory) == 0 })
	return ctx.Err()
}

// Import is for tests that have a store: what a row of a file becomes is not the connector's.
func (s *Sink) Import(context.Context, connector.File) (*fileimport.Report, error) {
	panic("connectortest.Sink imports no files")
}

// Note remembers the remark.
func (s *Sink) Note(remark message.Text) { s.Notes = append(s.Notes, remark) }

// Record returns what was kept under a key, or nil.
func (s *Sink) Record(kind ringdex.Kind, key string) *intake.Record { return s.records[kind][key] }

// Keys returns the keys of a kind, sorted.
func (s *Sink) Keys(kind ringdex.Kind) (keys []string) {
	for key := range s.records[kind] {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// Taken returns the entries of the log since the last call.
func (s *Sink) Taken() []string {
	log := s.Log
	s.Log = nil
	return log
}

// Remarks returns the notes in English since the last call.
func (s *Sink) Remarks() (all []string) {
	for _, note := range s.Notes {
		all = append(all, note.String())
	}
	s.Notes = nil
	return all
}

// Forget drops what was kept.
func (s *Sink) Forget() { s.records, s.Log, s.Notes, s.Completed = nil, nil, nil, nil }
