package httpx_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"

	"ringdex/internal/httpx"
)

// logged is a logger that keeps its lines without time and duration, which differ from run to run.
func logged(level slog.Level) (*slog.Logger, *bytes.Buffer) {
	var out bytes.Buffer
	drop := func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey || a.Key == "took" || a.Key == "stack" {
			return slog.Attr{}
		}
		return a
	}
	return slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{Level: level, ReplaceAttr: drop})), &out
}

// whole is the chain as the server has it.
func whole(log *slog.Logger, metrics *httpx.Metrics, h http.Handler) http.Handler {
	return httpx.Chain(h, httpx.RequestID, httpx.AccessLog(log), httpx.Recover(log), httpx.LimitBody(1<<20), metrics.Mount("test"))
}

func TestChain(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		handler http.HandlerFunc
		cut     bool // the connection is
		status  int
		log     string
		class   string
	}{
		"answer": {
			handler: func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "hello") },
			status:  200, class: "2xx",
			log: `level=DEBUG msg=request method=GET path=/v3/contacts/+* status=200 bytes=5 request=abc`,
		},
		"nothing written": {
			handler: func(http.ResponseWriter, *http.Request) {},
			status:  200, class: "2xx",
			log: `level=DEBUG msg=request method=GET path=/v3/contacts/+* status=200 bytes=0 request=abc`,
		},
		"early hints are not the status": {
			handler: func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(103); w.WriteHeader(404) },
			status:  404, class: "4xx",
			log: `level=DEBUG msg=request method=GET path=/v3/contacts/+* status=404 bytes=0 request=abc`,
		},
		"failure": {
			handler: func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(503) },
			status:  503, class: "5xx",
			log: `level=WARN msg=request method=GET path=/v3/contacts/+* status=503 bytes=0 request=abc`,
		},
		"panic": {
			handler: func(http.ResponseWriter, *http.Request) { panic("oops") },
			status:  500, class: "5xx",
			log: `level=ERROR msg="a handler panicked" panic=oops method=GET path=/v3/contacts/+* request=abc
level=WARN msg=request method=GET path=/v3/contacts/+* status=500 bytes=62 request=abc`,
		},
		"panic in the middle": {
			handler: func(w http.ResponseWriter, _ *http.Request) {
				_, _ = w.Write([]byte("["))
				_ = http.NewResponseController(w).Flush()
				panic("oops")
			},
			cut: true, class: "2xx",
			log: `level=ERROR msg="a handler panicked" panic=oops method=GET path=/v3/contacts/+* request=abc
level=WARN msg="request cut off" method=GET path=/v3/contacts/+* status=200 bytes=1 request=abc`,
		},
		"aborted": {
			handler: func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
			cut:     true, class: "5xx",
			log: `level=WARN msg="request cut off" method=GET path=/v3/contacts/+* status=500 bytes=0 request=abc`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			log, lines := logged(slog.LevelDebug)
			registry := prometheus.NewRegistry()
			server := httptest.NewServer(whole(log, httpx.NewMetrics(registry), test.handler))
			status, err := get(t, server.Client().Transport, server.URL+"/v3/contacts/+420%20603%20303%20963?phone=603303963")
			server.Close() // waits for the handler's log line
			if test.cut != (err != nil) || status != test.status && !test.cut {
				t.Errorf("got status %d and error %v; want %d, cut off: %t", status, err, test.status, test.cut)
			}
			if diff := cmp.Diff(test.log, strings.TrimSpace(lines.String())); diff != "" {
				t.Errorf("log (-want +got):\n%s", diff)
			}
			if got := counted(t, registry); !cmp.Equal(got, map[string]float64{test.class: 1}) {
				t.Errorf("counted %v, want one %s", got, test.class)
			}
		})
	}
}

func get(t *testing.T, by http.RoundTripper, url string) (status int, err error) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("X-Request-Id", "abc")
	answer, err := by.RoundTrip(r)
	if err != nil {
		return 0, err
	}
	defer func() { _ = answer.Body.Close() }()
	_, err = io.Copy(io.Discard, answer.Body)
	return answer.StatusCode, err
}

// counted is how many requests the figures have of each class, of those that have any.
func counted(t *testing.T, registry *prometheus.Registry) map[string]float64 {
	t.Helper()
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]float64{}
	for _, family := range families {
		for _, metric := range family.GetMetric() {
			class := metric.GetLabel()[0].GetValue() // labels come sorted: class, mount
			n := metric.GetCounter().GetValue() + float64(metric.GetHistogram().GetSampleCount())
			if n > 0 {
				got[class] += n / 2 // the counter and the histogram must each have it
			}
		}
	}
	return got
}

func TestQuietLog(t *testing.T) {
	t.Parallel()
	log, lines := logged(slog.LevelInfo)
	h := whole(log, httpx.NewMetrics(prometheus.NewRegistry()), http.NotFoundHandler())
	h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/x", nil))
	if lines.Len() > 0 {
		t.Errorf("above debug, a usual request was logged: %s", lines)
	}
}

func TestFaults(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		written string // before the handler fails
		body    string
		cut     bool
	}{
		"before the answer": {"", "fault", false},
		"in the answer":     {"[1,", "[1,", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			failure := errors.New("no")
			var met error
			h := httpx.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) error {
				if test.written != "" {
					_, _ = io.WriteString(w, test.written)
				}
				return failure
			}).Handler(func(w http.ResponseWriter, _ *http.Request, err error) {
				met = err
				_, _ = io.WriteString(w, "fault")
			})
			answer := httptest.NewRecorder()
			r := httptest.NewRequest(http.MethodGet, "/", nil)
			cut := panics(func() { httpx.AccessLog(slog.New(slog.DiscardHandler))(h).ServeHTTP(answer, r) })
			if !errors.Is(met, failure) || cut != test.cut || answer.Body.String() != test.body {
				t.Errorf("fault got %v, body %q, cut %t; want %q, %t", met, answer.Body, cut, test.body, test.cut)
			}
		})
	}
}

func panics(f func()) (aborted bool) {
	defer func() { aborted = recover() == http.ErrAbortHandler }()
	f()
	return false
}

// silent is a response that costs nothing, so that only the middleware is measured.
type silent struct{ header http.Header }

func (s silent) Header() http.Header         { return s.header }
func (s silent) WriteHeader(int)             {}
func (s silent) Write(b []byte) (int, error) { return len(b), nil }

var answerBody = []byte(`{"name":"Jan Novák"}`)

func bareHandler(w http.ResponseWriter, _ *http.Request) {
	w.Header()["Content-Type"] = contentType
	_, _ = w.Write(answerBody)
}

var contentType = []string{"application/json"}

func chainUnderTest() http.Handler {
	log := slog.New(slog.NewTextHandler(io.Discard, &slog.HandlerOptions{Level: slog.LevelInfo}))
	return whole(log, httpx.NewMetrics(prometheus.NewRegistry()), http.HandlerFunc(bareHandler))
}

// once runs h for a request that is new each time, as a server's is.
func once(h http.Handler, r *http.Request) {
	delete(r.Header, "X-Request-Id")
	w := silent{http.Header{}}
	h.ServeHTTP(w, r)
}

func TestAllocations(t *testing.T) { // not parallel: it counts what the whole process allocates
	if raced {
		return
	}
	r := httptest.NewRequest(http.MethodGet, "/v1/lookup", nil).WithContext(context.Background())
	chain, bare := chainUnderTest(), http.HandlerFunc(bareHandler)
	with := testing.AllocsPerRun(500, func() { once(chain, r) })
	without := testing.AllocsPerRun(500, func() { once(bare, r) })
	if with-without > 2 {
		t.Errorf("the middleware allocates %v times a request; want the request's id and its header, 2", with-without)
	}
}

func BenchmarkChain(b *testing.B) {
	r := httptest.NewRequest(http.MethodGet, "/v1/lookup", nil)
	for name, h := range map[string]http.Handler{"bare": http.HandlerFunc(bareHandler), "chain": chainUnderTest()} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				once(h, r)
			}
		})
	}
}
