package bench

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sync/errgroup"
)

// Cluster is a set of nodes on one database, with API keys of scope write.
type Cluster struct {
	Nodes []*Node
	Probe string   // of an organization for probes only
	Alone string   // of an organization for a single node
	Own   []string // of an organization for each node
	// Shared are keys of one organization: one for each node, and one more for probes. Each has its
	// own source, since a file replaces the records of its source.
	Shared []string
}

func (c *Cluster) other(i int) *Node { return c.Nodes[(i+1)%len(c.Nodes)] }

// work prepares the import of n contacts, from number from on, through node i into the organization
// of the key. do runs it and returns when the node has acknowledged all.
type work func(i int, key string, from int) (do func(context.Context) error)

// UploadTogether measures CSV uploads of n rows through several nodes: through one alone, through
// each into its own organization, and through all into the same one, n rows each. It also measures
// how soon another node finds an acknowledged record.
func UploadTogether(ctx context.Context, c *Cluster, n int, folder string) (*Report, error) {
	r := &Report{Name: fmt.Sprintf("CSV upload, %d nodes", len(c.Nodes)), Records: n}
	var files []string
	for i := range c.Nodes {
		path, err := writeSample(filepath.Join(folder, fmt.Sprintf("node%d.csv", i)), InOrder, i*n, n, 0)
		if err != nil {
			return nil, err
		}
		files = append(files, path)
	}
	// A file locks its organization until it is published, so a probe cannot write to the same
	// organization.
	return r, c.measure(ctx, r, n, "rows/s", c.Probe, func(i int, key string, from int) func(context.Context) error {
		u := uploader{addr: c.Nodes[i].Addr, authorization: basic(key)}
		return func(ctx context.Context) error { return u.post(ctx, files[from/n]) }
	})
}

// HelpdeskTogether measures the same with SyncRequestorUsers, a hundred a call, four clients a
// node.
func HelpdeskTogether(ctx context.Context, c *Cluster, n int) (*Report, error) {
	r := &Report{Name: fmt.Sprintf("helpdesk import, %d nodes", len(c.Nodes)), Records: n}
	return r, c.measure(ctx, r, n, "contacts/s", c.Shared[len(c.Nodes)], func(i int, key string, from int) func(context.Context) error {
		calls := makeCalls(InOrder, from, n, key, 0)
		return func(ctx context.Context) error {
			_, err := post(ctx, c.Nodes[i].Addr, calls)
			return err
		}
	})
}

// measure runs the import in each of the three ways. sharedProbe is the key for probes while all
// import into the same organization.
func (c *Cluster) measure(ctx context.Context, r *Report, n int, unit, sharedProbe string, do work) error {
	p := &probe{c: c}
	if err := p.found(ctx, r, "nothing else goes on", p.fixed(ctx, c.Probe)); err != nil {
		return err
	}
	alone, late, err := c.run(ctx, n, 1, do, func(int) (string, int) { return c.Alone, 0 })
	if err != nil {
		return err
	}
	rate := func(nodes int, d time.Duration) float64 { return float64(nodes*n) / d.Seconds() }
	r.add(Figure{Work: "one node, the others idle", Value: rate(1, alone), Unit: unit})
	for _, way := range []struct {
		into, probed string
		part         func(i int) (key string, from int)
	}{
		{"organizations of their own", c.Probe, func(i int) (string, int) { return c.Own[i], 0 }},
		{"the same organization", sharedProbe, func(i int) (string, int) { return c.Shared[i], i * n }},
	} {
		var took, behind time.Duration
		err := p.found(ctx, r, "all import into "+way.into, p.beside(ctx, way.probed, func() (err error) {
			took, behind, err = c.run(ctx, n, len(c.Nodes), do, way.part)
			return err
		}))
		if err != nil {
			return err
		}
		late = max(late, behind)
		total := rate(len(c.Nodes), took)
		r.add(Figure{Work: "all nodes into " + way.into, Value: total, Unit: unit, Floor: rate(1, alone), Ratio: total / rate(1, alone)})
	}
	r.add(Figure{Work: "the last record of an import, after its answer: worst", Value: late.Seconds() * 1000, Unit: "ms"})
	return nil
}

// run imports through several nodes. It returns the time until the last answer, and the longest
// time from a node's answer until another node finds its last record.
func (c *Cluster) run(ctx context.Context, n, nodes int, do work, part func(i int) (string, int)) (took, late time.Duration, err error) {
	var all errgroup.Group
	times, behind, steps := make([]time.Duration, nodes), make([]time.Duration, nodes), make([]func(context.Context) error, nodes)
	for i := range nodes {
		key, from := part(i)
		steps[i] = do(i, key, from)
	}
	began := time.Now()
	for i := range nodes {
		all.Go(func() (err error) {
			if err := steps[i](ctx); err != nil {
				return err
			}
			times[i] = time.Since(began)
			key, from := part(i)
			behind[i], err = until(ctx, c.other(i).Addr, key, mobile(lastGood(from+n)))
			return err
		})
	}
	err = all.Wait()
	for i := range nodes {
		took, late = max(took, times[i]), max(late, behind[i])
	}
	return took, late, err
}

// lastGood returns the last contact before end with a valid number in the file.
func lastGood(end int) int {
	for end--; end%badOneIn == badOneIn-1; {
		end--
	}
	return end
}

// Start starts nodes on the database; stop ends them.
func Start(ctx context.Context, database, folder string, nodes int) (started []*Node, stop func(), err error) {
	program, err := os.Executable()
	if err != nil {
		return nil, nil, err
	}
	stop = func() {
		for _, n := range started {
			_ = n.Stop() // the measurement is complete
		}
	}
	for range nodes {
		n, err := StartNode(ctx, program, database, folder)
		if err != nil {
			stop()
			return nil, nil, err
		}
		started = append(started, n)
	}
	return started, stop, nil
}
