package bench

import (
	"net/http"
	"net/url"
)

// turnOfRequests is how many requests a turn of withoutNetwork makes.
const turnOfRequests = 50_000

// withoutNetwork compares the CPU time of the two handlers alone, in turns: no connection, no
// client. It is steadier than requests a second, and shows what a change of a handler brings.
func (t Target) withoutNetwork(r *Report, numbers []string, floor http.Handler) {
	requests := make([]*http.Request, len(numbers))
	for i, n := range numbers {
		address := &url.URL{Path: "/v1/lookup", RawQuery: "number=" + url.QueryEscape(n)}
		requests[i] = &http.Request{Method: http.MethodGet, URL: address, Host: "bench", RemoteAddr: "127.0.0.1:1", Body: http.NoBody}
	}
	var mine, bare, ratios []float64
	for round := range rounds + 1 {
		o, f := t.handle(t.Handler, requests), t.handle(floor, requests)
		if round > 0 { // the first one warms up
			mine, bare, ratios = append(mine, o), append(bare, f), append(ratios, o/f)
		}
	}
	r.add(Figure{Work: "its handlers without the network", Value: median(mine), Unit: "µs CPU", Floor: median(bare), Ratio: median(ratios)})
}

// handle returns the CPU time that h takes for one request, in microseconds.
func (t Target) handle(h http.Handler, requests []*http.Request) float64 {
	before := processorTime()
	for n := range turnOfRequests {
		r := requests[n%len(requests)]
		r.Header = http.Header{"Authorization": {"Bearer " + t.Key}}
		h.ServeHTTP(nowhere{http.Header{}}, r)
	}
	return (processorTime() - before).of(turnOfRequests)
}

// nowhere discards an answer.
type nowhere struct{ header http.Header }

func (n nowhere) Header() http.Header         { return n.header }
func (n nowhere) WriteHeader(int)             {}
func (n nowhere) Write(b []byte) (int, error) { return len(b), nil }
