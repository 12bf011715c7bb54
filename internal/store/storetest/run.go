package storetest

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"ringdex/internal/message"
	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

var runs = suite{
	"a run comes back and moves on":  runComesBack,
	"runs come newest first":         runsNewestFirst,
	"a run that goes on comes first": activeRunFirst,
	"refusals come back in order":    refusalsInOrder,
	"refusals page by page":          pageRefusals,

	"runs come in the order of their ends": endedRuns,
	"a run that goes on ends once more":    endedAgain,
}

func fullRun(id ringdex.ID) ringdex.Run {
	return ringdex.Run{
		ID: id, Source: "crm", Kind: ringdex.KindContact, Door: "import", Actor: "jana", Name: hard, Node: "node", State: ringdex.RunStopped, Error: message.Verbatim(hard),
		Counts: ringdex.Counts{Read: 10, Created: 4, Updated: 3, Unchanged: 2, Refused: 1, Deleted: 5}, Calls: 6, Runs: 7,
		Started: at(1), Active: at(59), Finished: at(60), FirstSeq: 1 << 40, LastSeq: 1<<40 + 8, Undoes: ringdex.ID{15: 9},
		Findings: &ringdex.Findings{
			Invalid: 11, Examples: []ringdex.InvalidNumber{{Line: 12, Reason: phone.TooLong, Region: "DE"}}, Unreachable: 13, Nameless: 22, Noted: 14, Companies: 15,
			Duplicates: 16, LeftOut: []ringdex.LeftOutColumn{{Number: 17, Title: hard, Look: "numbers", Values: 18}}, EmptyRows: 19, Titles: 20, HiddenRows: 21,
		},
	}
}

func runComesBack(t *testing.T, f *fixture) {
	full := fullRun(f.id())
	wantFull(t, full)
	running := ringdex.Run{ID: full.ID, Source: "crm", State: ringdex.RunRunning, Started: at(1), Active: at(2)}
	for _, want := range []ringdex.Run{running, full} {
		f.update(func(w ringdex.Writer) error { return w.PutRun(want) })
		f.view(func(r ringdex.Reader) error {
			got, err := r.Run(want.ID)
			wantCode(t, err, "")
			wantEqual(t, "Run", got, want)
			list, err := r.Runs(ringdex.Page{Limit: 10})
			wantEqual(t, "Runs", list, []ringdex.Run{want})
			return err
		})
	}
	f.view(func(r ringdex.Reader) error {
		_, err := r.Run(f.id())
		wantCode(t, err, ringdex.NotFound)
		return nil
	})
}

func runsNewestFirst(t *testing.T, f *fixture) {
	var newest []ringdex.Run
	for i := range 5 {
		run := ringdex.Run{ID: f.id(), Name: fmt.Sprint("run ", i), Started: at(f.ids), Active: at(f.ids)}
		f.update(func(w ringdex.Writer) error { return w.PutRun(run) })
		newest = append([]ringdex.Run{run}, newest...)
	}
	wantPages(t, newest, func(p ringdex.Page) (list []ringdex.Run, total int64) {
		f.view(func(r ringdex.Reader) (err error) {
			list, err = r.Runs(p)
			return err
		})
		return list, int64(len(newest))
	})
}

func activeRunFirst(t *testing.T, f *fixture) {
	calls := ringdex.Run{ID: f.id(), Started: at(1), Active: at(1)}
	file := ringdex.Run{ID: f.id(), Started: at(2), Active: at(3)}
	put := func(run ringdex.Run) { f.update(func(w ringdex.Writer) error { return w.PutRun(run) }) }
	want := func(want ...ringdex.Run) {
		t.Helper()
		f.view(func(r ringdex.Reader) error {
			list, err := r.Runs(ringdex.Page{Limit: 10})
			wantEqual(t, "Runs", list, want)
			return err
		})
	}
	put(calls)
	put(file)
	want(file, calls)
	calls.Active = at(4)
	put(calls)
	want(calls, file)
}

func refusal(index int) ringdex.Refusal {
	return ringdex.Refusal{At: ringdex.Position{Index: index, Line: index + 2}, Key: fmt.Sprint("key ", index), Original: hard}
}

func refusalsInOrder(t *testing.T, f *fixture) {
	run, other := f.id(), f.id()
	full := refusal(3)
	full.Problems = []*ringdex.Error{
		{Code: ringdex.Invalid, Field: "/Phones/-", Text: message.Verbatim(hard), Cause: errors.New("for the log only")},
		{Code: ringdex.Conflict, Text: message.Verbatim("of the whole record")},
	}
	f.update(func(w ringdex.Writer) error {
		if err := w.AddRefusals(run, 0, []ringdex.Refusal{refusal(2), full}); err != nil {
			return err
		}
		if err := w.AddRefusals(other, 0, []ringdex.Refusal{refusal(2)}); err != nil {
			return err
		}
		return w.AddRefusals(run, 0, nil)
	})
	f.update(func(w ringdex.Writer) error { return w.AddRefusals(run, 0, []ringdex.Refusal{refusal(0)}) })
	kept := full
	kept.Problems = []*ringdex.Error{{Code: ringdex.Invalid, Field: "/Phones/-", Text: message.Verbatim(hard)}, {Code: ringdex.Conflict, Text: message.Verbatim("of the whole record")}}
	f.view(func(r ringdex.Reader) error {
		got, err := r.Refusals(run, ringdex.Page{Limit: 10})
		wantEqual(t, "Refusals", got, []ringdex.Refusal{refusal(0), refusal(2), kept})
		return err
	})
}

func pageRefusals(t *testing.T, f *fixture) {
	run := f.id()
	var all []ringdex.Refusal
	for i := range 150 {
		all = append(all, refusal(i))
	}
	f.update(func(w ringdex.Writer) error { return w.AddRefusals(run, 0, all) })
	f.view(func(r ringdex.Reader) error {
		for offset := 0; offset < len(all); offset += 40 {
			got, err := r.Refusals(run, ringdex.Page{Offset: offset, Limit: 40})
			wantCode(t, err, "")
			wantEqual(t, fmt.Sprint("refusals from ", offset), got, all[offset:min(offset+40, len(all))])
		}
		return nil
	})
}

// ended walks through the runs that have ended, in small steps.
func (f *fixture) ended(after int64) (names []string, cursor int64) {
	f.t.Helper()
	cursor = after
	f.view(func(r ringdex.Reader) error {
		for {
			some, next, err := r.EndedRuns(cursor, 2)
			if err != nil || len(some) == 0 {
				wantEqual(f.t, "the cursor at the end", next, cursor)
				return err
			}
			for _, run := range some {
				names = append(names, run.Name+" "+string(run.State))
			}
			cursor = next
		}
	})
	return names, cursor
}

func (f *fixture) putRun(run ringdex.Run, state ringdex.RunState) {
	f.t.Helper()
	run.State = state
	f.update(func(w ringdex.Writer) error { return w.PutRun(run) })
}

func endedRuns(t *testing.T, f *fixture) {
	var all []ringdex.Run
	for _, name := range strings.Fields("a b c d e") {
		all = append(all, ringdex.Run{ID: f.id(), Name: name})
		f.putRun(all[len(all)-1], ringdex.RunRunning)
	}
	for _, i := range []int{3, 0, 4} {
		f.putRun(all[i], ringdex.RunFinished)
	}
	got, cursor := f.ended(0)
	wantEqual(t, "the first three", got, []string{"d finished", "a finished", "e finished"})
	f.putRun(all[0], ringdex.RunFinished) // again: its end is the same
	f.putRun(all[1], ringdex.RunStopped)
	got, cursor = f.ended(cursor)
	wantEqual(t, "the next one", got, []string{"b stopped"})
	got, _ = f.ended(cursor)
	wantEqual(t, "no more", got, nil)
}

func endedAgain(t *testing.T, f *fixture) {
	run, other := ringdex.Run{ID: f.id(), Name: "a"}, ringdex.Run{ID: f.id(), Name: "b"}
	f.putRun(run, ringdex.RunStopped) // given up by others
	_, cursor := f.ended(0)
	f.putRun(run, ringdex.RunRunning)
	f.putRun(other, ringdex.RunFinished)
	whole, _ := f.ended(0)
	wantEqual(t, "while it goes on", whole, []string{"b finished"})
	f.putRun(run, ringdex.RunFinished)
	got, _ := f.ended(cursor)
	wantEqual(t, "for who has heard of its first end", got, []string{"b finished", "a finished"})
}
