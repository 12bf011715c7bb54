package main

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"sync/atomic"

	"ringdex/internal/directory"
	"ringdex/internal/erasure"
	"ringdex/internal/jobs"
	"ringdex/internal/message"
	"ringdex/internal/ringdex"
	"ringdex/internal/store"
	"ringdex/internal/terminal"
	"ringdex/internal/undo"
	"ringdex/internal/wire/native"
)

type undoCommand struct {
	Which  string `arg:"" optional:"" name:"run" help:"Id of the run, or \"last\" for the newest."`
	Change int64  `help:"Take back only the change with this sequence." placeholder:"N"`
	Fields bool   `help:"Where something else has changed a record since, take back the fields that it has not changed."`
	DryRun bool   `help:"Show what would be taken back; write nothing."`
	JSON   bool   `help:"Print JSON: one object a change, then the run."`
}

// Run takes a run or a single change back. The exit code is 2 if some changes were left.
func (c *undoCommand) Run(e *environment) error {
	if (c.Which == "") == (c.Change == 0) {
		return usage(message.Err("cmd.undo_what"))
	}
	return e.withRuns(func(r *runs) error {
		order := undo.Order{Organization: r.org, Change: c.Change, Fields: c.Fields, DryRun: c.DryRun}
		if c.Which != "" {
			run, err := r.named(c.Which)
			if err != nil {
				return err
			}
			order.Run = run.ID
		}
		return e.takeBack(r.store, order, c.JSON)
	})
}

// takeBack takes changes back and prints what came of it.
func (e *environment) takeBack(st *store.Store, order undo.Order, asJSON bool) error {
	node := e.node()
	if !order.DryRun { // without heartbeats a server would close the run
		defer jobs.KeepAlive(e.ctx, st, node, slog.New(slog.DiscardHandler))()
	}
	report := undoReport{e: e, json: asJSON, dry: order.DryRun}
	order.Actor, order.Authority, order.Report = "command line", ringdex.Authority{Rank: ringdex.Administrator}, report.note
	bar := terminal.Progress{Out: e.stderr.Raw(), Done: report.n.Load, Rows: func() int { return int(report.n.Load()) }}
	stop := bar.Start()
	deps := undo.Deps{Store: st, Clock: e.clock, Node: node.ID, Erased: erasure.List{Key: e.box()}.Erased}
	run, err := undo.New(deps).TakeBack(e.ctx, order)
	stop()
	if run.ID.IsZero() {
		return err
	}
	return report.print(&run, err)
}

// undoReport prints what was left, and the figures.
type undoReport struct {
	e         *environment
	json, dry bool
	n         atomic.Int64
	left      []ringdex.Reversal
	more      int64 // changes that were left and are not printed
}

func (u *undoReport) note(r *ringdex.Reversal) error {
	u.n.Add(1)
	switch {
	case u.json:
		return json.NewEncoder(u.e.stdout.Data()).Encode(native.ToReversal(r, u.e.language))
	case r.Action != ringdex.Refused:
	case len(u.left) == mostRefused:
		u.more++
	default:
		u.left = append(u.left, *r)
	}
	return nil
}

func (u *undoReport) print(run *ringdex.Run, err error) error {
	if u.json {
		if failed := json.NewEncoder(u.e.stdout.Data()).Encode(native.ToRun(run, u.e.language)); failed != nil {
			return failed
		}
		return endOf(err, run.Counts.Refused)
	}
	for i := range u.left {
		r := &u.left[i]
		fmt.Fprintf(u.e.stdout, "  %s %s (%s): %s\n", r.Ref.Kind, r.Ref, ringdex.OneLine(r.Name), u.e.language.Error(r.Problem))
	}
	if u.more > 0 {
		u.e.tell("cmd.sync_more", u.more)
	}
	n := run.Counts
	u.e.tell("cmd.undone", n.Deleted, n.Updated, n.Created, n.Unchanged, n.Refused)
	switch {
	case u.dry:
		u.e.tell("cmd.sync_dry")
	case n.Deleted+n.Updated+n.Created > 0:
		u.e.tell("cmd.undo_undo", run.ID)
	}
	return endOf(err, n.Refused)
}

type contactDeleted struct {
	Limit int  `help:"Largest number of contacts." default:"20" placeholder:"N"`
	JSON  bool `help:"Print JSON: one object a contact."`
}

// Run lists deleted contacts and companies, last ones first.
func (c *contactDeleted) Run(e *environment) error {
	return e.inDirectory(e.organization, func(dir *directory.Directory, org ringdex.OrganizationID) error {
		page, err := dir.Deleted(e.ctx, org, 0, c.Limit)
		if err != nil {
			return err
		}
		table, view := e.table("DELETED", "KIND", "ID", "NAME", "BY", "CHANGE"), native.View{Fields: page.Fields}
		for i := range page.Changes {
			change := &page.Changes[i]
			if c.JSON {
				if err := json.NewEncoder(e.stdout.Data()).Encode(view.Change(change, nil)); err != nil {
					return err
				}
				continue
			}
			table.row(second(change.Cause.At), change.Ref.Kind, change.Ref, ringdex.OneLine(directory.NameOf(change)), change.Cause.Actor, change.Seq)
		}
		if c.JSON {
			return nil
		}
		return table.end()
	})
}

type contactRestore struct {
	ID     string `arg:"" help:"Id of the deleted contact."`
	DryRun bool   `help:"Show what would be done; write nothing."`
}

// Run brings a deleted contact back.
func (c *contactRestore) Run(e *environment) error {
	id, err := ringdex.ParseID(c.ID)
	if err != nil {
		return err
	}
	return e.with(e.organization, func(st *store.Store, org ringdex.Organization) error {
		ref := ringdex.Ref{Kind: ringdex.KindContact, Contact: id}
		deletion, err := directory.New(st, e.clock).Deletion(e.ctx, org.ID, ref)
		if err != nil {
			return err
		}
		return e.takeBack(st, undo.Order{Organization: org.ID, Change: deletion.Seq, DryRun: c.DryRun}, false)
	})
}
