package main

import (
	"context"
	"log/slog"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"ringdex/internal/ringdex"
	"ringdex/internal/store"
	"ringdex/internal/webhook"
)

// webhookMetrics collects the lag of the endpoints that this node serves, without names and
// addresses of receivers, which a scraper need not know.
type webhookMetrics struct {
	sender *webhook.Sender
	store  *store.Store
	log    *slog.Logger
}

var behindDesc = prometheus.NewDesc("ringdex_webhook_behind_seconds", "For how long the oldest event of a webhook has been waiting for its delivery.", []string{"organization", "webhook"}, nil)

// Describe implements prometheus.Collector.
func (m *webhookMetrics) Describe(to chan<- *prometheus.Desc) { to <- behindDesc }

// Collect implements prometheus.Collector.
func (m *webhookMetrics) Collect(to chan<- prometheus.Metric) {
	lags := m.sender.Lags()
	if len(lags) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), scrapeTimeout)
	defer cancel()
	keys, err := keysOfOrganizations(ctx, m.store)
	if err != nil {
		m.log.Warn("the figures of webhooks have no organizations, which could not be read", "error", err)
		return
	}
	for _, l := range lags {
		to <- prometheus.MustNewConstMetric(behindDesc, prometheus.GaugeValue, l.Behind.Seconds(), keys[l.Organization], l.Webhook.String())
	}
}

// queueMetrics collects the figures of the queue and the nodes from the database with each scrape,
// so they are equal on all nodes. During an outage of the database only these metrics are missing.
type queueMetrics struct {
	store *store.Store
	clock ringdex.Clock
	log   *slog.Logger
}

var (
	jobsDesc    = prometheus.NewDesc("ringdex_jobs", "Jobs in the queue, by state; failing ones are waiting ones whose last attempt failed.", []string{"organization", "kind", "state"}, nil)
	overdueDesc = prometheus.NewDesc("ringdex_jobs_overdue_seconds", "For how long the oldest waiting job has been due.", []string{"organization", "kind"}, nil)
	nodesDesc   = prometheus.NewDesc("ringdex_nodes_alive", "Programs that work on the database.", nil, nil)
)

// Describe implements prometheus.Collector.
func (m *queueMetrics) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{jobsDesc, overdueDesc, nodesDesc} {
		to <- d
	}
}

// scrapeTimeout is the timeout of the database in a scrape.
const scrapeTimeout = 5 * time.Second

// Collect implements prometheus.Collector.
func (m *queueMetrics) Collect(to chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), scrapeTimeout)
	defer cancel()
	if err := m.collect(ctx, to); err != nil {
		m.log.Warn("the figures of the queue could not be read", "error", err)
	}
}

func (m *queueMetrics) collect(ctx context.Context, to chan<- prometheus.Metric) error {
	nodes, err := m.store.Nodes(ctx)
	if err != nil {
		return err
	}
	gauge := func(d *prometheus.Desc, v float64, labels ...string) {
		to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	gauge(nodesDesc, float64(len(alive(nodes))))
	figures, err := m.store.JobFigures(ctx)
	if err != nil {
		return err
	}
	keys, err := keysOfOrganizations(ctx, m.store)
	if err != nil {
		return err
	}
	for _, f := range figures {
		key := keys[f.Organization]
		gauge(jobsDesc, float64(f.Waiting), key, f.Kind, "waiting")
		gauge(jobsDesc, float64(f.Failing), key, f.Kind, "failing")
		gauge(jobsDesc, float64(f.Running), key, f.Kind, "running")
		gauge(jobsDesc, float64(f.Dead), key, f.Kind, "dead")
		gauge(overdueDesc, overdue(f, m.clock()).Seconds(), key, f.Kind)
	}
	return nil
}

// overdue returns how long the oldest waiting job has been due, or zero.
func overdue(f ringdex.JobFigures, now time.Time) time.Duration {
	if f.Oldest.IsZero() {
		return 0
	}
	return max(now.Sub(f.Oldest), 0)
}

func alive(nodes []ringdex.Node) (living []ringdex.Node) {
	for _, n := range nodes {
		if n.Alive {
			living = append(living, n)
		}
	}
	return living
}

func keysOfOrganizations(ctx context.Context, st ringdex.Store) (map[ringdex.OrganizationID]string, error) {
	all, err := st.Organizations(ctx)
	keys := make(map[ringdex.OrganizationID]string, len(all))
	for _, o := range all {
		keys[o.ID] = o.Key
	}
	return keys, err
}
