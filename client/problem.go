package client

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
)

// maxProblem limits what is read of an answer of failure, in bytes.
const maxProblem = 1 << 20

// Error returns what is wrong, and at which fields.
func (p *ProblemDetails) Error() string {
	var b strings.Builder
	b.WriteString(p.Detail)
	if p.Errors != nil && len(*p.Errors) > 1 {
		for _, e := range *p.Errors {
			b.WriteString("; " + text(e.Field) + ": " + text(e.Message))
		}
	}
	return b.String()
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// doer sends requests, and returns answers of failure as errors.
type doer struct{ HttpRequestDoer }

// Do implements HttpRequestDoer.
func (d doer) Do(r *http.Request) (*http.Response, error) {
	response, err := d.HttpRequestDoer.Do(r)
	if err != nil || response.StatusCode < http.StatusBadRequest {
		return response, err
	}
	return nil, problemOf(response)
}

// problemOf reads an answer of failure. One that is not a problem, as of a proxy, becomes one with
// the code internal.
func problemOf(response *http.Response) *ProblemDetails {
	defer func() { _ = response.Body.Close() }()
	body, _ := io.ReadAll(io.LimitReader(response.Body, maxProblem)) // what came is shown
	var p ProblemDetails
	if err := json.Unmarshal(body, &p); err == nil && p.Code != "" {
		return &p
	}
	return &ProblemDetails{
		Status: response.StatusCode, Title: http.StatusText(response.StatusCode), Code: Internal,
		Detail: response.Status + ": " + strings.TrimSpace(string(body)),
	}
}
