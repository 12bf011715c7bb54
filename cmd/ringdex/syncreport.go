package main

import (
	"encoding/json"
	"fmt"

	"ringdex/internal/ringdex"
	"ringdex/internal/syncer"
)

// syncReport collects and prints what a read of a connector has done.
type syncReport struct {
	e       *environment
	dry     bool
	json    bool
	refused []refusedRecord
	more    int // refused records that are not printed
}

// refusedRecord is a record that was not taken.
type refusedRecord struct {
	Kind     ringdex.Kind `json:"kind"`
	Key      string       `json:"key"`
	Line     int          `json:"line,omitempty"` // of its file
	Problems []string     `json:"problems"`
}

func (r *syncReport) note(kind ringdex.Kind, o *ringdex.Outcome) {
	if o.Action != ringdex.Refused {
		return
	}
	if len(r.refused) == mostRefused {
		r.more++
		return
	}
	record := refusedRecord{Kind: kind, Key: o.Key, Line: o.At.Line}
	for _, p := range o.Problems {
		record.Problems = append(record.Problems, problemText(r.e, p))
	}
	r.refused = append(r.refused, record)
}

func problemText(e *environment, p *ringdex.Error) string {
	if p.Field == "" {
		return e.language.Error(p)
	}
	return p.Field + ": " + e.language.Error(p)
}

// print prints the report. The exit code is that of an import: 2 if records were refused, 1 if the
// read was stopped.
func (r *syncReport) print(report *syncer.Report, err error) error {
	if r.json {
		return r.printJSON(report, err)
	}
	total := int64(0)
	for i := range report.Runs {
		run := &report.Runs[i]
		n := run.Counts
		total += n.Refused
		r.e.tell("cmd.sync_run", r.nameOf(run), n.Read, n.Created, n.Updated, n.Unchanged, n.Refused)
	}
	if report.Missing > 0 {
		r.e.tell("cmd.sync_missing", report.Missing)
	}
	for _, record := range r.refused {
		for _, problem := range record.Problems {
			fmt.Fprintf(r.e.stdout, "  %s %s\n", record.Kind, r.placed(&record, problem))
		}
	}
	if r.more > 0 {
		r.e.tell("cmd.sync_more", r.more)
	}
	for _, note := range report.Notes {
		r.e.tell("cmd.sync_note", note)
	}
	if r.dry {
		r.e.tell("cmd.sync_dry")
	}
	return endOf(err, total)
}

// nameOf returns the kind of a run's records, with the name of their file if they have one.
func (r *syncReport) nameOf(run *ringdex.Run) string {
	if run.Name == run.Actor {
		return string(run.Kind)
	}
	return ringdex.OneLine(run.Name) + ", " + string(run.Kind)
}

// placed returns a problem with the line of its file, or the key of its record.
func (r *syncReport) placed(record *refusedRecord, problem string) string {
	if record.Line > 0 {
		return r.e.say("place.line", record.Line, problem)
	}
	return record.Key + ": " + problem
}

func endOf(err error, refused int64) error {
	if err == nil && refused > 0 {
		return exitCode(2)
	}
	return err
}

func (r *syncReport) printJSON(report *syncer.Report, err error) error {
	out := map[string]any{"missing": report.Missing, "refused": r.refused, "dryRun": r.dry}
	var runs []map[string]any
	total := int64(0)
	for i := range report.Runs {
		n := report.Runs[i].Counts
		total += n.Refused
		runs = append(runs, map[string]any{
			"kind": report.Runs[i].Kind, "name": report.Runs[i].Name, "run": report.Runs[i].ID.String(), "read": n.Read, "created": n.Created,
			"updated": n.Updated, "unchanged": n.Unchanged, "refused": n.Refused,
		})
	}
	out["runs"] = runs
	var notes []string
	for _, note := range report.Notes {
		notes = append(notes, r.e.language.Render(note))
	}
	out["notes"] = notes
	if err != nil {
		out["error"] = r.e.language.Error(err)
	}
	if failed := json.NewEncoder(r.e.stdout.Data()).Encode(out); failed != nil {
		return failed
	}
	if err != nil {
		return exitCode(1)
	}
	return endOf(nil, total)
}
