// Package bench measures ringdex beside a floor in the same run: what the machine gives for the same work done
// with nothing around it. Machines differ and are shared, so the ratio counts and single times do not.
//
// It owns the loads, the floors and how figures are shown. What is measured is handed to it, wired as it is served.
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

// Figure is one thing measured.
type Figure struct {
	Work  string  `json:"work"`
	Value float64 `json:"value"`
	Unit  string  `json:"unit"`
	Floor float64 `json:"floor,omitempty"` // the same work bare, in the same unit; 0 when there is none
	Ratio float64 `json:"ratio,omitempty"` // of value to floor, the median of the rounds
	Goal  string  `json:"goal,omitempty"`
	Met   *bool   `json:"met,omitempty"`
	CPU   float64 `json:"cpu,omitempty"` // microseconds a record of this process, client and all: what a busy machine changes least
}

// Report is a run of figures.
type Report struct {
	Name    string   `json:"name"`
	Records int      `json:"records"`
	Engine  string   `json:"engine"` // and its settings
	Figures []Figure `json:"figures"`
}

func (r *Report) add(f Figure) { r.Figures = append(r.Figures, f) }

// atMost is a goal with its verdict.
func (f Figure) atMost(limit, value float64, goal string) Figure {
	met := value <= limit
	f.Goal, f.Met = goal, &met
	return f
}

// atLeast is a goal with its verdict.
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

// JSON shows the report to programs.
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

// quantile of sorted durations, in microseconds.
func quantile(sorted []time.Duration, q float64) float64 {
	i := min(int(q*float64(len(sorted))), len(sorted)-1)
	return float64(sorted[i].Nanoseconds()) / 1000
}

// quantiles are those of a sorted list.
func quantiles(sorted []time.Duration) func(q float64) float64 {
	return func(q float64) float64 { return quantile(sorted, q) }
}
