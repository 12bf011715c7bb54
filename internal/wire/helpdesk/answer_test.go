package helpdesk

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The outer form of results is not documented: an array, or an object with one (helpdesk wire
// notes, section 2.2).
func TestResults(t *testing.T) {
	t.Parallel()
	const one = `{"Username":"jan","Success":true,"ErrorMessage":null,"CustomerId":12,"ExternalId":5,"New":{}}`
	want := []Result{{Username: "jan", Success: true, CustomerID: "12", ExternalID: "5"}}
	for _, c := range []struct {
		body string
		ok   bool
	}{
		{`[` + one + `]`, true},
		{` {"Results":[` + one + `],"Count":1}`, true},
		{`{"Results":[` + one + `],"Errors":[]}`, false},
		{`{"Message":"no"}`, false},
		{`[` + one, false},
		{`"text"`, false},
		{`null`, false},
		{``, false},
		{`<html>`, false},
	} {
		got, err := Results([]byte(c.body))
		if (err == nil) != c.ok || c.ok && !cmp.Equal(got, want) {
			t.Errorf("%s: %+v, %v", c.body, got, err)
		}
	}
}

func TestSaid(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`{"Message":"The request is invalid."}`:                                      "The request is invalid.",
		`{"Message":"Invalid.","ModelState":{"[0].Path":["is needed","is a text"]}}`: "Invalid. [0].Path: is needed, is a text",
		`{"Message":"An error has occurred.","ExceptionMessage":"Timeout"}`:          "An error has occurred. Timeout",
		`<html>`: "",
		``:       "",
	} {
		if got := Said([]byte(body)); got != want {
			t.Errorf("%s: %q, want %q", body, got, want)
		}
	}
}

// FuzzResults: whatever comes, there are results or an error.
func FuzzResults(f *testing.F) {
	f.Add([]byte(`{"Results":[{"Success":true}]}`))
	f.Add([]byte(`[null]`))
	f.Fuzz(func(t *testing.T, body []byte) {
		results, err := Results(body)
		if err == nil && !json.Valid(body) {
			t.Errorf("%q has the results %v", body, results)
		}
		Said(body)
	})
}
