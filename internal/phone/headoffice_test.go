package phone

import "testing"

func TestHeadOffice(t *testing.T) {
	t.Parallel()
	tests := []struct{ text, region, head string }{
		{"+43 1 72727-0", "AT", "43172727"},
		{"+43 1 72727 – 0", "CZ", "43172727"},
		{"01/72727-0", "AT", "43172727"},
		{"01/72727/0", "AT", "43172727"},
		{"+43 1 72727 DW 0", "AT", "43172727"},
		{"0043 2732 70-0", "AT", "43273270"},
		{"030/901820-0", "DE", "4930901820"},
		{"Tel. 030 901820 - 0 (Zentrale)", "DE", "4930901820"},
		{"+43 5 0911-0", "CZ", "4350911"}, // a company's own range
		{"05 0911-0", "AT", "4350911"},
		{"+43 1 727270", "AT", ""},
		{"+43 1 72727-10", "AT", ""},
		{"+43 1 72727 DW 10", "AT", ""},
		{"+43 664 1234567-0", "AT", ""}, // a mobile
		{"+420 222 333 44-0", "CZ", ""}, // the last digit of nine
		{"+1 650 253 000-0", "US", ""},
		{"12-0", "AT", ""},
	}
	for _, tt := range tests {
		if got := Parse(tt.text, Regions{tt.region}).HeadOffice().String(); got != tt.head {
			t.Errorf("head office of %q in %s: got %q, want %q", tt.text, tt.region, got, tt.head)
		}
	}
}

func TestCarriesCountry(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"603303963": true, "+420 603": true, "0042060": true, "420603": false, "3303963": false, "+0 603": false, "": false,
	} {
		if got := Parse(text, home).CarriesCountry(); got != want {
			t.Errorf("%q carries a country: got %v, want %v", text, got, want)
		}
	}
}

func TestAskSaysWhatIsComplete(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text     string
		complete bool
		kind     Kind
		country  string
	}{
		{"+420603303963", true, Mobile, ""},
		{"+420222333444", true, Fixed, ""},
		{"+43800100100", true, TollFree, ""},
		{"+42060330396", false, "", "420"},
		{"0042060330396", false, "", "420"},
		{"603303963", true, "", ""},
		{"60330396", false, "", ""},
		{"+0603303963", false, "", ""},
	}
	for _, tt := range tests {
		q := Ask(tt.text, home)
		if q.Complete() != tt.complete || q.Kind != tt.kind || q.Country.String() != tt.country {
			t.Errorf("Ask(%q): got %v %q %s, want %v %q %s",
				tt.text, q.Complete(), q.Kind, q.Country, tt.complete, tt.kind, tt.country)
		}
	}
}
