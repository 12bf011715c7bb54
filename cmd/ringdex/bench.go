package main

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"runtime/pprof"
	"time"

	"ringdex/internal/auth"
	"ringdex/internal/auth/apikey"
	"ringdex/internal/bench"
	"ringdex/internal/demo"
	"ringdex/internal/directory"
	"ringdex/internal/heap"
	"ringdex/internal/lookup"
	"ringdex/internal/ringdex"
	"ringdex/internal/store"
)

type benchCommand struct {
	CPUProfile string `name:"cpu-profile" help:"File for a CPU profile of this process, for go tool pprof." placeholder:"FILE"`

	Lookup     benchLookup     `cmd:"" help:"Measure lookups: memory, start, latency, requests a second."`
	Search     benchSearch     `cmd:"" help:"Measure searches by words beside the engine's own text index."`
	Import     benchImport     `cmd:"" help:"Measure the upload of a CSV file: rows a second."`
	Helpdesk   benchHelpdesk   `cmd:"" help:"Measure SyncRequestorUsers: contacts a second."`
	Connectors benchConnectors `cmd:"" help:"Measure connectors: reading from an ERP, sending into a helpdesk."`
}

type benchLookup struct {
	Contacts []int `help:"Number of contacts, with two numbers each. Several are measured one after the other, and drawn." default:"100000" placeholder:"N"`
	JSON     bool  `help:"Print JSON."`
}

// Run measures lookups in a temporary directory for each number of contacts.
func (c *benchLookup) Run(e *environment) error {
	var reports []*bench.Report
	for _, n := range c.Contacts {
		err := e.measure(c.JSON, func(p *benchPlace) (report *bench.Report, err error) {
			report, err = e.measureOne(func(t bench.Target) (*bench.Report, error) {
				t.Files = p.files()
				return bench.Lookup(e.ctx, t, n)
			})
			reports = append(reports, report)
			return report, err
		})
		if err != nil {
			return err
		}
	}
	if len(reports) < 2 || c.JSON {
		return nil
	}
	return bench.Curve(e.stdout, reports)
}

type benchSearch struct {
	Contacts int  `help:"Number of contacts." default:"100000"`
	JSON     bool `help:"Print JSON."`
}

// Run measures searches in a temporary directory.
func (c *benchSearch) Run(e *environment) error {
	return e.measure(c.JSON, func(p *benchPlace) (*bench.Report, error) {
		return e.measureOne(func(t bench.Target) (*bench.Report, error) {
			return bench.Search(e.ctx, t, p.floor, c.Contacts)
		})
	})
}

type benchHelpdesk struct {
	Contacts int  `help:"Number of contacts; with several nodes, of each node." default:"20000"`
	Nodes    int  `help:"Number of nodes, each a process; more than one need PostgreSQL." default:"1"`
	InOrder  bool `help:"Use keys in order, so that every index grows at its end; real data does not."`
	JSON     bool `help:"Print JSON."`
}

// Run measures the helpdesk's import into a temporary directory.
func (c *benchHelpdesk) Run(e *environment) error {
	return e.measure(c.JSON, func(p *benchPlace) (*bench.Report, error) {
		if c.Nodes != 1 {
			return e.measureNodes(p, c.Nodes, func(cluster *bench.Cluster) (*bench.Report, error) {
				return bench.HelpdeskTogether(e.ctx, cluster, c.Contacts)
			})
		}
		return e.measureOne(func(t bench.Target) (*bench.Report, error) {
			t.Keys = keys(c.InOrder)
			return bench.Helpdesk(e.ctx, t, c.Contacts, p.floor)
		})
	})
}

type benchImport struct {
	Rows    int  `help:"Number of rows, of about 110 bytes each: ten million are 1 GB. With several nodes, of each node, at most 190,000." default:"100000"`
	Nodes   int  `help:"Number of nodes, each a process; more than one need PostgreSQL." default:"1"`
	InOrder bool `help:"Use keys in order, so that every index grows at its end; real data does not."`
	JSON    bool `help:"Print JSON."`
}

// Run measures the CSV upload into a temporary directory.
func (c *benchImport) Run(e *environment) error {
	e.uploadLimit = 2<<30 - 1<<20 // a million rows exceed the wire's limit
	return e.measure(c.JSON, func(p *benchPlace) (*bench.Report, error) {
		if c.Nodes != 1 {
			return e.measureNodes(p, c.Nodes, func(cluster *bench.Cluster) (*bench.Report, error) {
				return bench.UploadTogether(e.ctx, cluster, c.Rows, p.folder)
			})
		}
		return e.measureOne(func(t bench.Target) (*bench.Report, error) {
			t.Keys = keys(c.InOrder)
			return bench.Upload(e.ctx, t, c.Rows, p.folder, p.floor)
		})
	})
}

func keys(inOrder bool) bench.Keys {
	if inOrder {
		return bench.InOrder
	}
	return bench.NoOrder
}

// measure creates a place for the directory, calls run and prints its report.
func (e *environment) measure(asJSON bool, run func(*benchPlace) (*bench.Report, error)) (err error) {
	p, err := e.benchPlace()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.end(e.ctx)) }()
	defer func(configured string) { e.cli.Database = configured }(e.cli.Database)
	e.cli.Database = p.database
	stop, err := e.profile()
	if err != nil {
		return err
	}
	defer stop()
	report, err := run(p)
	if err != nil {
		return err
	}
	report.Engine = p.engine
	if asJSON {
		return report.JSON(e.stdout.Data())
	}
	return report.Print(e.stdout)
}

// measureOne wires the program as serve does, in this process.
func (e *environment) measureOne(run func(bench.Target) (*bench.Report, error)) (*bench.Report, error) {
	heap.Bound()
	st, org, err := e.preparedForBench()
	if err != nil {
		return nil, err
	}
	defer func() { _ = st.Close() }()
	target, err := e.target(st, org)
	if err != nil {
		return nil, err
	}
	return run(target)
}

func (e *environment) target(st *store.Store, org ringdex.Organization) (bench.Target, error) {
	deps, err := e.cli.Serve.deps(e)
	if err != nil {
		return bench.Target{}, err
	}
	a := e.wired(deps, st, slog.New(slog.DiscardHandler))
	if err := demo.Fields(e.ctx, a.directory, org.ID); err != nil {
		return bench.Target{}, err
	}
	records := directory.NewRecords(st, nil, a.index)
	key, _, err := apikey.Add(e.ctx, st, e.clock, org.ID, ringdex.Key{Name: "bench", Scope: ringdex.ScopeWrite})
	return bench.Target{
		Store: st, Organization: org.ID, Handler: a.handler, Load: a.index.Load, Follow: a.index.Follow, Key: key, Clock: e.clock,
		Find:    func(number string) bool { return a.index.Find(org.ID, number).Total > 0 },
		Numbers: func() int { return a.index.Stats().Numbers },
		Search: func(ctx context.Context, text string) (int, error) {
			found, err := records.Search(ctx, auth.Principal{Organization: org.ID, Roles: ringdex.Administrator}, directory.SearchQuery{Text: text, Limit: 20})
			return len(found.Hits), err
		},
		Absorb: func() int {
			a.index.Absorb()
			return a.index.Words()
		},
		Restart: e.restart(a, st, org),
	}, err
}

// restart returns a measurement: it saves the index, and reads it as another start of the program
// would. It returns nil on an engine without snapshots.
func (e *environment) restart(a *app, st *store.Store, org ringdex.Organization) func(context.Context) (time.Duration, error) {
	files := snapshots(e.cli.Database)
	if files == nil {
		return nil
	}
	return func(ctx context.Context) (time.Duration, error) {
		if err := a.index.Save(ctx, 0); err != nil {
			return 0, err
		}
		index := lookup.New(lookup.Deps{Store: st, Clock: e.clock, Log: slog.New(slog.DiscardHandler), Snapshots: files, Program: programID()})
		began := time.Now()
		err := index.Load(ctx)
		_ = index.Find(org.ID, "+420601000000")
		return time.Since(began), err
	}
}

// profile writes a CPU profile until stop is called, if the flag is set.
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
