package table

import (
	"errors"
	"strconv"

	"ringdex/internal/message"
)

// Key is the kind of a defect of a file or a row. It is an error, so errors.Is(err, ErrCutOff)
// works.
type Key string

// Error returns the key.
func (k Key) Error() string { return string(k) }

// Keys of defects that stop the reading.
const (
	ErrOption    Key = "table.bad_option"       // the options cannot be satisfied; Value = the wrong value
	ErrEmpty     Key = "table.empty"            // no row with content
	ErrNoHeader  Key = "table.no_header"        // the first row holds data, not names
	ErrNotTable  Key = "table.not_a_table"      // another kind of file; Value = which
	ErrProtected Key = "table.protected"        // a password is needed
	ErrDamaged   Key = "table.damaged"          // an inconsistent workbook
	ErrNoSheet   Key = "table.no_sheet"         // no sheet of that name; Value = the name
	ErrEncoding  Key = "table.wrong_encoding"   // the file is not in its encoding; Value = what it looks like
	ErrUnclear   Key = "table.unclear_encoding" // no encoding fits; Value = what it looks like, or ""
	ErrCutOff    Key = "table.cut_off"          // the file ends inside a quoted value
	ErrTooLarge  Key = "table.too_large"        // Value = the limit in bytes
	ErrTooMany   Key = "table.too_many_rows"    // Value = the limit
	ErrEndless   Key = "table.endless_value"    // a value so long that its closing quote must be missing
	ErrRead      Key = "table.read"             // the reader failed; Cause = its error
)

// Keys of defects that concern one row; reading goes on with the next.
const (
	ErrText       Key = "table.damaged_text"     // bytes that the encoding does not have
	ErrNul        Key = "table.nul_byte"         // a zero byte
	ErrQuote      Key = "table.stray_quote"      // an opening quote without a proper closing one
	ErrTooLong    Key = "table.value_too_long"   // Value = the limit in characters
	ErrColumns    Key = "table.too_many_columns" // Value = the limit
	ErrFormula    Key = "table.formula_without_value"
	ErrShortRow   Key = "table.too_few_values"  // WrongCount; Value = how many the header has
	ErrLongRow    Key = "table.too_many_values" // WrongCount; Value = how many the header has
	maxShownValue     = 40                      // characters of a foreign value in a message
)

// Defect is a failure after which nothing more is read.
type Defect struct {
	Key    Key
	Line   int          // physical line, the first is 1; the row number in a workbook; 0: the whole file
	Column int          // number of the column, the first is 1; 0: the whole row
	Text   message.Text // problem and advice for the author of the file, without the position
	Value  string       // the offending value, for programs; see the key
	Cause  error        // for the log only
}

// Error gives the place and the message.
func (e *Defect) Error() string { return e.Message().String() }

// Message returns the problem and its position, if known.
func (e *Defect) Message() message.Text {
	switch {
	case e.Line == 0:
		return e.Text
	case e.Column == 0:
		return message.New("place.line", e.Line, e.Text)
	}
	return message.New("place.column", e.Line, e.Column, e.Text)
}

// Unwrap gives the key and the cause.
func (e *Defect) Unwrap() []error {
	if e.Cause == nil {
		return []error{e.Key}
	}
	return []error{e.Key, e.Cause}
}

// RowDefect is a failure of one row, after which reading goes on. It is a *Defect too: errors.As
// finds both, so code that only shows the place needs to know one type.
type RowDefect Defect

// Error gives the place and the message.
func (e *RowDefect) Error() string { return (*Defect)(e).Error() }

// Message returns what is wrong and where.
func (e *RowDefect) Message() message.Text { return (*Defect)(e).Message() }

// Unwrap gives the same failure as an *Defect.
func (e *RowDefect) Unwrap() error { return (*Defect)(e) }

// BadOption returns the defect of an impossible layout; what is a message key.
func BadOption(what, value string) error {
	return &Defect{
		Key: ErrOption, Value: value,
		Text: message.New("table.option", message.New(what), strconv.Quote(value)),
	}
}

// NotTable returns the defect of a file that is not a table; what and advice are message keys.
func NotTable(what, advice string) error {
	return &Defect{
		Key: ErrNotTable, Value: what,
		Text: message.New("table.not_a_table", message.New(what), message.New(advice)),
	}
}

// TooLarge is the defect of a file above its limit of bytes.
func TooLarge(limit int64) error {
	return &Defect{
		Key: ErrTooLarge, Value: strconv.FormatInt(limit, 10),
		Text: message.New("table.too_large", byteSize(limit)),
	}
}

func byteSize(n int64) string {
	if n >= 1<<20 {
		return strconv.FormatFloat(float64(n)/(1<<20), 'f', -1, 64) + " MiB"
	}
	return strconv.FormatInt(n, 10) + " bytes"
}

// Empty is the defect of a file without a row.
func Empty() error {
	return &Defect{
		Key:  ErrEmpty,
		Text: message.New("table.empty"),
	}
}

// Protected is the defect of a workbook that needs a password.
func Protected() error {
	return &Defect{
		Key:  ErrProtected,
		Text: message.New("table.protected"),
	}
}

// Unreadable wraps a failure of reading or of the disk in a defect, unless it is one already.
func Unreadable(err error) error {
	if f, ok := errors.AsType[*Defect](err); ok {
		return f
	}
	return &Defect{Key: ErrRead, Text: message.New("table.unreadable"), Cause: err}
}

// NoRoom returns the defect of a temporary file that cannot be created or written.
func NoRoom(err error) error {
	return &Defect{Key: ErrRead, Text: message.New("table.no_room"), Cause: err}
}

// TooManyColumns is the defect of a row above the limit of columns.
func TooManyColumns(line, limit int) error {
	return &RowDefect{
		Key: ErrColumns, Line: line, Value: strconv.Itoa(limit),
		Text: message.New("table.too_many_columns", limit),
	}
}

// IsRow reports whether an error concerns only one row, so that reading can go on.
func IsRow(err error) bool {
	_, ok := errors.AsType[*RowDefect](err)
	return ok
}

// Shorten cuts a foreign value to what a message can show.
func Shorten(s string) string {
	if r := []rune(s); len(r) > maxShownValue {
		return string(r[:maxShownValue]) + "…"
	}
	return s
}
