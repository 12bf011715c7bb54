package syncer

import "ringdex/internal/ringdex"

// Memory is what a store keeps of the records that were sent to remote systems.
type Memory interface {
	// Sent returns what is kept of records; the others are absent.
	Sent(connector ringdex.ID, refs []ringdex.Ref) (map[ringdex.Ref]ringdex.Sent, error)
	// ListSent lists by kind and record, at most limit after a record; a zero one begins.
	ListSent(f ringdex.SentFilter, after ringdex.Ref, limit int) ([]ringdex.Sent, error)
	CountSent(f ringdex.SentFilter) (int64, error)
}

// MemoryWriter changes it.
type MemoryWriter interface {
	Memory
	// PutSent keeps records; it replaces what was kept of them.
	PutSent(connector ringdex.ID, sent []ringdex.Sent) error
	// ForgetSent removes records; unknown ones are ignored.
	ForgetSent(connector ringdex.ID, refs []ringdex.Ref) error
}

func memoryOf(r ringdex.Reader) Memory { return ringdex.Part[Memory](r) }

func memoryIn(w ringdex.Writer) MemoryWriter { return ringdex.Part[MemoryWriter](w) }
