package intake

import (
	"fmt"
	"sync"
	"testing"

	"ringdex/internal/ringdex"
)

// TestSameRecordsAtOnce: two callers send the same new records at the same time, again and again.
// One of them makes the contacts, the other one finds them unchanged; what it has found before it
// had its turn counts for nothing.
func TestSameRecordsAtOnce(t *testing.T) {
	t.Parallel()
	const rounds, callers, size = 30, 2, 20
	f := newFixture(t)
	counts := make(chan ringdex.Counts, rounds*callers)
	for round := range rounds {
		var all sync.WaitGroup
		for range callers {
			all.Go(func() {
				report, err := f.Call(t.Context(), Order{Organization: f.org, Source: "crm", Kind: ringdex.KindContact}, people(round*size, size))
				if err != nil {
					t.Error(err)
				}
				counts <- report.Run.Counts
			})
		}
		all.Wait()
	}
	close(counts)
	var sum ringdex.Counts
	for c := range counts {
		sum = sum.Plus(c)
	}
	if want := (ringdex.Counts{Read: rounds * callers * size, Created: rounds * size, Unchanged: rounds * size}); sum != want {
		t.Errorf("all calls together: %+v, want %+v", sum, want)
	}
}

func people(from, n int) []Record {
	records := make([]Record, n)
	for i := range records {
		id := fmt.Sprint("K-", from+i)
		records[i] = Record{At: ringdex.Position{Index: i}, Identity: Identity{ExternalID: id}, Company: &CompanyRef{ExternalID: fmt.Sprint("C-", i%7)}, Ops: []ringdex.Op{
			{Verb: ringdex.Set, Field: "userName", Value: "user" + id}, {Verb: ringdex.Set, Field: "lastName", Value: "Contact " + id},
		}}
	}
	return records
}
