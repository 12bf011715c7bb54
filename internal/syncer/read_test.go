package syncer

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ringdex/internal/jobs"
	"ringdex/internal/message"
	"ringdex/internal/ringdex"
)

func (w *world) done(name string) ringdex.ConnectorState {
	w.t.Helper()
	state, err := w.Show(w.t.Context(), w.org, name)
	if err != nil {
		w.t.Fatal(err)
	}
	return state.Done
}

func TestReadKeepsItsPlace(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.add(Config{Name: "erp", Kind: "reader"})
	w.remote.has = map[string]string{"1": "Novák", "2": "Malá"}
	w.remote.place, w.remote.total = "a", true
	report := w.mustRead(Reading{})
	if n := report.Runs[0].Counts; n.Created != 2 || report.Runs[0].Source != "erp" || report.Runs[0].Door != "sync" {
		t.Errorf("the run is %+v", report.Runs[0])
	}
	w.remote.place = "b"
	if n := w.mustRead(Reading{}).Runs[0].Counts; n.Unchanged != 2 {
		t.Errorf("the second read: %+v", n)
	}
	w.remote.broken = message.Err("kind.contact")
	w.remote.place = "c"
	report, err := w.read(Reading{})
	if !errors.Is(err, w.remote.broken) || report.Runs[0].State != ringdex.RunStopped {
		t.Errorf("a broken read: %+v, %v", report, err)
	}
	if done := w.done("erp"); string(done.Place) != "b" || done.Failure.Key != "kind.contact" || done.Node != "" {
		t.Errorf("the state after a broken read: %+v", done)
	}
	w.remote.broken = nil
	w.mustRead(Reading{Full: true})
	if diff := cmp.Diff([]string{"", "a", "b", ""}, w.remote.since); diff != "" {
		t.Errorf("reads began at (-want +got):\n%s", diff)
	}
	if done := w.done("erp"); string(done.Place) != "c" || !done.Failure.IsZero() || len(done.Runs) != 1 {
		t.Errorf("the state after a good read: %+v", done)
	}
}

func TestDryReadWritesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.add(Config{Name: "erp", Kind: "reader"})
	w.remote.has, w.remote.place, w.remote.custom = map[string]string{"1": "Novák"}, "a", true
	var actions []ringdex.Action
	report := w.mustRead(Reading{DryRun: true, Outcome: func(_ ringdex.Kind, o *ringdex.Outcome) { actions = append(actions, o.Action) }})
	if !slices.Equal(actions, []ringdex.Action{ringdex.Created}) || report.Runs[0].Counts.Created != 1 {
		t.Errorf("predicted %v, %+v", actions, report.Runs)
	}
	w.view(func(r ringdex.Reader) error {
		fields, err := ringdex.Fields(r)
		if r.Head().Changes != 0 || len(fields) > 0 {
			t.Errorf("a dry run has written: %d changes, %v", r.Head().Changes, fields)
		}
		return err
	})
	if done := w.done("erp"); len(done.Place) > 0 || !done.Ended.IsZero() {
		t.Errorf("a dry run has left the state %+v", done)
	}
}

// A complete read marks what is missing; a read that lacks too much is held until a person accepts.
func TestMissingIsHeld(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.add(Config{Name: "erp", Kind: "reader"})
	w.update(func(wr ringdex.Writer) error { return wr.PutDocument(ringdex.Source{Key: "erp", MaxDelete: "1"}) })
	w.remote.has, w.remote.total = map[string]string{"1": "A", "2": "B", "3": "C"}, true
	w.mustRead(Reading{})
	w.remote.has = map[string]string{"1": "A"}
	if _, err := w.read(Reading{Full: true}); ringdex.CodeOf(err) != ringdex.Conflict {
		t.Errorf("the guard: %v", err)
	}
	if done := w.done("erp"); !done.Held || len(w.contact("erp", "2").MissingSince) > 0 {
		t.Errorf("held: %+v", done)
	}
	report := w.mustRead(Reading{Full: true, Accept: true})
	if report.Missing != 2 || w.contact("erp", "2").MissingSince["erp"] != "2026-03-01T12:00:00Z" || w.done("erp").Held {
		t.Errorf("accepted: %+v", report)
	}
}

// Of two nodes one reads; a dead node holds nothing back, and neither does one that lives and has
// lost its job.
func TestOneReadAtATime(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.add(Config{Name: "erp", Kind: "reader"})
	reads := func(job int64) {
		w.update(func(wr ringdex.Writer) error {
			return wr.PutDocument(ringdex.ConnectorState{Connector: c.ID, Node: "other", Job: job})
		})
	}
	if err := w.store.Beat(t.Context(), ringdex.Node{ID: "other", Host: "h", Started: w.clock.Now()}); err != nil {
		t.Fatal(err)
	}
	if err := w.Trigger(t.Context(), w.org, "erp", Reading{}); err != nil {
		t.Fatal(err)
	}
	held, err := w.store.ClaimJobs(t.Context(), ringdex.JobClaim{Node: "other", Kinds: map[string]int{JobRead: 1}, Now: w.clock.Now()})
	if err != nil || len(held) != 1 {
		t.Fatalf("claimed %+v, %v", held, err)
	}
	for _, job := range []int64{0, held[0].ID} {
		reads(job)
		if _, err := w.read(Reading{}); ringdex.CodeOf(err) != ringdex.Conflict {
			t.Errorf("while another node reads by job %d: %v", job, err)
		}
	}
	reads(held[0].ID + 1)
	w.mustRead(Reading{})
	reads(held[0].ID)
	given := ringdex.JobResult{Organization: w.org, ID: held[0].ID, Attempts: held[0].Attempts, State: ringdex.JobWaiting, Due: w.clock.Now()}
	if err := w.store.SettleJobs(t.Context(), "other", []ringdex.JobResult{given}); err != nil {
		t.Fatal(err)
	}
	w.mustRead(Reading{})
	reads(0)
	if err := w.store.Leave(t.Context(), "other"); err != nil {
		t.Fatal(err)
	}
	w.mustRead(Reading{})
}

// A read that was asked for is tried again if the database has failed it, and not if the system
// has.
func TestReadOnRequestFails(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.add(Config{Name: "erp", Kind: "reader"})
	job := ringdex.Job{Organization: w.org, Kind: JobRead, Group: c.ID.String(), Args: json.RawMessage("{}")}
	w.remote.broken = message.Err("kind.contact")
	if err := w.readJob(t.Context(), job); err != nil {
		t.Errorf("the system fails: %v", err)
	}
	w.remote.broken = ringdex.Fail(ringdex.Unavailable, "store.unavailable")
	if err := w.readJob(t.Context(), job); ringdex.CodeOf(err) != ringdex.Unavailable {
		t.Errorf("the database fails: %v", err)
	}
}

// A connector that reads and sends keeps what both have done.
func TestStateOfBoth(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.add(Config{Name: "desk", Kind: "writer"})
	p := push{s: w.Syncer, job: ringdex.Job{Organization: w.org}, c: c} // begun before the read
	w.update(func(wr ringdex.Writer) error {
		return wr.PutDocument(ringdex.ConnectorState{Connector: c.ID, Place: []byte("b"), Node: "other", Job: 3})
	})
	if err := p.tell(t.Context(), message.Err("kind.contact")); err != nil {
		t.Fatal(err)
	}
	if done := w.done("desk"); string(done.Place) != "b" || done.Node != "other" || done.Job != 3 || done.Failure.Key != "kind.contact" {
		t.Errorf("the state is %+v", done)
	}
}

func TestScheduledRead(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.add(Config{Name: "erp", Kind: "reader", Schedule: "*/5 * * * *"})
	w.remote.has, w.remote.place, w.remote.total = map[string]string{"1": "A"}, "a", true
	job := ringdex.Job{Organization: w.org, Kind: JobRead, Group: c.ID.String()}
	want := jobs.Again(5*time.Minute, nil)
	run := func() {
		t.Helper()
		if err := w.readJob(t.Context(), job); err == nil || err.Error() != want.Error() {
			t.Errorf("the job ended with %v, want %v", err, want)
		}
	}
	run()
	run()
	w.clock.add(24 * time.Hour)
	run()
	if diff := cmp.Diff([]string{"", "a", ""}, w.remote.since); diff != "" {
		t.Errorf("reads began at (-want +got), the third one at night:\n%s", diff)
	}
	w.view(func(r ringdex.Reader) error {
		all, err := jobs.Of(r).Jobs(ringdex.JobFilter{Kind: JobRead}, ringdex.Page{Limit: 9})
		if len(all) != 1 || all[0].Group != c.ID.String() {
			t.Errorf("jobs are %+v", all)
		}
		return err
	})
	if err := w.Remove(t.Context(), w.org, "erp"); err != nil {
		t.Fatal(err)
	}
	if err := w.readJob(t.Context(), job); err != nil {
		t.Errorf("of a removed connector: %v", err)
	}
}

func TestConfig(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, err := w.Add(t.Context(), w.org, Config{Name: " ", Kind: "reader", Schedule: "now", OnDelete: "burn", Kinds: []string{"people"}})
	var fields []string
	for _, p := range err.(ringdex.Problems) { // or the test fails
		fields = append(fields, p.Field)
	}
	if diff := cmp.Diff([]string{"name", "kinds", "on_delete", "schedule", "password"}, fields); diff != "" {
		t.Errorf("places of problems (-want +got):\n%s", diff)
	}
	c := w.add(Config{Name: "erp", Kind: "reader"})
	if _, kept := c.Settings["password"]; kept || strings.Contains(string(c.Secrets["password"]), "tajne") {
		t.Errorf("the secret is not sealed: %+v", c)
	}
	if _, err := w.Add(t.Context(), w.org, Config{Name: "erp", Kind: "reader"}); ringdex.CodeOf(err) != ringdex.Conflict {
		t.Errorf("a taken name: %v", err)
	}
	changed, err := w.Change(t.Context(), w.org, "erp", func(config *Config) { config.Schedule = "0 * * * *" })
	if err != nil || changed.Schedule != "0 * * * *" {
		t.Errorf("changed: %+v, %v", changed, err)
	}
	if values, err := w.values(&changed); err != nil || values["password"] != "tajne" {
		t.Errorf("the secret after a change: %v, %v", values, err)
	}
}

// Apply makes connectors those of the file; what is no longer in it is disabled.
func TestApply(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	file := []Config{{Name: "erp", Kind: "reader", Settings: map[string]string{"password": "a"}}, {Name: "desk", Kind: "writer", Settings: map[string]string{"password": "b"}}}
	apply := func(configs ...Config) {
		t.Helper()
		w.clock.add(time.Second)
		if err := w.Apply(t.Context(), w.org, configs); err != nil {
			t.Fatal(err)
		}
	}
	states := func() string {
		all, err := w.List(t.Context(), w.org)
		if err != nil {
			t.Fatal(err)
		}
		var texts []string
		for _, c := range all {
			texts = append(texts, c.Name+c.Updated.Format(" 05")+map[bool]string{true: " off"}[c.Disabled])
		}
		return strings.Join(slices.Sorted(slices.Values(texts)), ", ")
	}
	apply(file...)
	apply(file...)
	if got, want := states(), "desk 01, erp 01"; got != want {
		t.Errorf("the same file twice: %s, want %s", got, want)
	}
	apply(file[0])
	if got, want := states(), "desk 03 off, erp 01"; got != want {
		t.Errorf("a shorter file: %s, want %s", got, want)
	}
	file[0].Settings = map[string]string{"password": "other"}
	apply(file...)
	if got, want := states(), "desk 04, erp 04"; got != want {
		t.Errorf("a changed file: %s, want %s", got, want)
	}
	if _, err := w.Change(t.Context(), w.org, "erp", func(*Config) {}); ringdex.CodeOf(err) != ringdex.Conflict {
		t.Errorf("a change beside the file: %v", err)
	}
	if err := w.Apply(t.Context(), w.org, []Config{{Name: "erp", Kind: "reader"}}); err == nil {
		t.Error("a file without the password was applied")
	}
}
