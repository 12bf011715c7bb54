package httpx

import "testing"

func TestLoneSurrogate(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]int{
		``:                     -1,
		`{"a":"\u017d\n\\ž"}`:  -1,
		`"\ud83d\udcde"`:       -1,
		`"\uD83D\uDCDE\ud83d"`: 13,
		`"\\ud800"`:            -1, // a backslash, and five letters
		`"\\\ud800"`:           3,
		`"a\ud800"`:            2,
		`"\udc00"`:             1,
		`"\udc00\ud800"`:       1,
		`"\ud800\ud800\udc00"`: 1,
		`"\ud800 \udc00"`:      1,
		`"\ud800\n"`:           1,
		`"\ud800\u0041"`:       1,
		`"\ud800\`:             1,
		`"\ud800`:              1,
		`"\ud8`:                -1, // no JSON either; the decoder says so
		`\`:                    -1,
		`"\u+800\uzzzz"`:       -1,
	} {
		if got := loneSurrogate([]byte(body)); got != want {
			t.Errorf("%s: got %d, want %d", body, got, want)
		}
	}
}
