package main

import (
	"context"
	"encoding/json"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"

	"ringdex/internal/jobs"
	"ringdex/internal/ringdex"
	"ringdex/internal/syncer"
	"ringdex/internal/terminal"
)

type syncCommand struct {
	named
	Full   bool `help:"Read everything, and mark what the system no longer has as missing."`
	DryRun bool `help:"Show what would become of the records; write nothing."`
	Accept bool `help:"Go on although most records are gone, this time."`
	JSON   bool `name:"json" help:"Print the report as JSON."`
}

// Run reads from a connector, or sends what waits for it.
func (c *syncCommand) Run(e *environment) error {
	return e.withConnectors(func(s *connectorsCommand) error {
		state, err := s.Show(e.ctx, s.org, c.Name)
		if err != nil {
			return err
		}
		if !state.Writes || state.Reads && (c.Full || c.DryRun || state.Schedule != "") {
			if err := c.read(e, s); err != nil || !state.Writes || c.DryRun {
				return err
			}
		}
		return c.send(e, s)
	})
}

// read reads from a source, and prints the report.
func (c *syncCommand) read(e *environment, s *connectorsCommand) error {
	r := syncReport{e: e, dry: c.DryRun, json: c.JSON}
	if !c.DryRun { // without heartbeats a server would close the run
		defer jobs.KeepAlive(e.ctx, s.store, s.node, slog.New(slog.DiscardHandler))()
	}
	var rows atomic.Int64
	bar := terminal.Progress{Out: e.stderr.Raw(), Done: rows.Load, Rows: func() int { return int(rows.Load()) }}
	stop := bar.Start()
	how := syncer.Reading{Full: c.Full, DryRun: c.DryRun, Accept: c.Accept, Outcome: func(kind ringdex.Kind, o *ringdex.Outcome) {
		rows.Add(1)
		r.note(kind, o)
	}}
	report, err := s.Read(e.ctx, s.org, c.Name, how)
	stop()
	return r.print(&report, err)
}

// send sends what waits for a target, and prints what is left.
func (c *syncCommand) send(e *environment, s *connectorsCommand) error {
	ctx, stop := context.WithCancel(e.ctx)
	var working sync.WaitGroup
	working.Go(func() { s.queue(e).Run(ctx) })
	state, err := s.Send(e.ctx, s.org, c.Name, c.Accept, nil)
	stop()
	working.Wait()
	if err != nil {
		return err
	}
	if c.JSON {
		return json.NewEncoder(e.stdout.Data()).Encode(map[string]any{"connector": state.Name, "sent": state.Sent, "refused": state.Refused})
	}
	e.tell("cmd.sync_sent", state.Sent, state.Refused)
	if state.Refused == 0 {
		return nil
	}
	if err := e.printRefusedRecords(s, c.Name); err != nil {
		return err
	}
	return exitCode(2)
}

type reconcileCommand struct {
	named
	Repair bool `help:"Send the differences."`
	JSON   bool `name:"json" help:"Print each difference as a line of JSON."`
}

// Run compares the system of a connector with the directory. The exit code is 2 if they differ,
// also by records that the system refuses.
func (c *reconcileCommand) Run(e *environment) error {
	return e.withConnectors(func(s *connectorsCommand) error {
		compared, err := s.Reconcile(e.ctx, s.org, c.Name, c.Repair, func(d syncer.Difference) { c.show(e, &d) })
		if err != nil {
			return err
		}
		if !c.JSON {
			c.tell(e, &compared)
		}
		if c.Repair {
			return (&syncCommand{named: c.named, JSON: c.JSON}).send(e, s)
		}
		if compared.Differences+compared.Refused > 0 {
			return exitCode(2)
		}
		return nil
	})
}

func (c *reconcileCommand) tell(e *environment, compared *syncer.Compared) {
	e.tell("cmd.reconciled", compared.Equal, compared.Differences)
	if compared.Refused > 0 {
		e.tell("cmd.reconciled_refused", compared.Refused)
	}
}

func (c *reconcileCommand) show(e *environment, d *syncer.Difference) {
	if c.JSON {
		_ = json.NewEncoder(e.stdout.Data()).Encode(map[string]any{
			"kind": d.Kind, "key": d.Key, "id": d.Ref, "name": d.Name, "fields": d.Fields, "lacks": d.Lacks, "extra": d.Extra,
			"stays":   d.Stays,
			"refused": e.language.Render(d.Refused),
		})
		return
	}
	switch {
	case !d.Refused.IsZero():
		e.tell("cmd.differs_refused", d.Kind, ringdex.Show(d.Name), d.Key, d.Refused)
	case d.Lacks:
		e.tell("cmd.differs_lacks", d.Kind, ringdex.Show(d.Name), d.Key)
	case d.Stays:
		e.tell("cmd.differs_stays", d.Kind, d.Key)
	case d.Extra:
		e.tell("cmd.differs_extra", d.Kind, d.Key)
	default:
		e.tell("cmd.differs_in", d.Kind, ringdex.Show(d.Name), d.Key, strings.Join(d.Fields, ", "))
	}
}
