package main

import (
	"errors"
	"fmt"

	"ringdex/internal/auth/apikey"
	"ringdex/internal/bench"
	"ringdex/internal/demo"
	"ringdex/internal/directory"
	"ringdex/internal/ringdex"
	"ringdex/internal/store"
)

// measureNodes measures several processes of this program on one database.
func (e *environment) measureNodes(p *benchPlace, nodes int, run func(*bench.Cluster) (*bench.Report, error)) (*bench.Report, error) {
	switch {
	case nodes < 1:
		return nil, fmt.Errorf("--nodes: %d is too few", nodes)
	case p.scratch == nil:
		return nil, errors.New("several nodes need PostgreSQL: SQLite has one; add --database postgres://USER:PASSWORD@HOST/NAME")
	}
	cluster, err := e.cluster(nodes)
	if err != nil {
		return nil, err
	}
	started, stop, err := bench.Start(e.ctx, p.database, p.folder, nodes)
	if err != nil {
		return nil, err
	}
	defer stop()
	cluster.Nodes = started
	return run(cluster)
}

// cluster creates the organizations and keys for a number of nodes.
func (e *environment) cluster(nodes int) (c *bench.Cluster, err error) {
	st, _, err := e.preparedForBench()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	c = &bench.Cluster{}
	for _, one := range []*string{&c.Probe, &c.Alone} {
		if err := e.tenant(st, one); err != nil {
			return nil, err
		}
	}
	c.Own, c.Shared = make([]string, nodes), make([]string, nodes+1)
	for i := range c.Own {
		if err := e.tenant(st, &c.Own[i]); err != nil {
			return nil, err
		}
	}
	shared := make([]*string, len(c.Shared))
	for i := range shared {
		shared[i] = &c.Shared[i]
	}
	return c, e.tenant(st, shared...)
}

// tenant creates an organization with a key and a source for each of keys.
func (e *environment) tenant(st *store.Store, keys ...*string) error {
	o, err := st.PutOrganization(e.ctx, ringdex.Organization{Key: ringdex.NewID(e.clock()).String(), Name: "bench", Created: e.clock()})
	if err != nil {
		return err
	}
	if err := demo.Fields(e.ctx, directory.New(st, e.clock), o.ID); err != nil {
		return err
	}
	for i, key := range keys {
		source := fmt.Sprintf("bench%d", i)
		if *key, _, err = apikey.Add(e.ctx, st, e.clock, o.ID, ringdex.Key{Name: source, Scope: ringdex.ScopeWrite, Source: source}); err != nil {
			return err
		}
	}
	return nil
}
