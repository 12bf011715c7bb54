package native

import "ringdex/internal/ringdex"

// problem is a failure in the form of RFC 9457, with our code as an extra member.
type problem struct {
	Status int          `json:"status"`
	Title  string       `json:"title"`
	Detail string       `json:"detail"`
	Code   ringdex.Code `json:"code"`

	Errors []fieldProblem `json:"errors,omitempty"`
}

// fieldProblem is what is wrong with one field of the body.
type fieldProblem struct {
	Field   string `json:"field"`
	Message string `json:"message"`
	Key     string `json:"key"`
}
