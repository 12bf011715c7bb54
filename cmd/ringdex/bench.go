package main

import (
	"database/sql"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/pprof"

	"ringdex/internal/auth"
	"ringdex/internal/bench"
	"ringdex/internal/demo"
	"ringdex/internal/ringdex"
	"ringdex/internal/store/sqlite"
)

type benchCommand struct {
	CPUProfile string `name:"cpu-profile" help:"Write a profile of the whole run, for go tool pprof." placeholder:"FILE"`

	Lookup   benchLookup   `cmd:"" help:"Who is calling: memory, start, latency, requests a second."`
	Import   benchImport   `cmd:"" help:"A CSV file through the upload: rows a second."`
	Helpdesk benchHelpdesk `cmd:"" help:"SyncRequestorUsers: contacts a second."`
}

type benchLookup struct {
	Contacts int  `help:"How many contacts, with two numbers each." default:"100000"`
	JSON     bool `help:"Print JSON."`
}

// Run measures lookups in a directory of its own, in a temporary folder.
func (c *benchLookup) Run(e *environment) error {
	return e.measure(c.JSON, func(t bench.Target, _ string) (*bench.Report, error) { return bench.Lookup(e.ctx, t, c.Contacts) })
}

type benchHelpdesk struct {
	Contacts int  `help:"How many contacts." default:"20000"`
	JSON     bool `help:"Print JSON."`
}

// Run measures the helpdesk's import into a directory of its own, in a temporary folder.
func (c *benchHelpdesk) Run(e *environment) error {
	return e.measure(c.JSON, func(t bench.Target, folder string) (*bench.Report, error) {
		return bench.Helpdesk(e.ctx, t, c.Contacts, func() (*sql.DB, error) { return sqlite.Bare(filepath.Join(folder, "floor.db")) })
	})
}

type benchImport struct {
	Rows int  `help:"How many rows, of some 110 bytes each: ten million are 1 GB." default:"100000"`
	JSON bool `help:"Print JSON."`
}

// Run measures the CSV upload into a directory of its own, in a temporary folder.
func (c *benchImport) Run(e *environment) error {
	e.uploadLimit = 2<<30 - 1<<20 // a million rows are more than the wire allows
	return e.measure(c.JSON, func(t bench.Target, folder string) (*bench.Report, error) {
		return bench.Upload(e.ctx, t, c.Rows, folder, func() (*sql.DB, error) { return sqlite.Bare(filepath.Join(folder, "floor.db")) })
	})
}

// measure wires a directory as serve does, in a temporary folder, and shows what run found.
func (e *environment) measure(asJSON bool, run func(bench.Target, string) (*bench.Report, error)) error {
	folder, err := os.MkdirTemp("", "ringdex-bench-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(folder) }()
	e.cli.Database = "sqlite:" + filepath.Join(folder, "ringdex.db")
	st, org, err := e.prepared()
	if err != nil {
		return err
	}
	defer func() { _ = st.Close() }()
	target, err := e.target(st, org)
	if err != nil {
		return err
	}
	stop, err := e.profile()
	if err != nil {
		return err
	}
	defer stop()
	report, err := run(target, folder)
	if err != nil {
		return err
	}
	if asJSON {
		return report.JSON(e.stdout)
	}
	return report.Print(e.stdout)
}

func (e *environment) target(st ringdex.Store, org ringdex.Organization) (bench.Target, error) {
	a, err := e.cli.Serve.app(e, st, slog.New(slog.DiscardHandler))
	if err != nil {
		return bench.Target{}, err
	}
	if err := demo.Fields(e.ctx, a.directory, org.ID); err != nil {
		return bench.Target{}, err
	}
	key, _, err := auth.AddKey(e.ctx, st, e.clock, org.ID, ringdex.Key{Name: "bench", Scope: ringdex.ScopeWrite})
	return bench.Target{
		Store: st, Organization: org.ID, Handler: a.handler, Load: a.index.Load, Follow: a.index.Follow, Key: key, Clock: e.clock,
		Find:    func(number string) bool { return a.index.Find(org.ID, number).Total > 0 },
		Numbers: func() int { return a.index.Stats().Numbers },
	}, err
}

// profile writes a CPU profile until stop is called, when the command line asks for one.
func (e *environment) profile() (stop func(), err error) {
	if e.cli.Bench.CPUProfile == "" {
		return func() {}, nil
	}
	file, err := os.Create(e.cli.Bench.CPUProfile)
	if err != nil {
		return nil, err
	}
	if err := pprof.StartCPUProfile(file); err != nil {
		return nil, err
	}
	return func() { pprof.StopCPUProfile(); _ = file.Close() }, nil
}
