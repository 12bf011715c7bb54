package lookup

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"io/fs"
	"testing"

	"ringdex/internal/ringdex"
	"ringdex/internal/store/storetest/enginetest"
)

// inMemory are snapshots of one organization.
type inMemory struct{ body []byte }

func (m *inMemory) Open(ringdex.OrganizationID) (io.ReadCloser, error) {
	if m.body == nil {
		return nil, fs.ErrNotExist
	}
	return io.NopCloser(bytes.NewReader(m.body)), nil
}

func (m *inMemory) Replace(_ ringdex.OrganizationID, write func(io.Writer) error) error {
	var b bytes.Buffer
	err := write(&b)
	if err == nil {
		m.body = b.Bytes()
	}
	return err
}

func (*inMemory) Keep([]ringdex.OrganizationID) error { return nil }

// withSnapshots is a fixture whose tables are saved however small they are.
func withSnapshots(t *testing.T) (*fixture, *inMemory) {
	t.Helper()
	f, m := newFixture(t), &inMemory{}
	f.deps.Snapshots, f.deps.Program, f.smallTable = m, "this", 0
	return f, m
}

func (f *fixture) save() {
	f.t.Helper()
	if err := f.Save(f.t.Context(), 0); err != nil {
		f.t.Fatal(err)
	}
}

// restart is the fixture after a start of the program. scans reports whether it has read all
// contacts.
func (f *fixture) restart(program string) (again *fixture, scans bool) {
	f.t.Helper()
	st := &counted{Store: f.deps.Store}
	deps := f.deps
	deps.Store, deps.Program = st, program
	again = &fixture{Index: New(deps), t: f.t, org: f.org}
	if err := again.Load(f.t.Context()); err != nil {
		f.t.Fatal(err)
	}
	again.deps.Store = f.deps.Store
	return again, st.scans > 0
}

// counted counts the scans of all contacts.
type counted struct {
	ringdex.Store
	scans int
}

type countedReader struct {
	ringdex.Reader
	of *counted
}

func (c *counted) View(ctx context.Context, org ringdex.OrganizationID, fn func(ringdex.Reader) error) error {
	return c.Store.View(ctx, org, func(r ringdex.Reader) error { return fn(countedReader{r, c}) })
}

func (r countedReader) EachContact(d ringdex.Detail, fn func(*ringdex.Contact) error) error {
	r.of.scans++
	return r.Reader.EachContact(d, fn)
}

// TestSnapshot: a start with a snapshot and a start without one give the same, also after changes
// since.
func TestSnapshot(t *testing.T) {
	t.Parallel()
	f, _ := withSnapshots(t)
	office := firm("Office", "222 333 4")
	var all []any
	for i := range 60 {
		c := person(fmt.Sprint("Person", i), fmt.Sprint("+420", 603000000+i))
		c.Source = fmt.Sprint("source", i%3)
		all = append(all, c)
	}
	all[7].(*ringdex.Contact).Phones = parse("222333444 linka 12")
	f.put(append(all, office)...)
	f.put(removal{all[0].(*ringdex.Contact).Ref()}, all[1])
	f.save()
	all[2].(*ringdex.Contact).Phones = parse("+420777888999")
	f.write(all[2], removal{all[3].(*ringdex.Contact).Ref()}, person("New", "+420603999999"))
	again, scans := f.restart("this")
	fresh, read := f.restart("another")
	if scans || !read {
		t.Errorf("with a snapshot all contacts are read: %t, without: %t", scans, read)
	}
	again.checkTable(t)
	numbers := []string{"+420777888999", "+420603999999", "222333444", "222333400", "+420222333444"}
	for i := range 60 {
		numbers = append(numbers, fmt.Sprint("+420", 603000000+i))
	}
	for round := range 2 {
		for _, number := range numbers {
			got, want := again.Find(f.org, number), fresh.Find(f.org, number)
			got.Took, want.Took = 0, 0
			wantEqual(t, got, want)
		}
		wantEqual(t, again.Stats(), fresh.Stats())
		f.write(all[4], removal{all[5+round].(*ringdex.Contact).Ref()}, person("Newer", fmt.Sprint("+42060399999", round)))
		again.catchUp()
		fresh.catchUp()
	}
	again.checkTable(t)
}

// TestSnapshotThatDoesNotFit: the rows are read instead.
func TestSnapshotThatDoesNotFit(t *testing.T) {
	t.Parallel()
	f, m := withSnapshots(t)
	for i := range 20 {
		f.put(person(fmt.Sprint("Person", i), fmt.Sprint("+420", 603000000+i)))
	}
	f.save()
	whole := bytes.Clone(m.body)
	wantScan := func(why string, want bool) {
		t.Helper()
		again, scans := f.restart("this")
		if scans != want {
			t.Errorf("%s: rows were read: %t", why, scans)
		}
		again.checkTable(t)
		again.want("+420603000007", Exact, "Person7")
	}
	wantScan("it is whole", false)
	for _, n := range []int{0, 7, 8, 100, len(whole) / 2, len(whole) - 1} {
		m.body = whole[:n]
		wantScan(fmt.Sprint(n, " bytes"), true)
	}
	for at := 0; at < len(whole); at += max(1, len(whole)/40) {
		m.body = bytes.Clone(whole)
		m.body[at] ^= 0x10
		wantScan(fmt.Sprint("a bit of byte ", at), true)
	}
	m.body = whole
	for i := range 4 {
		f.put(person(fmt.Sprint("Later", i), fmt.Sprint("+420", 604000000+i)))
	}
	wantScan("a few changes came", false)
	for i := range 4 {
		f.put(person(fmt.Sprint("Later", i), fmt.Sprint("+420", 605000000+i)))
	}
	wantScan("many changes came", true)
}

// TestSnapshotOfAnotherDatabase: one with as many changes, such as a backup that went another way.
func TestSnapshotOfAnotherDatabase(t *testing.T) {
	t.Parallel()
	f, m := withSnapshots(t)
	f.put(person("Jan", "+420603303963"))
	f.save()
	other := &fixture{t: t}
	other.Index = other.index(enginetest.Open(t))
	other.deps.Snapshots, other.deps.Program = m, "this"
	other.org = other.putOrganization(ringdex.Organization{Key: ringdex.DefaultOrganization})
	other.write(person("Eva", "+420603303963"))
	again, scans := other.restart("this")
	if !scans {
		t.Error("the snapshot of another database is used")
	}
	again.want("+420603303963", Exact, "Eva")
}

// TestNoSnapshotWhileStaging: a table with records that are not published is not saved.
func TestNoSnapshotWhileStaging(t *testing.T) {
	t.Parallel()
	f, m := withSnapshots(t)
	st := f.Visible(f.deps.Store, nil)
	f.create(st, person("Jan", "+420603303961"))
	f.stage(st, someRun, created(person("Eva", "+420603303962"))...)
	if f.save(); m.body != nil {
		t.Error("it was saved while a run stages")
	}
	f.publish(st, someRun)
	if f.save(); m.body == nil {
		t.Error("it was not saved after the end of the run")
	}
	again, scans := f.restart("this")
	if scans {
		t.Error("the rows were read")
	}
	again.want("+420603303962", Exact, "Eva")
}

// TestFollowSaves: what the index has at the end of Follow is saved, and only if it is new.
func TestFollowSaves(t *testing.T) {
	t.Parallel()
	f, m := withSnapshots(t)
	f.put(person("Jan", "+420603303961"))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	f.Follow(ctx)
	first := m.body
	if first == nil {
		t.Fatal("nothing was saved")
	}
	m.body = nil
	if f.Follow(ctx); m.body != nil {
		t.Error("it was saved again without a change")
	}
}
