package httpx

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"

	"ringdex/internal/message"
)

// The kinds of a *BodyError, for errors.Is.
var (
	ErrTooLarge  = errors.New("the body is too large")
	ErrMediaType = errors.New("the body is of a kind that is not read here")
	ErrNotJSON   = errors.New("the body is not JSON")
	ErrShape     = errors.New("the body is JSON of another shape than expected")
	ErrCutOff    = errors.New("the body did not come whole")
	ErrBusy      = errors.New("there is no room for the body at the moment")
)

// BodyError is the reason why a body was refused. Its text is safe to show to the caller.
type BodyError struct {
	Kind   error        // one of the values above
	What   message.Text // without the position
	Line   int          // from 1; 0 if unknown
	Column int          // in characters, from 1
	Offset int64        // in bytes, from 0
	Field  string       // for ErrShape: "Operations.Path"; empty for the whole body
	Cause  error        // for the log; may be nil
}

// Error returns the message in English.
func (e *BodyError) Error() string { return e.Message().String() }

// Message returns the problem and its position, if known.
func (e *BodyError) Message() message.Text {
	if e.Line == 0 {
		return e.What
	}
	return message.New("place.column", e.Line, e.Column, e.What)
}

// Unwrap makes the kind and the cause visible to errors.Is and errors.As.
func (e *BodyError) Unwrap() []error {
	if e.Cause == nil {
		return []error{e.Kind}
	}
	return []error{e.Kind, e.Cause}
}

// Status returns the HTTP status of the error, unless a wire specifies another.
func (e *BodyError) Status() int {
	switch e.Kind {
	case ErrTooLarge:
		return http.StatusRequestEntityTooLarge
	case ErrMediaType:
		return http.StatusUnsupportedMediaType
	case ErrBusy:
		return http.StatusServiceUnavailable
	}
	return http.StatusBadRequest
}

// NotJSON explains the error of a decoder that was given body. For errors of other decoders than
// encoding/json it parses body again with encoding/json to find the position. If that fails, the
// error has no position.
func NotJSON(body []byte, err error) *BodyError {
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return wrongShape(body, wrong)
	}
	syntax, ok := errors.AsType[*json.SyntaxError](err)
	if !ok {
		syntax, ok = errors.AsType[*json.SyntaxError](json.Unmarshal(body, new(json.RawMessage)))
	}
	switch {
	case !ok:
		return &BodyError{Kind: ErrShape, What: message.New("body.shape"), Cause: err}
	case errors.Is(err, io.ErrUnexpectedEOF) || syntax.Offset >= int64(len(body)) && endsEarly(body):
		return at(body, int64(len(body)), ErrNotJSON, message.New("body.early"))
	}
	return at(body, syntax.Offset-1, ErrNotJSON, message.New("body.syntax", syntax))
}

// endsEarly reports whether body is truncated JSON: with an added space, the error is still an
// unexpected end.
func endsEarly(body []byte) bool {
	err := json.NewDecoder(bytes.NewReader(body)).Decode(new(json.RawMessage))
	return errors.Is(err, io.ErrUnexpectedEOF)
}

func wrongShape(body []byte, wrong *json.UnmarshalTypeError) *BodyError {
	what := message.New("body.wrong_type", found(wrong.Value), expected(wrong))
	if wrong.Field != "" {
		what = message.New("value.of", wrong.Field, what)
	}
	e := at(body, wrong.Offset-1, ErrShape, what)
	e.Field = wrong.Field
	return e
}

// found translates the name that encoding/json gives a value: "array", "object", "string", "bool",
// "number", "number 1.5".
func found(value string) message.Text {
	switch value {
	case "array", "object":
		return message.New("json." + value)
	case "string":
		return message.New("json.text")
	case "bool":
		return message.New("json.flag")
	}
	if _, digits, found := strings.Cut(value, " "); found {
		return message.New("json.number_value", digits)
	}
	return message.New("json.number")
}

// expected returns the expected type in JSON's terms, not Go's.
func expected(wrong *json.UnmarshalTypeError) message.Text {
	switch kind := wrong.Type.Kind().String(); kind {
	case "struct", "map":
		return message.New("json.object")
	case "slice", "array":
		return message.New("json.array")
	case "string":
		return message.New("json.text")
	case "bool":
		return message.New("json.flag")
	case "float32", "float64":
		return message.New("json.number")
	case "int", "int8", "int16", "int32", "int64", "uint", "uint8", "uint16", "uint32", "uint64":
		return message.New("json.integer")
	default:
		return message.New("json.other")
	}
}

// at returns an error with its position in body.
func at(body []byte, offset int64, kind error, what message.Text) *BodyError {
	offset = min(max(offset, 0), int64(len(body)))
	before := body[:offset]
	line := bytes.Count(before, []byte("\n")) + 1
	column := utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:]) + 1
	return &BodyError{Kind: kind, What: what, Line: line, Column: column, Offset: offset}
}

func tooLarge(limit int64) *BodyError {
	return &BodyError{Kind: ErrTooLarge, What: message.New("body.too_large", size(limit))}
}

func size(n int64) string {
	switch {
	case n >= 1<<20 && n%(1<<20) == 0:
		return fmt.Sprintf("%d MiB", n>>20)
	case n >= 1<<10 && n%(1<<10) == 0:
		return fmt.Sprintf("%d KiB", n>>10)
	}
	return fmt.Sprintf("%d bytes", n)
}

func mediaType(header, got, advice string) *BodyError {
	if got == "" {
		return &BodyError{Kind: ErrMediaType, What: message.New("body.no_header", header, message.New(advice))}
	}
	return &BodyError{Kind: ErrMediaType, What: message.New("body.header", header, strconv.Quote(cut(got, 80)), message.New(advice))}
}
