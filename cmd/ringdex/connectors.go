package main

import (
	"log/slog"
	"time"

	"ringdex/internal/connector"
	"ringdex/internal/connector/daktela"
	"ringdex/internal/connector/externalcrm"
	"ringdex/internal/connector/file"
	"ringdex/internal/connector/helios"
	"ringdex/internal/connector/helpdesk"
	"ringdex/internal/connector/rest"
	"ringdex/internal/connector/thulium"
	"ringdex/internal/connector/voipex"
	"ringdex/internal/directory"
	"ringdex/internal/erasure"
	"ringdex/internal/intake"
	"ringdex/internal/jobs"
	"ringdex/internal/message"
	"ringdex/internal/outbound"
	"ringdex/internal/ringdex"
	"ringdex/internal/store"
	"ringdex/internal/syncer"
)

// connectorKinds returns the remote systems that there are connectors for.
func connectorKinds() []connector.Kind {
	return []connector.Kind{daktela.Kind(), externalcrm.Kind(), file.Kind(), helios.Kind(), helpdesk.Kind(), rest.Kind(), thulium.Kind(), voipex.Kind()}
}

// Limits of the calls of connectors: a packet of a hundred contacts takes a slow system a while,
// and a page of a thousand rows is long.
const (
	connectorTimeout = 2 * time.Minute
	connectorAnswer  = 256 << 20
)

// connectorClient returns the client for the calls of connectors.
func (e *environment) connectorClient() (*outbound.Client, error) {
	allowed, err := ringdex.ParseNetworks(e.cli.AllowOutbound)
	if err != nil {
		return nil, message.Wrap(err, "value.of", "--allow-outbound")
	}
	return outbound.New(outbound.Config{Allow: allowed, Timeout: connectorTimeout, Answer: connectorAnswer}), nil
}

// connectorsCommand is what a command needs that configures or runs connectors.
type connectorsCommand struct {
	*syncer.Syncer
	org   ringdex.OrganizationID
	store *store.Store
	node  ringdex.Node
}

// withConnectors opens the database, applies the connectors of ringdex.yaml, and calls do.
func (e *environment) withConnectors(do func(c *connectorsCommand) error) error {
	return e.with(e.prepared, func(st *store.Store, org ringdex.Organization) error {
		c, err := e.connectors(st, org)
		if err != nil {
			return err
		}
		if err := applyFile(e, c.Syncer, org); err != nil {
			return err
		}
		return do(c)
	})
}

func (e *environment) connectors(st *store.Store, org ringdex.Organization) (*connectorsCommand, error) {
	client, err := e.connectorClient()
	if err != nil {
		return nil, err
	}
	regions, err := e.regions()
	if err != nil {
		return nil, err
	}
	quiet, node := slog.New(slog.DiscardHandler), e.node()
	in := intake.New(intake.Deps{Store: st, Clock: e.clock, Log: quiet, Regions: regions, Node: node.ID, Nodes: st.Nodes, Erased: erasure.List{Key: e.box()}.Erased})
	s := syncer.New(syncer.Deps{
		Store: st, Clock: e.clock, Log: quiet, Box: e.box(), Kinds: connectorKinds(), HTTP: client.Client, Dial: client.Dial,
		Intake: in, FilesRoot: e.cli.FilesRoot, Regions: regions, AddField: directory.New(st, e.clock).AddField, Node: node.ID, Nodes: st.Nodes,
	})
	return &connectorsCommand{s, org.ID, st, node}, nil
}

// queue returns a queue of this command that sends.
func (c *connectorsCommand) queue(e *environment) *jobs.Queue {
	q := jobs.NewQueue(jobs.Deps{Store: c.store, Clock: e.clock, Log: slog.New(slog.DiscardHandler), Node: c.node})
	for _, work := range c.Works() {
		if work.Kind == syncer.JobPush {
			q.Register(work)
		}
	}
	return q
}
