// Package bench measures ringdex against a floor in the same run: the time of the bare work on the
// same machine. Machines differ and are shared, so only the ratio is comparable, not a single time.
//
// It owns the loads, the floors and the presentation of figures. The caller passes in the program
// under test, wired as in production.
package bench

import (
	"encoding/json"
	"fmt"
	"io"
	"runtime"
	"slices"
	"text/tabwriter"
	"time"
)

// Figure is one measurement.
type Figure struct {
	Work  string  `json:"work"`
	Value float64 `json:"value"`
	Unit  string  `json:"unit"`
	Floor float64 `json:"floor,omitempty"` // the bare work, in the same unit; 0 for none
	Ratio float64 `json:"ratio,omitempty"` // of value to floor, the median of the rounds
	Goal  string  `json:"goal,omitempty"`
	Met   *bool   `json:"met,omitempty"`
	CPU   float64 `json:"cpu,omitempty"` // CPU time of this process, client included, in microseconds a record: the figure least affected by other load
}

// Report is a run of figures.
type Report struct {
	Name    string   `json:"name"`
	Records int      `json:"records"`
	Engine  string   `json:"engine"` // and its settings
	Figures []Figure `json:"figures"`
}

func (r *Report) add(f Figure) { r.Figures = append(r.Figures, f) }

// atMost adds the goal value <= limit and its verdict.
func (f Figure) atMost(limit, value float64, goal string) Figure {
	met := value <= limit
	f.Goal, f.Met = goal, &met
	return f
}

// atLeast adds the goal value >= limit and its verdict.
func (f Figure) atLeast(limit, value float64, goal string) Figure {
	met := value >= limit
	f.Goal, f.Met = goal, &met
	return f
}

// Print shows the report as a table.
func (r *Report) Print(w io.Writer) error {
	fmt.Fprintf(w, "%s, %d records\n%s, %d processors\n\n", r.Name, r.Records, r.Engine, runtime.NumCPU())
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "WORK\tVALUE\tFLOOR\tRATIO\tCPU µs\tGOAL\tMET")
	for _, f := range r.Figures {
		fmt.Fprintf(table, "%s\t%s %s\t%s\t%s\t%s\t%s\t%s\n", f.Work, number(f.Value), f.Unit, orDash(f.Floor), orDash(f.Ratio), orDash(f.CPU), f.Goal, verdict(f.Met))
	}
	return table.Flush()
}

// JSON writes the report as JSON.
func (r *Report) JSON(w io.Writer) error {
	out := json.NewEncoder(w)
	out.SetIndent("", "  ")
	return out.Encode(r)
}

func number(v float64) string {
	if v >= 1000 {
		return fmt.Sprintf("%.0f", v)
	}
	return fmt.Sprintf("%.3g", v)
}

func orDash(v float64) string {
	if v == 0 {
		return "-"
	}
	return number(v)
}

func verdict(met *bool) string {
	switch {
	case met == nil:
		return "-"
	case *met:
		return "yes"
	}
	return "NO"
}

func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}

// quantile returns a quantile of sorted durations, in microseconds.
func quantile(sorted []time.Duration, q float64) float64 {
	i := min(int(q*float64(len(sorted))), len(sorted)-1)
	return float64(sorted[i].Nanoseconds()) / 1000
}

// quantiles returns the quantile function of a sorted list.
func quantiles(sorted []time.Duration) func(q float64) float64 {
	return func(q float64) float64 { return quantile(sorted, q) }
}
