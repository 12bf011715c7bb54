package cell

import (
	"testing"

	"ringdex/internal/phone"
)

func TestClean(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"plain text": "plain text", "  V7 ": "V7", "\ufeffV7\u200b": "V7", "\u202aOliva s.r.o.\u202c": "Oliva s.r.o.", "603\u00a0111\u00a0222": "603 111 222",
		`="00712"`: "00712", `="řekl ""ano"""`: `řekl "ano"`, "'00712": "00712", "'+420 603 111 222": "+420 603 111 222", "'t Hart": "'t Hart", "''x": "''x",
		"NULL": "", "Null": "Null", `\N`: "", " (null) ": "", "nan": "", "undefined": "", "None": "", "\u200bNULL": "", "NULL s.r.o.": "NULL s.r.o.",
		"Dub &amp; syn": "Dub & syn", "Dub &amp;amp; syn": "Dub & syn", "O&#39;Hara": "O'Hara", "Kr&#225;l": "Král", "R&D; vývoj": "R&D; vývoj", "a&b=1&copy=2": "a&b=1&copy=2",
		`Penzion \"U Lva\"`: `Penzion "U Lva"`, `O\'Hara`: "O'Hara", `C:\new\"x`: "C:\new\"x", `C:\new`: `C:\new`, `\\server\share`: `\\server\share`, `\`: `\`,
		`Eis \\ Eis`: `Eis \ Eis`, `\\server`: `\\server`, `C:\\data`: `C:\data`, `C:\\new\x`: `C:\\new\x`,
		"Nova\u0301k": "Novák", "a\n\nb": "a\n\nb", "=1+1": "=1+1", "": "", "\u200b": "", "x &nbsp; y": "x   y", "'": "'",
	} {
		if got := Clean(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
		if again := Clean(want); again != want && text != "Null" {
			t.Errorf("%q: cleaned again it is %q", want, again)
		}
	}
}

func TestIsNone(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"-": true, "---": true, "n/a": true, "N/A": true, "nemá": true, "brak": true, "není": true, "keine": true, "0": true, "000": true, "": true,
		"112": false, "Brak s.r.o.": false, "nová": false, "####": false, "#N/A": false, "Ω": false,
	} {
		if got := IsNone(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func TestWhole(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"712.0": "712", "02600.0": "02600", "603111222.00": "603111222", "2.6701E4": "26701", "6.03111222E8": "603111222", "4.20604E+11": "4.20604E+11",
		"1.5": "1.5", "5.": "5.", "a.0": "a.0", "": "", "10.0.0": "10.0.0", "7.7E1": "77",
	} {
		if got := Whole(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestDate(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		text, want string // "" for none, "?" for no date
		order      DayOrder
	}{
		{"1981-04-03", "1981-04-03", 0},
		{"3.4.1981", "1981-04-03", 0},
		{"3. 4. 1981", "1981-04-03", 0},
		{"03.04.1981 0:00:00", "1981-04-03", 0},
		{"1981/04/03", "1981-04-03", 0},
		{"1981-04-03T10:00:00Z", "1981-04-03", 0},
		{"1981-04-03 10:00:00", "1981-04-03", 0},
		{"3/4/1981", "?", 0},
		{"3/4/1981", "1981-04-03", DayFirst},
		{"4/3/1981", "1981-04-03", MonthFirst},
		{"25/12/1981", "?", MonthFirst},
		{"0.0.00", "", 0},
		{"0/0/00", "", 0},
		{"0000-00-00", "", 0},
		{"0000-00-00 00:00:00", "", 0},
		{"-", "", 0},
		{"n/a", "", 0},
		{"3.4.", "?", 0},
		{"3.4.81", "?", 0},
		{"31.2.1981", "?", 0},
		{"duben 1981", "?", 0},
		{"3.4.1981 8:30", "?", 0},
		{"29731", "?", 0},
		{"3.4/1981", "?", 0},
		{"19810403", "1981-04-03", 0},
		{"19811403", "?", 0},
		{"03041981", "?", 0},
	} {
		day, empty, ok := Date(tt.text, tt.order)
		if got := map[bool]string{true: day, false: "?"}[ok]; got != tt.want || empty != (tt.want == "") {
			t.Errorf("%q: %q, %v, want %q", tt.text, got, empty, tt.want)
		}
	}
	for _, tt := range []struct {
		values []string
		want   DayOrder
	}{
		{[]string{"3/4/1981", "25/4/1981"}, DayFirst},
		{[]string{"3/25/1981", "4/3/1981"}, MonthFirst},
		{[]string{"3/4/1981"}, OrderUnknown},
		{[]string{"25/4/1981", "3/25/1981"}, OrderUnknown},
		{nil, OrderUnknown},
	} {
		if got := OrderOf(tt.values); got != tt.want {
			t.Errorf("%q: %v", tt.values, got)
		}
	}
}

func TestDateOf(t *testing.T) {
	t.Parallel()
	for parts, want := range map[[3]string]string{
		{"1981", "4", "3"}: "1981-04-03", {"1981.0", "04", "03"}: "1981-04-03", {"", "", ""}: "", {"0", "0", "0"}: "", {"", "4", "3"}: "?", {"1981", "13", "3"}: "?",
	} {
		day, _, ok := DateOf(parts[0], parts[1], parts[2])
		if got := map[bool]string{true: day, false: "?"}[ok]; got != want {
			t.Errorf("%q: %q, want %q", parts, got, want)
		}
	}
}

func TestWithPrefix(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ prefix, number, want, region string }{
		{"+48", "602411005", "+48602411005", "CZ"},
		{"48", "602411005", "+48602411005", "CZ"},
		{"0048", "602411005", "+48602411005", "CZ"},
		{"+421", "0905411006", "+421905411006", "CZ"},
		{"44", "2079460951", "+442079460951", "CZ"},
		{"+420", "+421905411006", "+421905411006", "CZ"},
		{"030", "23125020", "+493023125020", "DE"},
		{"(0711)", "2312502", "+497112312502", "DE"},
		{"22", "3304506", "+48223304506", "PL"},
		{"99", "12", "", "CZ"},
	} {
		whole, ok := WithPrefix(tt.prefix, tt.number, phone.Regions{tt.region})
		if got := phone.Parse(whole, phone.Regions{tt.region}).E164; ok != (tt.want != "") || got != tt.want {
			t.Errorf("%s %s: %q, %v, want %s", tt.prefix, tt.number, whole, ok, tt.want)
		}
	}
}
