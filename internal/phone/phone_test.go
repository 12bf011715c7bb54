package phone

import "testing"

// home is the order of default regions of most of our users.
var home = Regions{"CZ", "SK", "PL"}

func TestParse(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text string
		e164 string
		ext  string
	}{
		{"+420603303963", "+420603303963", ""},
		{" 603 303 963\t", "+420603303963", ""},
		{"00420 603 303 963", "+420603303963", ""},
		{"+420 (0)2 2233 3444", "+420222333444", ""},
		{"tel:+420-603-303-963;ext=12", "+420603303963", "12"},
		{"tel:603303963;phone-context=+420", "+420603303963", ""},
		{"sip:+420603303963@host;user=phone", "+420603303963", ""},
		{`"Jan" <sip:603303963@10.0.0.1:5060>;tag=1`, "+420603303963", ""},
		{"+420 603 303 963 linka 12", "+420603303963", "12"},
		{"222 333 444/5", "+420222333444", ""},
		{"603/303-963", "+420603303963", ""},
		{"６０３３０３９６３", "+420603303963", ""},
		{"٦٠٣٣٠٣٩٦٣", "+420603303963", ""},
		{`="603303963"`, "+420603303963", ""},
		{"6.03303963E8", "+420603303963", ""},
		{"603303963.0", "+420603303963", ""},
		{"tel.: 603 303 963 (mobil)", "+420603303963", ""},
		{"420603303963", "+420603303963", ""},
		{"0903123456", "+421903123456", ""},
		{"4915112345678", "+4915112345678", ""},
	}
	for _, tt := range tests {
		n := Parse(tt.text, home)
		if n.E164 != tt.e164 || n.Extension != tt.ext {
			t.Errorf("Parse(%q): got %q ext %q (%s), want %q ext %q",
				tt.text, n.E164, n.Extension, n.Reason, tt.e164, tt.ext)
		}
	}
}

func TestParseReason(t *testing.T) {
	t.Parallel()
	long := string(make([]byte, 300))
	tests := []struct {
		text   string
		reason Reason
		key    string
	}{
		{"", Empty, ""},
		{"neuvedeno", NoDigits, ""},
		{"1-800-FLOWERS", Letters, "1800"},
		{"603303963 Novák", Letters, "603303963"},
		{"112", TooShort, "112"},
		{"+420603303963123456", TooLong, "420603303963123456"},
		{"+0420603303963", UnknownCountry, "0420603303963"},
		{"00 420 603", TooShort, "420603"},
		{"100 000 000", NotAssigned, "100000000"},
		{"4,20604E+11", Damaged, ""},
		{"777 123 456 / 603 303 963", Several, "777123456603303963"},
		{"1" + long + "2", TooLong, "12"},
	}
	for _, tt := range tests {
		n := Parse(tt.text, home)
		if n.Reason != tt.reason || n.Valid() || n.Kind != "" || n.Digits().String() != tt.key {
			t.Errorf("Parse(%q): got %+v key %s, want %s key %s", tt.text, n, n.Digits(), tt.reason, tt.key)
		}
		if n.Reason.Message().String() == "phone."+string(n.Reason) {
			t.Errorf("%s has no text", n.Reason)
		}
	}
}

func TestParseInOneRegion(t *testing.T) {
	t.Parallel()
	tests := []struct{ region, text, e164 string }{
		{"PL", "0-22 123 45 67", "+48221234567"},
		{"CZ", "02/22 33 44 55", "+420222334455"},
		{"CZ", "0603 303 963", "+420603303963"},
		{"SK", "903123456", "+421903123456"},
		{"AT", "6641234567", "+436641234567"},
		{"DE", "15112345678", "+4915112345678"},
		{"DE", "030 / 123456", "+4930123456"},
		{"US", "(650) 253-0000", "+16502530000"},
		{"CZ", "0905123456", "+420905123456"},
	}
	for _, tt := range tests {
		if got := Parse(tt.text, Regions{tt.region}).E164; got != tt.e164 {
			t.Errorf("Parse(%q, %s): got %q, want %q", tt.text, tt.region, got, tt.e164)
		}
	}
}

func TestSame(t *testing.T) {
	t.Parallel()
	tests := []struct {
		a, b string
		want bool
	}{
		{"+420603303963", "603 303 963", true},
		{"603303963 l. 1", "603303963", false},
		{"603303963 l. 1", "603 303 963 ext. 1", true},
		{"12 34", "1234", true},
		{"0042012", "+42012", true},
		{"abc", "def", false},
		{"abc", "abc", true},
		{"4,20604E+11", "4,20605E+11", false},
	}
	for _, tt := range tests {
		if got := Parse(tt.a, home).Same(Parse(tt.b, home)); got != tt.want {
			t.Errorf("%q same as %q: got %v, want %v", tt.a, tt.b, got, tt.want)
		}
	}
}

func TestRegion(t *testing.T) {
	t.Parallel()
	tests := []struct{ text, want string }{
		{"603303963", "CZ"},
		{"+421 903 123 456", "SK"},
		{"+1 416 736 2100", "CA"},
		{"+800 1234 5678", "001"},
		{"112", ""},
	}
	for _, tt := range tests {
		if got := Parse(tt.text, home).Region(); got != tt.want {
			t.Errorf("region of %q: got %q, want %q", tt.text, got, tt.want)
		}
	}
}

func TestParseRegions(t *testing.T) {
	t.Parallel()
	got, err := ParseRegions(" cz, SK,PL,CZ ")
	if err != nil || got.String() != "CZ,SK,PL" {
		t.Errorf("got %v, %v, want CZ,SK,PL", got, err)
	}
	if _, err := ParseRegions("CZ,XX"); err == nil || err.Error() != `"XX" is not a region; use codes of two letters such as CZ,SK` {
		t.Errorf("got %v, want the region named", err)
	}
	if got, err := ParseRegions(""); len(got) != 0 || err != nil {
		t.Errorf("got %v, %v, want an empty list", got, err)
	}
}
