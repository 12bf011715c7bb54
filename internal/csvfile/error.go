package csvfile

import (
	"fmt"
	"strconv"
)

// Code says what is wrong with a file or a row. It is an error, so errors.Is(err, ErrCutOff) works.
type Code string

func (c Code) Error() string { return string(c) }

// Codes that stop the reading.
const (
	ErrOption    Code = "bad_option"     // the options cannot be satisfied; Value = the wrong value
	ErrEmpty     Code = "empty"          // no row with content
	ErrNoHeader  Code = "no_header"      // the first row holds data, not names
	ErrNotTable  Code = "not_a_table"    // another kind of file; Value = which
	ErrProtected Code = "protected"      // a password is needed
	ErrDamaged   Code = "damaged"        // a workbook that does not hang together
	ErrNoSheet   Code = "no_sheet"       // no sheet of that name; Value = the name
	ErrEncoding  Code = "wrong_encoding" // the file is not in its encoding; Value = what it looks like
	ErrCutOff    Code = "cut_off"        // the file ends inside a quoted value
	ErrTooLarge  Code = "too_large"      // Value = the limit in bytes
	ErrTooMany   Code = "too_many_rows"  // Value = the limit
	ErrEndless   Code = "endless_value"  // a value so long that its closing quote must be missing
	ErrRead      Code = "read"           // the reader failed; Cause = its error
)

// Codes that concern one row; reading goes on with the next.
const (
	ErrText       Code = "damaged_text"     // bytes that the encoding does not have
	ErrNul        Code = "nul_byte"         // a zero byte
	ErrQuote      Code = "stray_quote"      // an opening quote that is not closed as it should
	ErrTooLong    Code = "value_too_long"   // Value = the limit in characters
	ErrColumns    Code = "too_many_columns" // Value = the limit
	ErrFormula    Code = "formula_without_value"
	ErrShortRow   Code = "too_few_values"  // WrongCount; Value = how many the header has
	ErrLongRow    Code = "too_many_values" // WrongCount; Value = how many the header has
	maxShownValue      = 40                // characters of a foreign value in a message
)

// Error is a failure after which nothing more is read.
type Error struct {
	Code    Code
	Line    int    // physical line, the first is 1; the row number in a workbook; 0: the whole file
	Column  int    // number of the column, the first is 1; 0: the whole row
	Message string // for the person who made the file: what is wrong, what to do
	Value   string // what the message is about, for a translation of it; see the code
	Cause   error  // for the log only
}

// Error gives the place and the message.
func (e *Error) Error() string {
	switch {
	case e.Line == 0:
		return e.Message
	case e.Column == 0:
		return fmt.Sprintf("line %d: %s", e.Line, e.Message)
	}
	return fmt.Sprintf("line %d, column %d: %s", e.Line, e.Column, e.Message)
}

// Unwrap gives the code and the cause.
func (e *Error) Unwrap() []error {
	if e.Cause == nil {
		return []error{e.Code}
	}
	return []error{e.Code, e.Cause}
}

// RowError is a failure of one row, after which reading goes on. It is an *Error too: errors.As
// finds both, so code that only shows the place needs to know one type.
type RowError Error

// Error gives the place and the message.
func (e *RowError) Error() string { return (*Error)(e).Error() }

// Unwrap gives the same failure as an *Error.
func (e *RowError) Unwrap() error { return (*Error)(e) }

func optionError(what, value string) error {
	return &Error{
		Code: ErrOption, Value: value,
		Message: fmt.Sprintf("The %s %q is not one that can be read or written.", what, value),
	}
}

func notTable(what, advice string) error {
	return &Error{
		Code: ErrNotTable, Value: what,
		Message: fmt.Sprintf("The file is %s. %s", what, advice),
	}
}

func tooLarge(limit int64) error {
	return &Error{
		Code: ErrTooLarge, Value: strconv.FormatInt(limit, 10),
		Message: fmt.Sprintf("The file is larger than the limit of %s. Split it into several files.",
			byteSize(limit)),
	}
}

func byteSize(n int64) string {
	if n >= 1<<20 {
		return strconv.FormatFloat(float64(n)/(1<<20), 'f', -1, 64) + " MiB"
	}
	return strconv.FormatInt(n, 10) + " bytes"
}

func empty() error {
	return &Error{
		Code:    ErrEmpty,
		Message: "The file is empty. It needs a first row with the names of the columns.",
	}
}

func damaged(line int, cause error) error {
	return &Error{
		Code: ErrDamaged, Line: line, Cause: cause,
		Message: "The workbook is damaged. Open it in Excel, save it again and send the new file.",
	}
}
