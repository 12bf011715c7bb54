package httpx

import (
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
)

// buckets are dense below a millisecond, where most lookups are.
var buckets = []float64{.00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, 1, 2.5, 10, 60}

// Metrics are the metrics of all mounts: ringdex_http_requests_total and
// ringdex_http_request_duration_seconds, both by mount and by class of status ("2xx").
type Metrics struct {
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
}

// NewMetrics registers the metrics with reg. It panics if they are already registered: that is a
// programming error.
func NewMetrics(reg prometheus.Registerer) *Metrics {
	m := &Metrics{
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "ringdex_http_requests_total", Help: "Requests answered, by mount and class of status.",
		}, []string{"mount", "class"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "ringdex_http_request_duration_seconds", Help: "Time to the end of the answer, by mount and class of status.",
			Buckets: buckets,
		}, []string{"mount", "class"}),
	}
	reg.MustRegister(m.requests, m.seconds)
	return m
}

// classes are the label values, indexed by status/100 - 1.
var classes = [...]string{"1xx", "2xx", "3xx", "4xx", "5xx"}

// counters are the resolved metrics of one mount: a look-up by label costs more than an increment.
type counters [len(classes)]struct {
	requests prometheus.Counter
	seconds  prometheus.Observer
}

// Mount counts the requests of one mount; name is its label. Durations are measured from the
// outermost middleware.
func (m *Metrics) Mount(name string) Middleware {
	var of counters
	for i, class := range classes {
		of[i].requests = m.requests.WithLabelValues(name, class)
		of[i].seconds = m.seconds.WithLabelValues(name, class)
	}
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			using(w, func(rw *response) { next.ServeHTTP(rw, r) }, of.count)
		})
	}
}

func (c *counters) count(rw *response, done bool) {
	class := min(max(rw.answered(done)/100-1, 0), len(classes)-1)
	c[class].requests.Inc()
	c[class].seconds.Observe(rw.elapsed().Seconds())
}
