package bench

import (
	"strings"
	"testing"
)

func TestCurve(t *testing.T) {
	t.Parallel()
	reports := []*Report{
		{Records: 1000, Figures: []Figure{{Work: "start", Value: 0.5, Unit: "s"}, {Work: "wrong", Unit: "lookups"}}},
		{Records: 1000000, Figures: []Figure{{Work: "start", Value: 2, Unit: "s"}}},
	}
	want := `
start, s
      1000  ##########                                0.5
   1000000  ########################################  2

wrong, lookups
      1000                                            0
   1000000                                            0
`
	var got strings.Builder
	if err := Curve(&got, reports); err != nil || got.String() != want {
		t.Errorf("got %v\n%s\nwant\n%s", err, got.String(), want)
	}
}
