package helpdesk_test

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"ringdex/internal/connector"
	"ringdex/internal/connector/helpdesk"
	"ringdex/internal/emulator/fault"
	emulator "ringdex/internal/emulator/helpdesk"
)

// answerTime is that of a helpdesk which is faster than any real one: 100 contacts in 20 ms.
const answerTime = 20 * time.Millisecond

// BenchmarkPush writes 5,000 new contacts, and sends the same calls in a bare loop. The ratio of
// the two times is what the connector costs beside the answers that it waits for.
func BenchmarkPush(b *testing.B) {
	var pushing, looping time.Duration
	for b.Loop() {
		bodies := [][]byte{}
		pushing += push(b, &bodies)
		looping += loop(b, bodies)
	}
	b.ReportMetric(float64(pushing)/float64(looping), "ratio")
	b.ReportMetric(float64(pushing.Milliseconds())/float64(b.N), "push-ms")
	b.ReportMetric(float64(looping.Milliseconds())/float64(b.N), "loop-ms")
}

// serve starts an emulator, which keeps the bodies of imports if bodies is not nil.
func serve(b *testing.B, bodies *[][]byte) *httptest.Server {
	system := emulator.New(emulator.Options{Username: "sync", Password: "tajne", Clock: time.Now, Fault: fault.Plan{Slow: answerTime}})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if bodies != nil && r.URL.Path == importContacts {
			body, err := io.ReadAll(r.Body)
			if err != nil {
				b.Error(err)
			}
			*bodies = append(*bodies, body)
			r.Body = io.NopCloser(bytes.NewReader(body))
		}
		system.ServeHTTP(w, r)
	}))
	b.Cleanup(server.Close)
	return server
}

func push(b *testing.B, bodies *[][]byte) time.Duration {
	server := serve(b, bodies)
	c := helpdesk.Kind().New(connector.Deps{HTTP: server.Client(), Clock: time.Now, Log: slog.New(slog.DiscardHandler)}).(system)
	connector.Configure(c, connector.Values{"base_url": server.URL, "username": "sync", "password": "tajne"})
	all := people(5000)
	began := time.Now()
	for len(all) > 0 {
		batch := contacts(all[:100]...)
		if _, err := c.Write(b.Context(), &batch); err != nil {
			b.Fatal(err)
		}
		all = all[100:]
	}
	return time.Since(began)
}

func loop(b *testing.B, bodies [][]byte) time.Duration {
	server := serve(b, nil)
	began := time.Now()
	for _, body := range bodies {
		r, err := http.NewRequestWithContext(b.Context(), http.MethodPost, server.URL+importContacts, bytes.NewReader(body))
		if err != nil {
			b.Fatal(err)
		}
		r.SetBasicAuth("sync", "tajne")
		r.Header.Set("Content-Type", "application/json")
		answer, err := server.Client().Do(r)
		if err != nil {
			b.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, answer.Body)
		_ = answer.Body.Close()
	}
	return time.Since(began)
}
