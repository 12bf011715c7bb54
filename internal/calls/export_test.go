package calls

import (
	"time"

	"ringdex/internal/ringdex"
)

// ReadEvent gives the tests the reading of an event.
func ReadEvent(told Event, now time.Time) (ringdex.CallEvent, error) { return told.read(now) }
