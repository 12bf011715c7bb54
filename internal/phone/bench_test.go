package phone

import "testing"

// The inputs of the benchmarks, as they come: from a PBX, from people, in files.
var samples = map[string]string{
	"plus":      "+420603303963",
	"zeros":     "00420603303963",
	"bare":      "420603303963",
	"national":  "603303963",
	"spaced":    "+420 603 303 963",
	"folded":    "+420\u00a0603\u00a0303\u00a0963",
	"sip":       "sip:+420603303963@sip.example.com;user=phone",
	"extension": "222 333 444 linka 12",
	"foreign":   "+4915112345678",
	"shared":    "+14167362100",
	"short":     "101",
	"junk":      "neuvedeno",
}

func BenchmarkParse(b *testing.B) {
	for name, text := range samples {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Parse(text, home)
			}
		})
	}
}

func BenchmarkAsk(b *testing.B) {
	for name, text := range samples {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Ask(text, home)
			}
		})
	}
}

// BenchmarkPlan is the table alone, BenchmarkLibrary what it saves.
func BenchmarkPlan(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		international("420603303963")
	}
}

func BenchmarkLibrary(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		ask("+420603303963", "")
	}
}

func BenchmarkPlanBuild(b *testing.B) {
	c := countryIn("CZ")
	b.ReportAllocs()
	for b.Loop() {
		newPlan(c.code, c.data)
	}
}

func BenchmarkKey(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		DigitsOf("420603303963").Suffix(9).Drop(3).Pad(3).Len()
	}
}

func TestAllocations(t *testing.T) {
	tests := []struct {
		name string
		most float64
		run  func()
	}{
		{"key", 0, func() { DigitsOf("+420603303963").Suffix(9).Drop(3).Pad(3).Len() }},
		{"ask plus", 0, func() { Ask("+420603303963", home) }},
		{"ask zeros", 0, func() { Ask("00420603303963", home) }},
		{"ask national", 1, func() { Ask("603303963", home) }},
		{"parse plus", 0, func() { Parse("+420603303963", home) }},
		{"parse national", 1, func() { Parse("603303963", home) }},
		{"parse spaced", 2, func() { Parse("+420 603 303 963", home) }},
	}
	for _, tt := range tests {
		if got := testing.AllocsPerRun(100, tt.run); got > tt.most {
			t.Errorf("%s: got %v allocations, want at most %v", tt.name, got, tt.most)
		}
	}
}
