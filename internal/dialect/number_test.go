package dialect_test

import (
	"net/http/httptest"
	"testing"

	"ringdex/internal/dialect"
)

func TestNumber(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]string{
		"number=%2B420603303963":                                "+420603303963",
		"number=+420603303963":                                  "+420603303963",
		"number=+420+603+303+963":                               "+420 603 303 963",
		"number=%2B420+603+303+963":                             "+420 603 303 963",
		"number=603+303+963":                                    "603 303 963",
		"number=sip:+420603303963@host;user=phone&format=text":  "sip:+420603303963@host;user=phone",
		"format=text&number=Jan+Nov%C3%A1k+<tel:+420603303963>": "Jan Novák <tel:+420603303963>",
		"number=%22Jan%22+<sip:+420603303963@h>":                `"Jan" <sip:+420603303963@h>`,
		"number=60330396%zz":                                    "60330396%zz",
		"number=&number=12":                                     "",
		"number":                                                "",
	} {
		number, given := dialect.Number(httptest.NewRequestWithContext(t.Context(), "GET", "/", nil), "number")
		if given || number != "" {
			t.Errorf("no query: got %q", number)
		}
		r := httptest.NewRequestWithContext(t.Context(), "GET", "/", nil)
		r.URL.RawQuery = query
		if number, given = dialect.Number(r, "number"); !given || number != want {
			t.Errorf("%s: got %q, want %q", query, number, want)
		}
	}
}
