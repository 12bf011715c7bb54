package main

import (
	"context"
	"log/slog"

	"github.com/prometheus/client_golang/prometheus"

	"ringdex/internal/store"
	"ringdex/internal/syncer"
)

// connectorMetrics collects the figures of connectors from the database with each scrape.
type connectorMetrics struct {
	syncer *syncer.Syncer
	store  *store.Store
	log    *slog.Logger
}

var (
	connectorFailing = prometheus.NewDesc("ringdex_connector_failing", "1 if the last read or call of a connector failed.", []string{"organization", "connector"}, nil)
	connectorBehind  = prometheus.NewDesc("ringdex_connector_behind", "Changes that a connector has not looked at yet.", []string{"organization", "connector"}, nil)
	connectorRefused = prometheus.NewDesc("ringdex_connector_refused", "Records that the system of a connector refuses.", []string{"organization", "connector"}, nil)
)

// Describe implements prometheus.Collector.
func (m *connectorMetrics) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{connectorFailing, connectorBehind, connectorRefused} {
		to <- d
	}
}

// Collect implements prometheus.Collector.
func (m *connectorMetrics) Collect(to chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), scrapeTimeout)
	defer cancel()
	if err := m.collect(ctx, to); err != nil {
		m.log.Warn("the figures of connectors could not be read", "error", err)
	}
}

func (m *connectorMetrics) collect(ctx context.Context, to chan<- prometheus.Metric) error {
	all, err := m.syncer.Figures(ctx)
	if err != nil || len(all) == 0 {
		return err
	}
	keys, err := keysOfOrganizations(ctx, m.store)
	if err != nil {
		return err
	}
	for _, f := range all {
		gauge := func(desc *prometheus.Desc, value int64) {
			to <- prometheus.MustNewConstMetric(desc, prometheus.GaugeValue, float64(value), keys[f.Organization], f.Name)
		}
		failing := int64(0)
		if f.Failing {
			failing = 1
		}
		gauge(connectorFailing, failing)
		gauge(connectorBehind, f.Behind)
		gauge(connectorRefused, f.Refused)
	}
	return nil
}
