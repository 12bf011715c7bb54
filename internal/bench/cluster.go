package bench

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sync/errgroup"
)

// Cluster are nodes on one database, and API keys with scope write.
type Cluster struct {
	Nodes []*Node
	Probe string   // of an organization that nobody else writes into
	Alone string   // of one for a node alone
	Own   []string // of an organization for each node
	// Shared are of one organization, and each of a source of its own, since a file replaces what its source had:
	// one for each node, and one more for probes.
	Shared []string
}

func (c *Cluster) other(i int) *Node { return c.Nodes[(i+1)%len(c.Nodes)] }

// work prepares that node i takes in the contacts from from on, n of them, into the organization of the key. What it
// gives back does so, and returns when the node has acknowledged all.
type work func(i int, key string, from int) (do func(context.Context) error)

// UploadTogether measures CSV uploads of n rows through several nodes: through one alone, through each into an
// organization of its own, and through all into the same one, n rows each. Beside that it looks how soon another node
// finds what one has acknowledged.
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
	// A file keeps its organization until it is in as a whole, so nothing else of it could be acknowledged meanwhile.
	return r, c.measure(ctx, r, n, "rows/s", c.Probe, func(i int, key string, from int) func(context.Context) error {
		u := uploader{addr: c.Nodes[i].Addr, authorization: basic(key)}
		return func(ctx context.Context) error { return u.post(ctx, files[from/n]) }
	})
}

// HelpdeskTogether measures the same with SyncRequestorUsers, a hundred a call, four clients a node.
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

// measure has do done in each way. sharedProbe is the key for probes while all import into the same organization.
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

// run has so many nodes work, and gives the time until the last one is answered; and how long after its answer another
// node found the last record of a part, at worst.
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

// lastGood is the last contact before the end-th whose number a file has as it should be.
func lastGood(end int) int {
	for end--; end%badOneIn == badOneIn-1; {
		end--
	}
	return end
}

// Start starts so many nodes on the database; stop ends them.
func Start(ctx context.Context, database, folder string, nodes int) (started []*Node, stop func(), err error) {
	program, err := os.Executable()
	if err != nil {
		return nil, nil, err
	}
	stop = func() {
		for _, n := range started {
			_ = n.Stop() // what it was measured for has been measured
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
