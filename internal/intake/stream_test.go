package intake

import (
	"context"
	"fmt"
	"iter"
	"testing"

	"ringdex/internal/ringdex"
)

// rows are n records, every tenth of which is refused.
func rows(n int) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		for i := range n {
			rec := record(fmt.Sprint("K-", i), set("lastName", fmt.Sprint("Contact ", i)))
			if i%10 == 9 {
				rec = record(fmt.Sprint("K-", i), set("email", "nobody"))
			}
			rec.At.Index = i
			if !yield(rec, nil) {
				return
			}
		}
	}
}

// TestStreamCounts holds the figures of runs of many batches to the records that were read.
func TestStreamCounts(t *testing.T) {
	t.Parallel()
	for _, replace := range []bool{false, true} {
		f := newFixture(t)
		order := f.order()
		order.Replace, order.MaxDelete = replace, "100%"
		const n = 3*batchSize + 17
		want := ringdex.Counts{Read: n, Created: n - n/10, Refused: n / 10}
		f.wantStream(order, n, want)
		f.wantStream(order, n, ringdex.Counts{Read: n, Unchanged: n - n/10, Refused: n / 10})
		fewer := ringdex.Counts{Read: 10, Unchanged: 9, Refused: 1}
		if replace {
			fewer.Deleted = want.Created - 9
		}
		f.wantPrediction(order, 10, fewer)
		f.wantStream(order, 10, fewer)
	}
}

// wantStream takes the records in, and wants the figures in the run, in what is kept of it and in
// the outcomes.
func (f *fixture) wantStream(order Order, n int, want ringdex.Counts) {
	f.t.Helper()
	var told ringdex.Counts
	index := 0
	run, err := f.Stream(context.Background(), order, rows(n), func(o *ringdex.Outcome) error {
		if o.At.Index != index {
			f.t.Errorf("outcome %d is of record %d", index, o.At.Index)
		}
		index++
		told.Add(o.Action)
		return nil
	})
	if err != nil {
		f.t.Fatal(err)
	}
	told.Deleted = want.Deleted // no record, no outcome
	for name, got := range map[string]ringdex.Counts{"the run": run.Counts, "its outcomes": told, "what is kept": f.kept(run.ID).Counts} {
		if got != want {
			f.t.Errorf("%s: got %+v, want %+v", name, got, want)
		}
	}
}

// wantPrediction wants a dry run to come to what the run itself will.
func (f *fixture) wantPrediction(order Order, n int, want ringdex.Counts) {
	f.t.Helper()
	order.DryRun = true
	run, err := f.Stream(context.Background(), order, rows(n), func(*ringdex.Outcome) error { return nil })
	if err != nil || run.Counts != want {
		f.t.Errorf("predicted: got %+v (%v), want %+v", run.Counts, err, want)
	}
}

func (f *fixture) kept(id ringdex.ID) (run ringdex.Run) {
	f.t.Helper()
	if err := f.deps.Store.View(context.Background(), f.order().Organization, func(r ringdex.Reader) (err error) {
		run, err = r.Run(id)
		return err
	}); err != nil {
		f.t.Fatal(err)
	}
	return run
}

// TestStreamKeysThatComeAgain: one external id comes in batches that are prepared beside each
// other, and far apart. Only the first record has it; the others are refused and say where it
// stands, so that nobody is overwritten.
func TestStreamKeysThatComeAgain(t *testing.T) {
	t.Parallel()
	comes := map[int]bool{0: true, 1: true, 3: true, 4: true, 9: true}
	for _, replace := range []bool{false, true} {
		f := newFixture(t)
		order := f.order()
		order.Replace = replace
		again := func(yield func(Record, error) bool) {
			for i := range 10 * batchSize {
				rec := record(fmt.Sprint("K-", i), set("lastName", "other"))
				if i%batchSize == 7 && comes[i/batchSize] {
					rec = record("AGAIN", set("lastName", fmt.Sprint("in batch ", i/batchSize)))
				}
				rec.At = ringdex.Position{Index: i, Line: i + 2}
				if !yield(rec, nil) {
					return
				}
			}
		}
		run, err := f.Stream(t.Context(), order, again, func(o *ringdex.Outcome) error {
			if o.Action == ringdex.Refused {
				wantEqual(t, o.Problems[0].Error(), `the external id "AGAIN" is already in line 9`)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		want := ringdex.Counts{Read: 10 * batchSize, Created: 10*batchSize - 4, Refused: 4}
		if run.Counts != want {
			t.Errorf("replace %t: got %+v, want %+v", replace, run.Counts, want)
		}
		wantEqual(t, f.contact("AGAIN").LastName, "in batch 0")
	}
}
