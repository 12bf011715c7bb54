package seen

import (
	"math/rand/v2"
	"os"
	"testing"
)

// TestSet holds a set that has outgrown memory several times against a map.
func TestSet(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	var s Set
	want := map[uint64]uint32{}
	random := rand.New(rand.NewPCG(1, 2)) // a load is no secret
	for i := range uint32(5 * perRun) {
		hash := random.Uint64()
		if i%7 == 0 {
			hash = uint64(i) // small ones too, and some that come again
		}
		if i%11 == 0 {
			hash = uint64(i / 2)
		}
		want[hash] = i
		if err := s.Put(hash, i); err != nil {
			t.Fatal(err)
		}
	}
	if len(s.runs) < 4 || len(s.recent) >= perRun {
		t.Errorf("%d parts are on disk and %d entries in memory", len(s.runs), len(s.recent))
	}
	for hash, number := range want {
		if got, found, err := s.Get(hash); err != nil || !found || got != number {
			t.Fatalf("%x: got %d, %t, %v; want %d", hash, got, found, err, number)
		}
	}
	for range 100_000 {
		hash := random.Uint64()
		if _, put := want[hash]; put {
			continue
		}
		if got, found, err := s.Get(hash); err != nil || found {
			t.Fatalf("%x was never put: got %d, %v", hash, got, err)
		}
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if left, err := os.ReadDir(os.TempDir()); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestEmptySet(t *testing.T) {
	t.Parallel()
	var s Set
	if _, found, err := s.Get(1); found || err != nil {
		t.Errorf("got %t, %v", found, err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

// TestFilter: it never denies what is there, and seldom affirms what is not.
func TestFilter(t *testing.T) {
	t.Parallel()
	const n = 100_000
	f := newFilter(n)
	random := rand.New(rand.NewPCG(3, 4)) // a load is no secret
	hashes := make([]uint64, n)
	for i := range hashes {
		hashes[i] = random.Uint64()
		f.add(hashes[i])
	}
	for _, hash := range hashes {
		if !f.has(hash) {
			t.Fatalf("%x was added", hash)
		}
	}
	wrong := 0
	for range n {
		if f.has(random.Uint64()) {
			wrong++
		}
	}
	if wrong > n/50 {
		t.Errorf("%d of %d others seem to be there", wrong, n)
	}
}
