package storetest

import (
	"errors"
	"testing"

	"ringdex/internal/ringdex"
)

// callReader and callWriter are the parts of package calls, which the tests of packages below it
// could not import.
type callReader interface {
	Call(id ringdex.ID) (ringdex.Call, error)
	CallNamed(key string) (ringdex.Call, error)
	Calls(number string, before ringdex.ID, limit int) ([]ringdex.Call, error)
	CallsSince(seq int64, limit int) ([]ringdex.Call, error)
	LastCall() (int64, error)
}

type callWriter interface {
	callReader
	PutCall(c *ringdex.Call) error
}

var callSuite = suite{
	"calls are found by id, name and number, the latest first": findCalls,
	"changes of calls come in their order":                     followCalls,
	"old calls are pruned":                                     pruneCalls,
}

func (f *fixture) call(second int, edit func(*ringdex.Call)) ringdex.Call {
	f.t.Helper()
	c := ringdex.Call{ID: ringdex.DerivedID(at(second), hard), Direction: ringdex.Incoming, State: ringdex.Over, Began: at(second)}
	c.Key = c.ID.String()
	if edit != nil {
		edit(&c)
	}
	f.update(func(w ringdex.Writer) error { return ringdex.Part[callWriter](w).PutCall(&c) })
	return c
}

func (f *fixture) calls(number string, before ringdex.ID, limit int) (found []ringdex.Call) {
	f.t.Helper()
	f.view(func(r ringdex.Reader) (err error) {
		found, err = ringdex.Part[callReader](r).Calls(number, before, limit)
		return err
	})
	return found
}

func findCalls(t *testing.T, f *fixture) {
	one := f.call(1, func(c *ringdex.Call) { c.Number, c.E164 = "603 303 963", "+420603303963" })
	two := f.call(2, func(c *ringdex.Call) { c.Number, c.Key = "22", hard })
	three := f.call(3, func(c *ringdex.Call) { c.E164, c.Agents = "+420603303963", []string{hard} })
	other := f.in(f.addOrganization("acme"))
	other.call(2, func(c *ringdex.Call) { c.Key = hard })
	wantEqual(t, "all", f.calls("", ringdex.ID{}, 9), []ringdex.Call{three, two, one})
	wantEqual(t, "a page", f.calls("", three.ID, 1), []ringdex.Call{two})
	wantEqual(t, "of a number", f.calls("+420603303963", ringdex.ID{}, 9), []ringdex.Call{three, one})
	wantEqual(t, "of a number as told", f.calls("22", ringdex.ID{}, 9), []ringdex.Call{two})
	f.view(func(r ringdex.Reader) error {
		by := ringdex.Part[callReader](r)
		byID, err1 := by.Call(one.ID)
		byName, err2 := by.CallNamed(hard)
		wantEqual(t, "by id", byID, one)
		wantEqual(t, "by name", byName, two)
		_, err3 := by.Call(f.id())
		_, err4 := by.CallNamed("nobody")
		wantCode(t, err3, ringdex.NotFound)
		wantCode(t, err4, ringdex.NotFound)
		return errors.Join(err1, err2)
	})
}

func followCalls(t *testing.T, f *fixture) {
	one, two := f.call(1, nil), f.call(2, nil)
	one.Seen = true
	f.update(func(w ringdex.Writer) error { return ringdex.Part[callWriter](w).PutCall(&one) })
	f.view(func(r ringdex.Reader) error {
		by := ringdex.Part[callReader](r)
		last, err := by.LastCall()
		wantEqual(t, "the last change", last, one.Seq)
		for seq, want := range map[int64][]ringdex.Call{0: {two, one}, two.Seq: {one}, last: nil} {
			changed, failed := by.CallsSince(seq, 9)
			wantEqual(t, "changed", changed, want)
			err = errors.Join(err, failed)
		}
		return err
	})
}

func pruneCalls(t *testing.T, f *fixture) {
	for i := range 5 {
		f.call(100+i, nil)
	}
	young := f.call(5000, nil)
	h := ringdex.Horizon{Calls: at(1000)}
	for _, want := range []int64{3, 2, 0} {
		wantEqual(t, "pruned", f.prune(h, 3), want)
	}
	wantEqual(t, "left", f.calls("", ringdex.ID{}, 9), []ringdex.Call{young})
}
