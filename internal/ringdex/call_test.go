package ringdex

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"
)

// Events in any order and more than once make the same call.
func TestCallTakesEventsInAnyOrder(t *testing.T) {
	t.Parallel()
	at := func(s int) time.Time { return time.Unix(1_800_000_000+int64(s), 0).UTC() }
	told := Call{Key: "k", Direction: Incoming, Number: "603303963"}
	events := []CallEvent{
		{State: Ringing, Call: told, Agent: []string{"22"}, At: at(0)},
		{State: Ringing, Call: told, Agent: []string{"22"}, At: at(1)},
		{State: Talking, Call: told, Agent: []string{"22"}, At: at(5)},
		{State: Over, Call: Call{Key: "k", Direction: Incoming, Number: "603303963", Ending: "normal"}, At: at(65)},
	}
	want := Call{Key: "k", Direction: Incoming, Number: "603303963", Agents: []string{"22"}, Taker: "22", Ending: "normal", State: Over, Began: at(0), Answered: at(5), Ended: at(65)}
	random := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		mixed := slices.Concat(events, events)
		random.Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
		var c Call
		for i := range mixed {
			c.Take(&mixed[i])
		}
		if !reflect.DeepEqual(c, want) {
			t.Fatalf("got %+v, want %+v", c, want)
		}
		if c.Missed() || c.Length() != time.Minute || c.Take(&events[0]) {
			t.Fatalf("missed %v, %v long", c.Missed(), c.Length())
		}
	}
	for _, test := range []struct {
		events []CallEvent
		missed bool
	}{
		{events[:1], false},
		{[]CallEvent{events[0], events[3]}, true},
		{events[3:], true},
		{[]CallEvent{{State: Over, Call: Call{Direction: Outgoing}, At: at(1)}}, false},
		{[]CallEvent{{State: Over, Call: Call{Direction: Incoming, Seconds: 12}, At: at(1)}}, false},
	} {
		var c Call
		for i := range test.events {
			c.Take(&test.events[i])
		}
		if c.Missed() != test.missed {
			t.Errorf("%+v: missed %v", c, c.Missed())
		}
	}
}
