package ringdex

import (
	"errors"
	"fmt"
	"log/slog"
)

// Code says what kind of failure it is; every dialect maps it to its own words.
// A code is itself an error, so that errors.Is(err, ringdex.NotFound) works.
type Code string

// The whole vocabulary. A dialect that needs a finer answer looks at Error.Field.
const (
	Invalid         Code = "invalid"
	NotFound        Code = "not_found"
	Conflict        Code = "conflict"
	Denied          Code = "denied"
	Unauthenticated Code = "unauthenticated"
	TooLarge        Code = "too_large"
	RateLimited     Code = "rate_limited"
	Unavailable     Code = "unavailable"
	Internal        Code = "internal"
)

func (c Code) Error() string { return string(c) }

// Error is a failure that the caller may be told about.
type Error struct {
	Code    Code
	Field   string // where, in the words of whoever sent it: "/Phones/-"; empty for the whole record
	Key     string // names the sort of problem where code decides by it; "" for the others
	Message string // safe to show
	Cause   error  // for the log only
}

// UnknownCompany is the key of the problem that a record names a company that is not there.
const UnknownCompany = "company.unknown"

// Errorf is an Error without a field; the message is for the person at the other end.
func Errorf(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

// Problemf is one thing wrong with one field of a record.
func Problemf(field, format string, args ...any) *Error {
	return &Error{Code: Invalid, Field: field, Message: fmt.Sprintf(format, args...)}
}

func (e *Error) Error() string { return e.Message }

// Unwrap makes both the code and the cause visible to errors.Is and errors.As.
func (e *Error) Unwrap() []error {
	if e.Cause == nil {
		return []error{e.Code}
	}
	return []error{e.Code, e.Cause}
}

// LogValue shows the log what callers do not see.
func (e *Error) LogValue() slog.Value {
	attrs := []slog.Attr{slog.String("code", string(e.Code)), slog.String("message", e.Message)}
	if e.Field != "" {
		attrs = append(attrs, slog.String("field", e.Field))
	}
	if e.Cause != nil {
		attrs = append(attrs, slog.String("cause", e.Cause.Error()))
	}
	return slog.GroupValue(attrs...)
}

// CodeOf is the code of err: Internal for every error that carries none, "" for nil.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	if code, ok := errors.AsType[Code](err); ok {
		return code
	}
	return Internal
}

// MessageOf is what may be shown of err: its own message when it is an Error, else a sentence that says nothing.
func MessageOf(err error) string {
	if e, ok := errors.AsType[*Error](err); ok && e.Code != Internal {
		return e.Message
	}
	return "something went wrong here; the log says what"
}
