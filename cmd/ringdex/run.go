package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"ringdex/internal/directory"
	"ringdex/internal/journal"
	"ringdex/internal/message"
	"ringdex/internal/ringdex"
	"ringdex/internal/store"
	"ringdex/internal/wire/native"
)

type runCommands struct {
	List     runList     `cmd:"" help:"List runs, latest activity first. The calls of one caller in one hour are one run."`
	Show     runShow     `cmd:"" help:"Show the figures of a run."`
	Outcomes runOutcomes `cmd:"" help:"List the created, updated, deleted and refused records of a run, with reasons."`
}

type runList struct {
	Source string `help:"Only runs of this source." placeholder:"KEY"`
	Limit  int    `help:"Largest number of runs." default:"20" placeholder:"N"`
	JSON   bool   `help:"Print JSON: the array of GET /v1/runs."`
}

// Run lists runs.
func (c *runList) Run(e *environment) error {
	return e.withRuns(func(r *runs) error {
		list, err := r.newest(c.Source, c.Limit)
		if err != nil {
			return err
		}
		if c.JSON {
			return json.NewEncoder(e.stdout.Data()).Encode(r.toJSON(list))
		}
		table := e.table("STARTED", "ACTIVE", "SOURCE", "KIND", "DOOR", "NAME", "STATE", "READ", "CREATED", "UPDATED", "UNCHANGED", "REFUSED", "DELETED", "ID")
		for _, run := range list {
			n := run.Counts
			table.row(run.Started.Format(time.DateTime), run.Active.Format(time.DateTime), run.Source, run.Kind, run.Door, e.nameOfRun(&run), run.State,
				n.Read, n.Created, n.Updated, n.Unchanged, n.Refused, n.Deleted, run.ID)
		}
		return table.end()
	})
}

// nameOfRun returns the name of the file, or the number of calls, or of the runs of a day.
func (e *environment) nameOfRun(run *ringdex.Run) string {
	if run.Runs > 0 {
		return e.say("run.day", run.Runs, run.Calls)
	}
	if run.Calls > 0 {
		return e.say("run.calls", run.Calls)
	}
	return cmp.Or(run.Name, "-")
}

type runShow struct {
	ID   string `arg:"" help:"Id of the run, or \"last\" for the one with the latest activity."`
	JSON bool   `help:"Print the JSON of GET /v1/runs/ID."`
}

// Run shows a run.
func (c *runShow) Run(e *environment) error {
	return e.withRuns(func(r *runs) error {
		run, err := r.named(c.ID)
		if err != nil {
			return err
		}
		if c.JSON {
			return json.NewEncoder(e.stdout.Data()).Encode(native.ToRun(&run, e.language))
		}
		table, n := e.table(), run.Counts
		for _, row := range [][2]any{
			{"id", run.ID},
			{"source", run.Source},
			{"kind", run.Kind},
			{"door", run.Door},
			{"by", run.Actor},
			{"name", e.nameOfRun(&run)},
			{"state", run.State},
			{"error", e.language.Render(run.Error)},
			{"started", second(run.Started)},
			{"active", second(run.Active)},
			{"finished", second(run.Finished)},
			{"read", n.Read},
			{"created", n.Created},
			{"updated", n.Updated},
			{"unchanged", n.Unchanged},
			{"refused", n.Refused},
			{"deleted", n.Deleted},
		} {
			table.row(row[0], row[1])
		}
		if f := run.Findings; f != nil {
			findingRows(table.row, f)
		}
		return table.end()
	})
}

// findingRows adds the findings of a file to a table.
func findingRows(row func(...any), f *ringdex.Findings) {
	for _, found := range []struct {
		name string
		n    int
	}{
		{"numbers not valid", f.Invalid},
		{"contacts without number and e-mail", f.Unreachable},
		{"contacts without a name", f.Nameless},
		{"rows with a value left out", f.Noted},
		{"companies created", f.Companies},
		{"possible duplicates", f.Duplicates},
		{"empty rows skipped", f.EmptyRows},
		{"rows above the header skipped", f.Titles},
		{"hidden rows imported", f.HiddenRows},
	} {
		if found.n > 0 {
			row(found.name, found.n)
		}
	}
	for _, c := range f.LeftOut {
		row("column left out", fmt.Sprintf("%s (%d %s)", ringdex.OneLine(c.Title), c.Values, c.Look))
	}
}

func second(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.Format(time.DateTime) + " UTC"
}

type runOutcomes struct {
	ID     string  `arg:"" help:"Id of the run, or \"last\" for the one with the latest activity."`
	Action *string `help:"Only records with this outcome; default: all." enum:"created,updated,deleted,refused"`
	JSON   bool    `help:"Print JSON: one object of GET /v1/runs/ID/outcomes a line."`
}

// Run lists outcomes, refused records first.
func (c *runOutcomes) Run(e *environment) error {
	return e.withRuns(func(r *runs) error {
		run, err := r.named(c.ID)
		if err != nil {
			return err
		}
		var action ringdex.Action
		if c.Action != nil {
			action = ringdex.Action(*c.Action)
		}
		if c.JSON {
			out := json.NewEncoder(e.stdout.Data())
			return r.outcomes(run, action, func(o *native.Outcome) error { return out.Encode(o) })
		}
		table := e.table("ACTION", "PLACE", "KEY", "ID", "REASON")
		err = r.outcomes(run, action, func(o *native.Outcome) error {
			table.row(o.Action, placeOf(o), cmp.Or(o.Key, "-"), cmp.Or(o.ID, "-"), reasonOf(o))
			return nil
		})
		if err != nil {
			return err
		}
		return table.end()
	})
}

// placeOf returns the position of a refused record: the line of a file, or the index in its call,
// from 0.
func placeOf(o *native.Outcome) string {
	switch {
	case o.Line > 0:
		return fmt.Sprintf("line %d", o.Line)
	case o.Index != nil:
		return fmt.Sprintf("record %d", *o.Index)
	}
	return "-"
}

func reasonOf(o *native.Outcome) string {
	var reasons []string
	for _, p := range o.Problems {
		reasons = append(reasons, p.Message)
	}
	return strings.Join(reasons, "; ")
}

// runs reads runs of an organization.
type runs struct {
	e     *environment
	store *store.Store
	org   ringdex.OrganizationID
	dir   *directory.Directory
}

func (e *environment) withRuns(fn func(*runs) error) error {
	return e.with(e.organization, func(st *store.Store, org ringdex.Organization) error {
		return fn(&runs{e, st, org.ID, directory.New(st, e.clock)})
	})
}

// newest returns at most limit runs of a source, of any when it is "", the latest activity first.
func (r *runs) newest(source string, limit int) (list []ringdex.Run, err error) {
	for page := (ringdex.Page{Limit: 1000}); len(list) < limit; page.Offset += page.Limit {
		some, err := r.dir.Runs(r.e.ctx, r.org, page)
		if err != nil {
			return nil, err
		}
		for _, run := range some {
			if (source == "" || run.Source == source) && len(list) < limit {
				list = append(list, run)
			}
		}
		if len(some) < page.Limit {
			break
		}
	}
	return list, nil
}

// named returns the run of that id, or of "last".
func (r *runs) named(id string) (ringdex.Run, error) {
	if id == "last" {
		list, err := r.newest("", 1)
		if err == nil && len(list) == 0 {
			err = message.Err("cmd.no_runs")
		}
		if err != nil {
			return ringdex.Run{}, err
		}
		return list[0], nil
	}
	run, err := ringdex.ParseID(id)
	if err != nil {
		return ringdex.Run{}, err
	}
	return r.dir.Run(r.e.ctx, r.org, run)
}

// outcomes calls fn for each outcome with the action, "" for any.
func (r *runs) outcomes(run ringdex.Run, action ringdex.Action, fn func(*native.Outcome) error) error {
	if action == "" || action == ringdex.Refused {
		err := r.dir.EachRefusal(r.e.ctx, r.org, run.ID, func(f *ringdex.Refusal) error { return fn(native.ToOutcome(f, run.Kind, r.e.language)) })
		if err != nil || action != "" {
			return err
		}
	}
	return journal.New(r.store).RunChanges(r.e.ctx, r.org, run, action, func(c ringdex.Change) error { return fn(native.ToChanged(&c)) })
}

func (r *runs) toJSON(list []ringdex.Run) []native.Run {
	all := make([]native.Run, len(list))
	for i := range list {
		all[i] = native.ToRun(&list[i], r.e.language)
	}
	return all
}
