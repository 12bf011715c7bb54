package main

import (
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"ringdex/internal/httpx"
	"ringdex/internal/lookup"
)

// metrics are the metrics at /metrics. They reveal load, organizations and amounts of data, so a
// separate, private address serves them.
type metrics struct {
	registry *prometheus.Registry
	mounts   *httpx.Metrics
}

func newMetrics(index *lookup.Index, writable func() error, queue *queueMetrics) *metrics {
	registry := prometheus.NewRegistry()
	gauge := func(name, help string, value func() int) {
		registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, func() float64 { return float64(value()) }))
	}
	gauge("ringdex_index_records", "Contacts and companies in the number index.", func() int { return index.Stats().Subjects })
	gauge("ringdex_index_numbers", "Numbers in the number index.", func() int { return index.Stats().Numbers })
	gauge("ringdex_store_writable", "1 while writes are kept, 0 when the disk is full or read-only, or the database is damaged or gone.", func() int {
		if writable() != nil {
			return 0
		}
		return 1
	})
	registry.MustRegister(queue, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return &metrics{registry, httpx.NewMetrics(registry)}
}

func (m *metrics) handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{}))
	return mux
}
