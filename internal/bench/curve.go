package bench

import (
	"fmt"
	"io"
	"math"
	"strings"
)

// barLength is the length of the longest bar of a curve, in characters.
const barLength = 40

// Curve draws each figure of several reports over their number of records, as bars from zero.
func Curve(w io.Writer, reports []*Report) error {
	var b strings.Builder
	for _, f := range reports[0].Figures {
		draw(&b, f, reports)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func draw(b *strings.Builder, of Figure, reports []*Report) {
	most := 0.0
	for _, r := range reports {
		most = max(most, r.value(of.Work))
	}
	fmt.Fprintf(b, "\n%s, %s\n", of.Work, of.Unit)
	for _, r := range reports {
		v, length := r.value(of.Work), 0
		if most > 0 {
			length = int(math.Round(barLength * v / most))
		}
		fmt.Fprintf(b, "%10d  %-*s  %s\n", r.Records, barLength, strings.Repeat("#", length), number(v))
	}
}

// value returns the figure of a work, 0 if there is none.
func (r *Report) value(work string) float64 {
	for _, f := range r.Figures {
		if f.Work == work {
			return f.Value
		}
	}
	return 0
}
