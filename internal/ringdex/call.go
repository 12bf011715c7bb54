package ringdex

import (
	"reflect"
	"slices"
	"time"
)

// Direction is who has called.
type Direction string

// The directions. The outside party is called Number in both.
const (
	Incoming Direction = "in"
	Outgoing Direction = "out"
)

// CallState is how far a call is.
type CallState string

// The states. An over one was missed if it came in and nobody answered it.
const (
	Ringing CallState = "ringing"
	Talking CallState = "talking"
	Over    CallState = "over"
)

// Call is a telephone call as a phone system has told it, event by event.
type Call struct {
	ID        ID     // begins with the time of its first event
	Key       string // the phone system's name of it, unique in the organization
	Direction Direction
	Number    string // of the outside party, as told; "" if it is hidden
	E164      string // "" unless the number is valid
	Line      string // our number that was called, or shown
	Queue     string
	Agents    []string // who was rung, as the phone system names them
	Taker     string   // who answered
	Ending    string   // its cause
	Note      string
	Recording string // URL

	State    CallState
	Began    time.Time
	Answered time.Time // zero if nobody has answered
	Ended    time.Time
	Seconds  int // of talking, as told; 0 if it was not

	Step   string // by which the caller was found, as of a lookup
	Found  []Ref  // who has the number, best first
	Chosen bool   // a person has said who it is: the first of Found
	Seen   bool   // somebody has dealt with it

	Seq int64 // of the last change of any call of the organization
}

// Missed reports whether nobody has answered a call that came in.
func (c *Call) Missed() bool {
	return c.State == Over && c.Direction == Incoming && c.Answered.IsZero() && c.Seconds == 0
}

// Length returns how long the parties talked.
func (c *Call) Length() time.Duration {
	if c.Seconds > 0 || c.Answered.IsZero() || c.Ended.Before(c.Answered) {
		return time.Duration(c.Seconds) * time.Second
	}
	return c.Ended.Sub(c.Answered)
}

// CallEvent is what a phone system tells of a call. Events come in any order and more than once.
type CallEvent struct {
	State CallState // that the call has since
	Call  Call      // what is told: Key, Direction, Number, Line and so on
	Agent []string
	At    time.Time
}

// Take adds what an event tells, and reports whether that changed anything. A call that is over
// stays so; who rang and what was told before stays as well.
func (c *Call) Take(e *CallEvent) (changed bool) {
	was := *c
	was.Agents = slices.Clone(c.Agents)
	c.fill(&e.Call)
	for _, agent := range e.Agent {
		if agent != "" && !slices.Contains(c.Agents, agent) && len(c.Agents) < MostCallAgents {
			c.Agents = append(c.Agents, agent)
		}
	}
	if c.Began.IsZero() || e.At.Before(c.Began) {
		c.Began = e.At
	}
	c.advance(e)
	return !reflect.DeepEqual(&was, c)
}

// MostCallAgents is how many agents of a call are kept.
const MostCallAgents = 50

// fill takes what is not known yet.
func (c *Call) fill(told *Call) {
	for _, text := range []struct {
		to   *string
		from string
	}{
		{&c.Key, told.Key},
		{&c.Number, told.Number},
		{&c.E164, told.E164},
		{&c.Line, told.Line},
		{&c.Queue, told.Queue},
		{&c.Ending, told.Ending},
		{&c.Note, told.Note},
		{&c.Recording, told.Recording},
		{&c.Step, told.Step},
	} {
		if *text.to == "" {
			*text.to = text.from
		}
	}
	if c.Direction == "" {
		c.Direction = told.Direction
	}
	if c.Seconds == 0 {
		c.Seconds = told.Seconds
	}
	if len(c.Found) == 0 {
		c.Found = told.Found
	}
}

// advance moves the state on, never back.
func (c *Call) advance(e *CallEvent) {
	switch {
	case e.State == Talking:
		if c.Answered.IsZero() || e.At.Before(c.Answered) {
			c.Answered = e.At
		}
		if c.Taker == "" && len(e.Agent) > 0 {
			c.Taker = e.Agent[0]
		}
		if c.State != Over {
			c.State = Talking
		}
	case e.State == Over:
		if c.State != Over {
			c.State, c.Ended = Over, e.At
		}
	case c.State == "":
		c.State = Ringing
	}
}
