package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"strings"
	"sync"
	"time"

	"ringdex/internal/auth/user"
	"ringdex/internal/demo"
	"ringdex/internal/heap"
	"ringdex/internal/message"
	"ringdex/internal/moment"
	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
	"ringdex/internal/server"
	"ringdex/internal/store"
	"ringdex/internal/web/account"
)

type serveCommand struct {
	Addr          string   `help:"Address to listen on." default:"127.0.0.1:8080"`
	Demo          bool     `help:"Serve sample data from a database file of its own, and print what to try."`
	LogLevel      string   `help:"Least level of log lines." enum:"debug,info,warn,error" default:"info"`
	LogFormat     string   `help:"Form of log lines." enum:"text,json" default:"text"`
	MetricsListen string   `help:"Address that serves /metrics, without a password; off by default." placeholder:"127.0.0.1:9090"`
	TrustProxies  []string `help:"Networks of proxies whose X-Forwarded-For is used." placeholder:"10.0.0.0/8"`
	ThuliumRegion string   `help:"Region in which the Thulium wire reads numbers." default:"PL"`
	TLSCert       string   `name:"tls-cert" help:"File with the certificate; serves HTTPS." placeholder:"FILE"`
	TLSKey        string   `name:"tls-key" help:"File with the key of the certificate." placeholder:"FILE"`

	KeepCalls moment.Span `help:"Age at which calls are deleted, such as 30d; 0 for never." default:"30d" placeholder:"30d"`
	KeepRuns  moment.Span `help:"Age at which runs become daily figures, such as 90d; 0 for never." default:"400d" placeholder:"90d"`

	Drain moment.Span `help:"Time between the 503 of /readyz and the stop, in which a balancer turns to other nodes." default:"0s" placeholder:"5s"`
}

// writerPatience is the timeout of a waiting writer. A request waits at most twice, for the
// organization's lock and for a connection, and the server cuts a request after a minute.
const writerPatience = 20 * time.Second

// Run serves until a signal stops it.
func (c *serveCommand) Run(e *environment) error {
	if c.Demo {
		e.cli.Database = demo.Database
	}
	heap.Bound()
	log := c.logger(e)
	deps, err := c.deps(e) // before a database is created
	if err != nil {
		return err
	}
	st, err := e.openOrCreate()
	if err != nil {
		return err
	}
	defer func() { _ = st.Close() }()
	st.LimitWaiting(writerPatience)
	generated, err := e.bootstrap(st, c.password())
	if ringdex.CodeOf(err) == ringdex.Conflict {
		log.Error("there is no administrator: lookups and imports go on, but no settings can be changed", "advice", ringdex.MessageOf(err))
	} else if err != nil {
		return err
	}
	if err := e.eraseAgain(e.ctx, st); err != nil {
		return err
	}
	a := e.wired(deps, st, log)
	var try string
	if c.Demo {
		if try, err = demo.Fill(e.ctx, demo.Deps{Store: st, Clock: e.clock, Directory: a.directory, Intake: a.intake}); err != nil {
			return err
		}
	}
	if err := a.intake.Recover(e.ctx); err != nil {
		return err
	}
	if err := a.load(e.ctx); err != nil {
		return err
	}
	if err := a.sender.Start(e.ctx); err != nil {
		return err
	}
	if err := c.startConnectors(e, a); err != nil {
		return err
	}
	return c.serve(e, a, serving{generated, try})
}

// wired returns the program on an opened database.
func (e *environment) wired(deps appDeps, st *store.Store, log *slog.Logger) *app {
	deps.store, deps.log, deps.node, deps.snapshots = st, log, e.node(), snapshots(e.cli.Database)
	deps.erasedFiles = erasedFiles(e.cli.Database, st)
	return newApp(deps)
}

// deps returns what the settings say of the program. An error names the setting.
func (c *serveCommand) deps(e *environment) (appDeps, error) {
	if err := c.listeners(); err != nil {
		return appDeps{}, err
	}
	regions, err := e.regions()
	if err != nil {
		return appDeps{}, err
	}
	proxies, err := ringdex.ParseNetworks(c.TrustProxies)
	if err != nil {
		return appDeps{}, flagError("--trust-proxies", err)
	}
	if _, err := phone.ParseRegions(c.ThuliumRegion); err != nil {
		return appDeps{}, flagError("--thulium-region", err)
	}
	outbound, err := e.outbound()
	if err != nil {
		return appDeps{}, err
	}
	connectors, err := e.connectorClient()
	if err != nil {
		return appDeps{}, err
	}
	var sample *account.Demo
	if c.Demo {
		sample = &account.Demo{Login: user.FirstAdmin, Password: demo.Password}
	}
	return appDeps{
		demo: sample, connectors: connectors, filesRoot: e.cli.FilesRoot,
		clock: e.clock, regions: regions, proxies: proxies,
		thuliumRegion: c.ThuliumRegion, uploadLimit: e.uploadLimit, keepRuns: time.Duration(c.KeepRuns), keepCalls: time.Duration(c.KeepCalls),
		outbound: outbound, box: e.box(),
	}, nil
}

// listeners checks the settings of the listeners.
func (c *serveCommand) listeners() error {
	for _, listener := range []struct{ flag, address string }{{"--addr", c.Addr}, {"--metrics-listen", c.MetricsListen}} {
		_, port, err := net.SplitHostPort(listener.address)
		if err == nil {
			_, err = net.LookupPort("tcp", port)
		}
		if err != nil && listener.address != "" {
			return flagError(listener.flag, message.Err("cmd.address", ringdex.Show(listener.address)))
		}
	}
	_, err := server.Certificates(c.TLSCert, c.TLSKey)
	return err
}

// startConnectors applies the connectors of ringdex.yaml and enqueues their jobs.
func (c *serveCommand) startConnectors(e *environment, a *app) error {
	all, err := a.store.Organizations(e.ctx)
	if err != nil {
		return err
	}
	if err := checkOwners(settingsFile, all); err != nil {
		return err
	}
	for _, org := range all {
		if err := applyFile(e, a.syncer, org); err != nil {
			return err
		}
	}
	return a.syncer.Start(e.ctx)
}

// serving is what the start prints when the server listens.
type serving struct {
	password string // of the first administrator, if it was generated
	try      string // what to try in the demonstration
}

// show prints the address to open: of a new installation the one that signs its administrator in.
func (s serving) show(e *environment, address string) {
	first := address
	if s.password != "" {
		first += account.FirstLink(s.password)
	}
	fmt.Fprintln(e.stdout, e.say("cmd.open", first))
	if s.try != "" {
		fmt.Fprintln(e.stdout, strings.ReplaceAll(s.try, "{address}", address))
	}
}

// serve starts the listener and the background services, and stops them in reverse order.
func (c *serveCommand) serve(e *environment, a *app, start serving) error {
	srv := server.New(server.Config{
		Addr: c.Addr, CertFile: c.TLSCert, KeyFile: c.TLSKey, Log: a.log, Checks: a.checks(),
		Timeouts: server.Timeouts{Drain: time.Duration(c.Drain)},
	}, a.handler)
	figures, err := c.serveMetrics(e, a)
	if err != nil {
		return err
	}
	defer func() { _ = figures.Stop(context.WithoutCancel(e.ctx)) }() // last, so that it covers the shutdown of the others
	if err := srv.Start(e.ctx); err != nil {
		return err
	}
	ctx, stop := context.WithCancel(e.ctx)
	defer stop()
	var background sync.WaitGroup
	background.Go(func() { a.index.Follow(ctx) })
	background.Go(func() { a.queue.Run(ctx) })
	background.Go(func() { a.intake.RecoverLater(ctx) })
	background.Go(func() { storage{a.store.Writable, a.log}.follow(ctx) })
	background.Go(func() { a.calls.Follow(ctx) })
	defer a.calls.Close()
	defer a.uploads.Close()
	defer context.AfterFunc(e.ctx, a.calls.EndWatching)() // before the server waits for requests to end
	a.log.Info("ringdex serves", "address", c.scheme()+srv.Addr(), "database", shownDatabase(e.cli.Database), "version", versionText())
	start.show(e, c.scheme()+srv.Addr())
	err = e.stopped(a.log, srv, figures)
	err = errors.Join(err, srv.Stop(context.WithoutCancel(e.ctx)))
	stop()
	background.Wait()
	return err
}

func (c *serveCommand) scheme() string {
	if c.TLSCert != "" {
		return "https://"
	}
	return "http://"
}

// stopped waits for the signal to stop, or for a failure of a server.
func (e *environment) stopped(log *slog.Logger, srv, figures *server.Server) error {
	select {
	case <-e.ctx.Done():
		log.Info("stopping: running requests end first")
		return nil
	case err := <-srv.Failed():
		return err
	case err := <-figures.Failed():
		return err
	}
}

// serveMetrics starts the server of /metrics, unless it is disabled.
func (c *serveCommand) serveMetrics(e *environment, a *app) (*server.Server, error) {
	figures := server.NewBare(server.Config{Addr: c.MetricsListen, Log: a.log}, a.metrics.handler())
	if c.MetricsListen == "" {
		return figures, nil
	}
	if err := figures.Start(e.ctx); err != nil {
		return nil, message.Wrap(err, "value.of", "--metrics-listen")
	}
	a.log.Info("metrics are served", "address", "http://"+figures.Addr()+"/metrics")
	return figures, nil
}

// password returns the first administrator's password; "" to generate and print one. The demo has a
// password of its own, which the commands that it prints use.
func (c *serveCommand) password() string {
	if c.Demo {
		return demo.Password
	}
	return adminPassword()
}

func (c *serveCommand) logger(e *environment) *slog.Logger {
	var level slog.Level
	_ = level.UnmarshalText([]byte(c.LogLevel)) // validated by kong
	options := &slog.HandlerOptions{Level: level}
	if c.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(e.stderr, options))
	}
	return slog.New(slog.NewTextHandler(e.stderr, options))
}
