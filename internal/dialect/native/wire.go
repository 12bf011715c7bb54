package native

import "ringdex/internal/ringdex"

// problem is a failure (RFC 9457), with our code beside it.
type problem struct {
	Status int          `json:"status"`
	Title  string       `json:"title"`
	Detail string       `json:"detail"`
	Code   ringdex.Code `json:"code"`
}
