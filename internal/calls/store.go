package calls

import "ringdex/internal/ringdex"

// Reader reads calls. It is a part of the store's reader.
type Reader interface {
	// Call returns the call with an id, and CallNamed that with a phone system's name. NotFound if
	// there is none.
	Call(id ringdex.ID) (ringdex.Call, error)
	CallNamed(key string) (ringdex.Call, error)
	// Calls returns calls of a number, or of all if it is empty, the latest first: those before
	// one, or from the latest on if it is zero.
	Calls(number string, before ringdex.ID, limit int) ([]ringdex.Call, error)
	// CallsSince returns the calls that have changed after a sequence, in order, and LastCall the
	// sequence of the last change. Sequences grow with gaps.
	CallsSince(seq int64, limit int) ([]ringdex.Call, error)
	LastCall() (seq int64, err error)
}

// Writer writes calls. It is a part of the store's writer.
type Writer interface {
	Reader
	// PutCall creates or changes a call, and sets its Seq.
	PutCall(c *ringdex.Call) error
}

func of(r ringdex.Reader) Reader { return ringdex.Part[Reader](r) }

func in(w ringdex.Writer) Writer { return ringdex.Part[Writer](w) }
