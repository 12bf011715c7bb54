package phone

import (
	"fmt"
	"strings"
	"testing"
)

// describe writes a query in one line: exact, raw, readings, extension.
func describe(q Query) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s|%s|", q.Exact, q.Raw)
	for _, r := range q.National {
		fmt.Fprintf(&b, "%s %s,", r.Region, r.Digits)
	}
	return b.String() + "|" + q.Extension
}

func TestAsk(t *testing.T) {
	t.Parallel()
	tests := []struct{ text, want string }{
		{"+420603303963", "420603303963|420603303963||"},
		{"00420 603 303 963", "420603303963|00420603303963||"},
		{"+420 (0)2 2233 3444", "420222333444|420222333444||"},
		{"tel:+420603303963;ext=7", "420603303963|420603303963||7"},
		{"sip:+420603303963@host", "420603303963|420603303963||"},
		{"603303963", "|603303963|CZ 420603303963,PL 48603303963,|"},
		{"603303963 linka 12", "|603303963|CZ 420603303963,PL 48603303963,|12"},
		{"420603303963", "|420603303963|CZ 420603303963,|"},
		{"0903123456", "|0903123456|SK 421903123456,|"},
		{"0905123456", "|0905123456|SK 421905123456,CZ 420905123456,|"},
		{"222 333 444/5", "|2223334445|CZ 420222333444,SK 421222333444,PL 48222333444,|"},
		{"101", "|101||"},
		{"+42012", "42012|42012||"},
		{"+49 030 123456", "4930123456|49030123456||"},
		{"anonymous", "|||"},
		{"sip:anonymous@10.1.2.3", "|||"},
		{"anonymous@10.1.2.3", "|||"},
		{`"Linka 12" <sip:anonymous@anonymous.invalid>`, "|||"},
		{"sip:192.168.1.20", "|||"},
		{"sip:192.168.1.20:5060", "|||"},
		{"sip:[2001:db8::1]", "|||"},
		{"sip:420.603.303.963", "|420603303963|CZ 420603303963,|"},
		{"603303963@10.0.0.1", "|603303963|CZ 420603303963,PL 48603303963,|"},
		{"+420603303963@pbx.example:5060", "420603303963|420603303963||"},
		{"%2B420603303963", "420603303963|420603303963||"},
		{"436601234567", "|436601234567|AT 436601234567,|"},
		{"4530123456", "|4530123456|DK 4530123456,|"},
		{"", "|||"},
	}
	for _, tt := range tests {
		if got := describe(Ask(tt.text, home)); got != tt.want {
			t.Errorf("Ask(%q): got %s, want %s", tt.text, got, tt.want)
		}
	}
}

func TestNational(t *testing.T) {
	t.Parallel()
	tests := []struct {
		e164, region, digits string
		ok                   bool
	}{
		{"+420603303963", "CZ", "603303963", true},
		{"+420603303963", "SK", "", false},
		{"+14167362100", "CA", "4167362100", true},
		{"+14167362100", "US", "", false},
		{"+390612345678", "IT", "0612345678", true},
		{"", "CZ", "", false},
		{"+420603303963", "XX", "", false},
	}
	for _, tt := range tests {
		if digits, ok := National(tt.e164, tt.region); digits != tt.digits || ok != tt.ok {
			t.Errorf("National(%q, %s): got %q %v, want %q %v",
				tt.e164, tt.region, digits, ok, tt.digits, tt.ok)
		}
	}
}

func TestFormat(t *testing.T) {
	t.Parallel()
	for e164, want := range map[string]string{
		"+420603303963": "+420 603 303 963",
		"+48221234567":  "+48 22 123 45 67",
		"+4930123456":   "+49 30 123456",
		"":              "",
		"112":           "112",
	} {
		if got := Format(e164); got != want {
			t.Errorf("Format(%q): got %q, want %q", e164, got, want)
		}
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text, e164 string
		reason     Reason
	}{
		{"+420222333444", "+420222333444", ""},
		{"+420 222 333 444", "+420222333444", ""},
		{"%2B420222333444", "+420222333444", ""},
		{"420222333444", "", UnknownCountry},
		{"00420222333444", "", UnknownCountry},
		{"222333444", "", UnknownCountry},
		{"+42022", "", TooShort},
		{"+999222333444", "", UnknownCountry},
		{"+4202223334445556", "", TooLong},
		{"", "", Empty},
	}
	for _, tt := range tests {
		if e164, reason := Check(tt.text); e164 != tt.e164 || reason != tt.reason {
			t.Errorf("Check(%q): got %q %q, want %q %q", tt.text, e164, reason, tt.e164, tt.reason)
		}
	}
}

func TestMetadataVersion(t *testing.T) {
	t.Parallel()
	got := MetadataVersion()
	if !strings.HasPrefix(got, "phonenumbers ") || strings.HasSuffix(got, " 00000000") {
		t.Errorf("got %q, want the library's version and a hash", got)
	}
}
