package store

import (
	"slices"
	"strings"
	"testing"

	"ringdex/internal/ringdex"
)

// TestKeyChanges: what a row of the log says is read as it was written, and a damaged row is
// noticed.
func TestKeyChanges(t *testing.T) {
	t.Parallel()
	long, one, two := strings.Repeat("ž", 300), ringdex.ID{1}, ringdex.ID{2}
	var row, later keyChanges
	row.add(contactKeys{phones: []int64{1, 1<<63 - 1}, emails: []string{"", long}, companies: []int64{7}}, one, false)
	later.add(contactKeys{phones: []int64{1}}, two, true)
	row.append(&later)
	want := []keyChange{
		{phoneTable, "1", one, false},
		{phoneTable, "9223372036854775807", one, false},
		{emailTable, "", one, false},
		{emailTable, long, one, false},
		{companyTable, "7", one, false},
		{phoneTable, "1", two, true},
	}
	if got := slices.Collect(eachKeyChange(string(row.body))); !slices.Equal(got, want) || row.n != len(want) {
		t.Errorf("got %v, %d changes", got, row.n)
	}
	ends := map[int]bool{0: true}
	for n := range want {
		ends[len(row.body)-sizeOfLast(want, n)] = true
	}
	for n := range row.body {
		if got := isKeyChanges(string(row.body[:n])); got != ends[n] {
			t.Errorf("%d of %d bytes: got %t", n, len(row.body), got)
		}
	}
	if row.body[0] = 200; isKeyChanges(string(row.body)) {
		t.Error("a table that there is not")
	}
}

// sizeOfLast is the length of the changes from the n-th on.
func sizeOfLast(changes []keyChange, n int) (size int) {
	for _, c := range changes[n:] {
		size += 1 + idSize + 1 + len(c.key)
		if len(c.key) > 127 {
			size++
		}
	}
	return size
}

// TestLastingChanges: of a key and a contact the last change counts, and numbers are sorted as
// such.
func TestLastingChanges(t *testing.T) {
	t.Parallel()
	one, two := ringdex.ID{1}, ringdex.ID{2}
	got := phoneTable.lasting([]keyChange{
		{phoneTable, "1420", two, false},
		{phoneTable, "19", one, false},
		{phoneTable, "1420", one, false},
		{phoneTable, "19", one, true},
		{phoneTable, "1420", two, true},
		{phoneTable, "1420", two, false},
	})
	want := []keyChange{{phoneTable, "19", one, true}, {phoneTable, "1420", one, false}, {phoneTable, "1420", two, false}}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
