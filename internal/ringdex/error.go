package ringdex

import (
	"errors"
	"fmt"
	"log/slog"

	"ringdex/internal/message"
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
	Code         Code
	Field        string // where, in the words of whoever sent it: "/Phones/-"; empty for the whole record
	message.Text        // what is wrong: a key and its arguments, safe to show in any language
	Cause        error  // for the log only
}

// UnknownCompany is the key of the problem that a record names a company that is not there.
const UnknownCompany = "company.unknown"

// Fail returns an Error without a field. The key is one of the catalogue, see package message.
func Fail(code Code, key string, args ...any) *Error {
	return &Error{Code: code, Text: message.New(key, args...)}
}

// Problem returns what is wrong with one field of a record.
func Problem(field, key string, args ...any) *Error {
	return &Error{Code: Invalid, Field: field, Text: message.New(key, args...)}
}

// ProblemOf returns err as what is wrong with one field of a record.
func ProblemOf(field string, err error) *Error {
	return &Error{Code: Invalid, Field: field, Text: TextOf(err)}
}

// FailAs returns what is wrong with another code, such as NotFound for an id that cannot be read.
func FailAs(code Code, err error) *Error { return &Error{Code: code, Text: TextOf(err)} }

// At returns e as what is wrong with one field.
func (e *Error) At(field string) *Error {
	e.Field = field
	return e
}

// Because returns e with the error behind it, which the log shows.
func (e *Error) Because(cause error) *Error {
	e.Cause = cause
	return e
}

// Errorf is an Error in English only.
func Errorf(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Text: message.Verbatim(fmt.Sprintf(format, args...))}
}

// Problemf is one thing wrong with one field of a record, in English only.
func Problemf(field, format string, args ...any) *Error {
	return &Error{Code: Invalid, Field: field, Text: message.Verbatim(fmt.Sprintf(format, args...))}
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

// LogValue shows the log what callers do not see.
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

// TextOf returns what may be shown of err: its own text when it is an Error, else one that gives nothing away.
func TextOf(err error) message.Text {
	if e, ok := errors.AsType[*Error](err); ok && e.Code != Internal {
		return e.Text
	}
	return message.New("internal")
}

// MessageOf returns TextOf in English.
func MessageOf(err error) string { return TextOf(err).String() }
