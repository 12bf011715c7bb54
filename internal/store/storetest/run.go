package storetest

import (
	"errors"
	"fmt"
	"testing"

	"ringdex/internal/ringdex"
)

var runs = suite{
	"a run comes back and moves on": runComesBack,
	"runs come newest first":        runsNewestFirst,
	"refusals come back in order":   refusalsInOrder,
	"refusals page by page":         pageRefusals,
}

func fullRun(id ringdex.ID) ringdex.Run {
	return ringdex.Run{
		ID: id, Source: "crm", Kind: ringdex.KindContact, Door: "import", Actor: "jana", Name: hard, State: ringdex.RunStopped, Error: hard,
		Counts:  ringdex.Counts{Read: 10, Created: 4, Updated: 3, Unchanged: 2, Refused: 1, Deleted: 5},
		Started: at(1), Finished: at(60), FirstSeq: 1 << 40, LastSeq: 1<<40 + 8,
	}
}

func runComesBack(t *testing.T, f *fixture) {
	full := fullRun(f.id())
	wantFull(t, full)
	running := ringdex.Run{ID: full.ID, Source: "crm", State: ringdex.RunRunning, Started: at(1)}
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
		run := ringdex.Run{ID: f.id(), Name: fmt.Sprint("run ", i), Started: at(f.ids)}
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

func refusal(index int) ringdex.Refusal {
	return ringdex.Refusal{At: ringdex.Position{Index: index, Line: index + 2}, Key: fmt.Sprint("key ", index), Original: hard}
}

func refusalsInOrder(t *testing.T, f *fixture) {
	run, other := f.id(), f.id()
	full := refusal(3)
	full.Problems = []*ringdex.Error{
		{Code: ringdex.Invalid, Field: "/Phones/-", Message: hard, Cause: errors.New("for the log only")},
		{Code: ringdex.Conflict, Message: "of the whole record"},
	}
	f.update(func(w ringdex.Writer) error {
		if err := w.AddRefusals(run, []ringdex.Refusal{refusal(2), full}); err != nil {
			return err
		}
		if err := w.AddRefusals(other, []ringdex.Refusal{refusal(2)}); err != nil {
			return err
		}
		return w.AddRefusals(run, nil)
	})
	f.update(func(w ringdex.Writer) error { return w.AddRefusals(run, []ringdex.Refusal{refusal(0)}) })
	kept := full
	kept.Problems = []*ringdex.Error{{Code: ringdex.Invalid, Field: "/Phones/-", Message: hard}, {Code: ringdex.Conflict, Message: "of the whole record"}}
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
	f.update(func(w ringdex.Writer) error { return w.AddRefusals(run, all) })
	f.view(func(r ringdex.Reader) error {
		for offset := 0; offset < len(all); offset += 40 {
			got, err := r.Refusals(run, ringdex.Page{Offset: offset, Limit: 40})
			wantCode(t, err, "")
			wantEqual(t, fmt.Sprint("refusals from ", offset), got, all[offset:min(offset+40, len(all))])
		}
		return nil
	})
}
