package main

import (
	"context"
	"log/slog"
	"net/http"
	"net/netip"
	"slices"
	"time"

	"ringdex/internal/auth"
	"ringdex/internal/calls"
	"ringdex/internal/dialect"
	"ringdex/internal/dialect/cti"
	"ringdex/internal/dialect/helpdesk"
	"ringdex/internal/dialect/native"
	"ringdex/internal/dialect/thulium"
	"ringdex/internal/dialect/voipex"
	"ringdex/internal/directory"
	"ringdex/internal/erasure"
	"ringdex/internal/fileimport"
	"ringdex/internal/httpx"
	"ringdex/internal/intake"
	"ringdex/internal/jobs"
	"ringdex/internal/journal"
	"ringdex/internal/lookup"
	"ringdex/internal/openapi"
	"ringdex/internal/outbound"
	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
	"ringdex/internal/seal"
	"ringdex/internal/server"
	"ringdex/internal/store"
	"ringdex/internal/syncer"
	"ringdex/internal/undo"
	"ringdex/internal/upload"
	"ringdex/internal/web"
	"ringdex/internal/web/account"
	"ringdex/internal/webhook"
)

// app is the wired program, which serve runs and bench measures.
type app struct {
	log       *slog.Logger
	store     *store.Store
	directory *directory.Directory
	intake    *intake.Intake
	index     *lookup.Index
	queue     *jobs.Queue
	metrics   *metrics
	sender    *webhook.Sender
	syncer    *syncer.Syncer
	uploads   *upload.Uploads
	calls     *calls.Calls
	handler   http.Handler
}

type appDeps struct {
	store         *store.Store
	clock         ringdex.Clock
	log           *slog.Logger
	node          ringdex.Node
	regions       phone.Regions
	proxies       []netip.Prefix
	thuliumRegion string
	uploadLimit   int64
	keepRuns      time.Duration
	keepCalls     time.Duration
	outbound      *outbound.Client
	connectors    *outbound.Client
	filesRoot     string
	box           *seal.Box
	snapshots     lookup.Snapshots
	demo          *account.Demo               // nil outside a demonstration
	erasedFiles   func(context.Context) error // see erasure.Deps
}

// maxBody is the outer limit of any body, in bytes; doors have smaller ones.
const maxBody = 2 << 30

// bulkLimits keep the memory of large calls, in addition to the index, below about 400 MB: a body
// takes about ten times its size, and each file about 60 MB regardless of its size.
var bulkLimits = httpx.BulkLimits{Bytes: 16 << 20, Wait: 20 * time.Second, Files: 2, FileWait: 2 * time.Minute}

// newApp wires the program. The index is empty until load.
func newApp(d appDeps) *app {
	gate := dialect.Gate{Auth: auth.New(auth.Deps{Store: d.store, Clock: d.clock, Log: d.log}), Proxies: d.proxies}
	index := lookup.New(lookup.Deps{
		Store: d.store, Clock: d.clock, Log: d.log, Regions: d.regions, Snapshots: d.snapshots, Program: programID(),
	})
	shown := index.Visible(d.store, httpx.MarkBehind)
	dir := directory.New(shown, d.clock)
	in := intake.New(intake.Deps{
		Store: shown, Clock: d.clock, Log: d.log, Regions: d.regions, Hash: gate.Auth.Hash, Node: d.node.ID, Nodes: d.store.Nodes,
		Erased: erasure.List{Key: d.box}.Erased,
	})
	figures := newMetrics(index, d.store.Writable, &queueMetrics{store: d.store, clock: d.clock, log: d.log})
	queue := jobs.NewQueue(jobs.Deps{Store: d.store, Clock: d.clock, Log: d.log, Node: d.node})
	hooks := webhook.NewEndpoints(webhook.EndpointDeps{Store: d.store, Clock: d.clock, Box: d.box, Check: d.outbound.Check})
	sender := webhook.New(webhook.Deps{Store: d.store, Clock: d.clock, Log: d.log, Outbound: d.outbound, Box: d.box})
	figures.registry.MustRegister(&webhookMetrics{sender: sender, store: d.store, log: d.log})
	connectors := syncer.New(syncer.Deps{
		Store: d.store, Clock: d.clock, Log: d.log, Box: d.box, Kinds: connectorKinds(), HTTP: d.connectors.Client, Dial: d.connectors.Dial,
		Intake: in, FilesRoot: d.filesRoot, Regions: d.regions, AddField: dir.AddField, Node: d.node.ID, Nodes: d.store.Nodes,
	})
	figures.registry.MustRegister(&connectorMetrics{connectors, d.store, d.log})
	erasures := erasure.New(erasure.Deps{Store: shown, Clock: d.clock, Key: d.box, Sweep: d.store.Sweep, Files: d.erasedFiles})
	register(queue, in, dir, erasures, slices.Concat(sender.Works(), connectors.Works()), directory.Keep{Runs: d.keepRuns, Calls: d.keepCalls})

	told := calls.New(calls.Deps{Store: d.store, Index: index, Clock: d.clock, Log: d.log})
	callers := dialect.Callers{Index: index, Elsewhere: connectors}
	bulk := httpx.NewBulk(bulkLimits)
	mux := http.NewServeMux()
	mount := func(pattern, name string, h http.Handler) { mux.Handle(pattern, figures.mounts.Mount(name)(h)) }
	crm := thulium.New(thulium.Deps{Directory: dir, Callers: callers, Gate: gate, Log: d.log, Region: d.thuliumRegion})
	mount("/api/", "helpdesk", helpdesk.New(helpdesk.Deps{Directory: dir, Intake: in, Gate: gate, Log: d.log}))
	mount(thulium.Path, "thulium", crm)
	mount(thulium.KeyPath, "thulium", crm)
	events := cti.New(cti.Deps{Calls: told, Gate: gate, Log: d.log})
	mount(cti.Path, "cti", events)
	mount(cti.KeyPath, "cti", events)
	contacts := voipex.New(voipex.Deps{Directory: dir, Intake: in, Callers: callers, Gate: gate, Log: d.log, MaxUpload: d.uploadLimit})
	mount("/v3/contacts", "voipex", contacts)
	mount("/v3/contacts/", "voipex", contacts)
	records := directory.NewRecords(shown, in, index)
	takeBack := undo.New(undo.Deps{Store: shown, Clock: d.clock, Node: d.node.ID, Erased: erasure.List{Key: d.box}.Erased})
	files := fileimport.New(shown, in, d.regions)
	uploads := upload.New(upload.Deps{Importer: files, Organization: dir.Organization, Clock: d.clock})
	users := directory.NewUsers(shown, d.clock, gate.Auth.Hash)
	own := native.New(native.Deps{
		Directory: dir, Records: records, Users: users, Intake: in, Files: files, Index: index,
		Webhooks: hooks, Connectors: connectors, Journal: journal.New(shown), Undo: takeBack, Calls: told, Callers: callers, Gate: gate, Log: d.log,
	})
	mount("/v1/", "native", own)
	mount(native.KeyPath, "native", own)
	mount(native.CallKeyPath, "native", own)
	described, err := documentation().Handler()
	if err != nil {
		panic(err) // the page cannot be rendered: a mistake in the program, which its tests find
	}
	for _, pattern := range openapi.Paths {
		mount(pattern, "documentation", described)
	}
	mount("/", "pages", web.New(web.Deps{
		Auth: gate.Auth, Directory: dir, Records: records, Users: users, Index: index, Undo: takeBack, Journal: journal.New(shown), Uploads: uploads, Calls: told, Connectors: connectors, Clock: d.clock, Proxies: d.proxies, Log: d.log,
		Version: versionText(), Regions: d.regions, Demo: d.demo,
	}))

	return &app{
		log: d.log, store: d.store, directory: dir, intake: in, index: index, queue: queue, sender: sender, syncer: connectors, uploads: uploads, calls: told, metrics: figures,
		handler: httpx.Chain(mux, httpx.RequestID, httpx.AccessLog(d.log), httpx.Recover(d.log), httpx.Behind, httpx.LimitBody(maxBody), bulk.Around),
	}
}

// load fills the number index.
func (a *app) load(ctx context.Context) error {
	began := time.Now()
	if err := a.index.Load(ctx); err != nil {
		return err
	}
	stats := a.index.Stats()
	a.log.Info("the number index is filled", "records", stats.Subjects, "numbers", stats.Numbers, "took", time.Since(began).Round(time.Millisecond))
	return nil
}

// checks returns the checks of /readyz.
func (a *app) checks() []server.Check {
	return []server.Check{
		{Name: "database", Probe: func(ctx context.Context) error {
			_, err := a.store.Heads(ctx)
			return err
		}},
		{Name: "storage", Probe: func(context.Context) error { return a.store.Writable() }},
		{Name: "index", Probe: func(context.Context) error {
			if !a.index.Ready() {
				return ringdex.Fail(ringdex.Unavailable, "lookup.filling")
			}
			return nil
		}},
	}
}
