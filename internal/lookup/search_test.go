package lookup

import (
	"fmt"
	"slices"
	"testing"

	"ringdex/internal/ringdex"
)

// TestSearch: every word must be in the texts of the card, in any place and order, without regard
// to case and diacritics.
func TestSearch(t *testing.T) {
	t.Parallel()
	f := filled(t, 3*searchBurst)
	for text, want := range map[string]int{
		"NOVAK77":            11, // 77 and 770 to 779
		"novák1534":          1,
		"1534 jan ACME":      1,
		"acme s.r.o. jan p-": 3 * searchBurst,
		"novak77 eva":        0,
		"603000001":          0, // numbers are looked up, not searched
		"nobody":             0,
		" ":                  0,
	} {
		if got := f.Search(f.org, text); len(got) != want {
			t.Errorf("Search(%q) found %d, want %d", text, len(got), want)
		}
	}
	if got := f.Search(f.org, "novak77"); !slices.Equal(got, sevens(3*searchBurst)) {
		t.Errorf("Search found %v, want all with a 77 behind the name, by id", got)
	}
	if got := f.Search(f.org+1, "novak"); got != nil {
		t.Errorf("another organization has %v", got)
	}
}

// sevens are the contacts of filled whose name goes on with 77.
func sevens(n int) (ids []ringdex.ID) {
	for i := range n {
		if text := fmt.Sprint(i); len(text) > 1 && text[:2] == "77" {
			ids = append(ids, numbered(i).ID)
		}
	}
	slices.SortFunc(ids, func(a, b ringdex.ID) int { return slices.Compare(a[:], b[:]) })
	return ids
}

// TestSearchFindsChanged: only what a contact is now is found, and it is found once.
func TestSearchFindsChanged(t *testing.T) {
	t.Parallel()
	f := filled(t, 2*searchBurst)
	is := numbered(7)
	is.LastName, is.Version = "Příjmení", 2
	f.take(is)
	if got := f.Search(f.org, "novak7"); slices.Contains(got, is.ID) {
		t.Error("it is found by the name that it had")
	}
	if got, want := f.Search(f.org, "prijmeni"), []ringdex.ID{is.ID}; !slices.Equal(got, want) {
		t.Errorf("by its name, %v is found, want %v", got, want)
	}
}

// A search makes a list of what it found and two buffers, which grow some times; a card costs
// nothing.
func TestSearchAllocatesLittle(t *testing.T) {
	f := filled(t, 4*searchBurst)
	if got := testing.AllocsPerRun(20, func() { f.Search(f.org, "novak1234") }); got > 30 {
		t.Errorf("a search of %d contacts makes %v allocations, want at most 30", 4*searchBurst, got)
	}
}

func BenchmarkSearch(b *testing.B) {
	f := filled(b, 100_000)
	b.ReportAllocs()
	for b.Loop() {
		f.Search(f.org, "novak77")
	}
}
