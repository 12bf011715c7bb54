package lookup

import (
	"fmt"
	"runtime"
	"slices"
	"testing"

	"ringdex/internal/ringdex"
)

// asked are questions for the contacts of filled, as telephone systems send them.
func asked(n int, form string) []string {
	numbers := make([]string, n)
	for i := range numbers {
		numbers[i] = fmt.Sprintf(form, i*7919%n)
	}
	return numbers
}

// An answer of one candidate takes the list, the name made of two texts, and the number; reading a
// national number takes the list of its readings. The finder is used again.
func TestFindAllocatesLittle(t *testing.T) {
	f := filled(t, 1000)
	for _, test := range []struct {
		number string
		step   Step
		most   float64
	}{
		{"+420603000001", Exact, 3},
		{"603000001", National, 4},
		{"+4205603000001", Suffix, 3},
		{"+420222333444", None, 0},
		{"601", None, 1},
	} {
		if a := f.Find(f.org, test.number); a.Step != test.step {
			t.Errorf("%s: got %q", test.number, a.Step)
		}
		if got := testing.AllocsPerRun(200, func() { f.Find(f.org, test.number) }); got > test.most {
			t.Errorf("%s, %q: %v allocations, want at most %v", test.number, test.step, got, test.most)
		}
	}
}

// heap is what is in use after all garbage is gone.
func heap() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// The design allows 100 bytes a number (design.md 11).
func TestMemoryOfANumber(t *testing.T) { // not parallel: it looks at the heap of the whole process
	const contacts = 100_000
	x := newTable()
	before := heap()
	portion := make([]subject, 0, 1024)
	for i := range contacts {
		portion = append(portion, contactSubject(numbered(i)))
		if len(portion) == cap(portion) {
			x.apply(portion, 0)
			clear(portion)
			portion = portion[:0]
		}
	}
	x.apply(portion, 0)
	portion = nil
	x.absorb()
	words := x.words.Bytes()
	took := heap() - before - int64(words)
	t.Logf("the words of a contact take %.1f bytes", float64(words)/contacts)
	a := float64(took) / float64(x.numbers.entries.used)
	t.Logf("%d numbers take %d bytes: %.1f each", x.numbers.entries.used, took, a)
	if a > 110 {
		t.Errorf("a number takes %.1f bytes", a)
	}
	runtime.KeepAlive(x)
	runtime.KeepAlive(portion)
}

func BenchmarkFind(b *testing.B) {
	const contacts = 100_000
	f := filled(b, contacts)
	for _, kind := range []struct{ name, form string }{
		{"exact", "+420603%06d"}, {"national", "777%06d"}, {"suffix", "+4205603%06d"}, {"nobody", "+420222%06d"},
	} {
		numbers := asked(contacts, kind.form)
		b.Run(kind.name, func(b *testing.B) {
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				f.Find(f.org, numbers[i%contacts])
				i++
			}
		})
	}
	numbers := asked(contacts, "+420603%06d")
	b.Run("parallel", func(b *testing.B) {
		b.ReportAllocs()
		b.RunParallel(func(pb *testing.PB) {
			for i := 0; pb.Next(); i++ {
				f.Find(f.org, numbers[i%contacts])
			}
		})
	})
}

// A change of a thousand contacts, as the follower of an import brings it.
func BenchmarkApply(b *testing.B) {
	f := filled(b, 100_000)
	portion := make([]subject, 1000)
	for i := range portion {
		portion[i] = contactSubject(numbered(i))
	}
	x := f.table(f.org)
	b.ReportAllocs()
	for b.Loop() {
		x.apply(portion, 0)
	}
}

// numbered is a contact with two numbers, always the same for i.
func numbered(i int) *ringdex.Contact {
	c := person("Jan", fmt.Sprintf("+420603%06d", i), fmt.Sprintf("+420777%06d", i))
	c.ID = ringdex.ID{byte(i >> 16), byte(i >> 8), byte(i), 1, 8: byte(i), 9: byte(i >> 8), 10: byte(i >> 16)}
	c.LastName, c.Organization = fmt.Sprint("Novák", i), "Acme s.r.o."
	c.SetExternalID("crm", fmt.Sprint("P-", i))
	return c
}

// filled is an index of so many of them.
func filled(t testing.TB, n int) *fixture {
	t.Helper()
	f := alone(t)
	all := make([]*ringdex.Contact, n)
	for i := range all {
		all[i] = numbered(i)
	}
	for portion := range slices.Chunk(all, 1024) {
		f.take(portion...)
	}
	return f
}

// TestCardsStayAsTheyWere: the texts of a card lie in the index, and stay as they were when the
// contact changes and the cards are copied together.
func TestCardsStayAsTheyWere(t *testing.T) {
	t.Parallel()
	const contacts = 1000
	f := filled(t, contacts)
	before := f.Find(f.org, "+420603000007").Candidates[0]
	for round := range 40 {
		changed := make([]any, contacts)
		for i := range changed {
			c := numbered(i)
			c.LastName, c.Organization = fmt.Sprint("Changed", round), "Elsewhere"
			changed[i] = c
		}
		f.apply(changed...)
	}
	if chunks := f.table(f.org).cards.chunks; chunks[0] != nil {
		t.Error("the cards were not copied together")
	}
	runtime.GC() // the first cards are garbage, but for the one that is still in use
	if before.Name != "Jan Novák7" || before.LastName != "Novák7" || before.Organization != "Acme s.r.o." || before.ExternalID != "P-7" {
		t.Errorf("got %+v", before)
	}
	if after := f.Find(f.org, "+420603000007").Candidates[0]; after.Name != "Jan Changed39" || after.Organization != "Elsewhere" {
		t.Errorf("got %+v", after)
	}
}
