package ringdex

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"ringdex/internal/message"
)

// Code is the kind of a failure; every dialect maps it to its own terms. A code is itself an error,
// so errors.Is(err, ringdex.NotFound) works.
type Code string

// All codes. A dialect that needs a finer distinction uses Error.Field.
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

// Error returns the code, so that errors.Is(err, NotFound) works.
func (c Code) Error() string { return string(c) }

// Error is a failure that is safe to show to the caller.
type Error struct {
	Code         Code
	Field        string // the position in the sender's terms: "/Phones/-"; empty for the whole record
	message.Text        // the message: a key and its arguments, translatable and safe to show
	Cause        error  // for the log only
}

// UnknownCompany is the message key for a company that does not exist.
const UnknownCompany = "company.unknown"

// Fail returns an Error without a field. The key is one of the catalogue, see package message.
func Fail(code Code, key string, args ...any) *Error {
	return &Error{Code: code, Text: message.New(key, args...)}
}

// Problem returns an Invalid error for one field of a record.
func Problem(field, key string, args ...any) *Error {
	return &Error{Code: Invalid, Field: field, Text: message.New(key, args...)}
}

// ProblemOf returns err as an Invalid error for one field of a record.
func ProblemOf(field string, err error) *Error {
	return &Error{Code: Invalid, Field: field, Text: TextOf(err)}
}

// FailAs returns err with another code, such as NotFound for a malformed id.
func FailAs(code Code, err error) *Error { return &Error{Code: code, Text: TextOf(err)} }

// At returns e for one field.
func (e *Error) At(field string) *Error {
	e.Field = field
	return e
}

// Because returns e with its cause, for the log.
func (e *Error) Because(cause error) *Error {
	e.Cause = cause
	return e
}

// Errorf returns an Error in English only.
func Errorf(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Text: message.Verbatim(fmt.Sprintf(format, args...))}
}

// Problemf returns an Invalid error for one field of a record, in English only.
func Problemf(field, format string, args ...any) *Error {
	return &Error{Code: Invalid, Field: field, Text: message.Verbatim(fmt.Sprintf(format, args...))}
}

// Problems are all that is wrong with what a caller has sent, each with its place as the field.
type Problems []*Error

// Error returns all messages in English.
func (p Problems) Error() string {
	texts := make([]string, len(p))
	for i, problem := range p {
		texts[i] = problem.Error()
	}
	return strings.Join(texts, "; ")
}

// Unwrap makes their code visible.
func (p Problems) Unwrap() []error {
	all := make([]error, len(p))
	for i, problem := range p {
		all[i] = problem
	}
	return all
}

// Error returns the message in English.
func (e *Error) Error() string { return e.String() }

// Unwrap makes both the code and the cause visible to errors.Is and errors.As.
func (e *Error) Unwrap() []error {
	if e.Cause == nil {
		return []error{e.Code}
	}
	return []error{e.Code, e.Cause}
}

// LogValue adds the details that callers do not see.
func (e *Error) LogValue() slog.Value {
	attrs := []slog.Attr{slog.String("code", string(e.Code)), slog.String("message", e.String())}
	if e.Field != "" {
		attrs = append(attrs, slog.String("field", e.Field))
	}
	if e.Cause != nil {
		attrs = append(attrs, slog.String("cause", e.Cause.Error()))
	}
	return slog.GroupValue(attrs...)
}

// CodeOf returns the code of err: Internal for an error without a code, "" for nil.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	if code, ok := errors.AsType[Code](err); ok {
		return code
	}
	return Internal
}

// TextOf returns the text of err that is safe to show: its own if it is an Error, else a generic
// one.
func TextOf(err error) message.Text {
	if e, ok := errors.AsType[*Error](err); ok && e.Code != Internal {
		return e.Text
	}
	return message.New("internal")
}

// MessageOf returns TextOf in English.
func MessageOf(err error) string { return TextOf(err).String() }
