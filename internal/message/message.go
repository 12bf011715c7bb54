// Package message owns what the program says to people: each sentence is a key with arguments, and
// the English catalogue (en.properties) has the words. It knows no other language and no failure:
// package i18n translates, and package ringdex gives each failure its code.
//
// A key is a short stable name such as "value.not_text". It is written into the database with its
// arguments, so a key never changes its meaning, and a placeholder never changes its number: {0} is
// the first argument of the call. Words may change at any time. A catalogue is in the form of ICU
// messages, cut down to two things: {0} for an argument, and {0, plural, one {# row} other {#
// rows}} for words that follow a number.
//
// A test (catalogue_test.go in package i18n) finds calls whose key or arguments the catalogue does
// not have, and sentences that are written elsewhere.
package message

import (
	"fmt"
	"reflect"
)

// Text is a sentence in no language yet.
type Text struct {
	Key  string // of the catalogue; "" for a text that has words only
	Args []any  // each a string, an int64 or a Text
	Said string // the original words; shown if the catalogue lacks Key
}

// Texter is a value that has words in every language.
type Texter interface{ Message() Text }

// New returns the text of a key. Numbers stay numbers, a Texter or an error with one gives its own
// text, and everything else becomes a string now, so that the text can be kept and shown later.
func New(key string, args ...any) Text {
	t := Text{Key: key}
	for _, arg := range args {
		t.Args = append(t.Args, plain(arg))
	}
	return t
}

// Verbatim returns a text that is not translated: it came from elsewhere.
func Verbatim(words string) Text { return Text{Said: words} }

func plain(arg any) any {
	switch a := arg.(type) {
	case Text, string, int64:
		return a
	case Texter:
		return a.Message()
	case error:
		return a.Error()
	case fmt.Stringer:
		return a.String()
	}
	switch v := reflect.ValueOf(arg); {
	case v.CanInt():
		return v.Int()
	case v.CanUint():
		return int64(v.Uint())
	}
	return fmt.Sprint(arg)
}

// Of returns the text of an error: its own when it is a Texter, else its words.
func Of(err error) Text {
	if t, ok := err.(Texter); ok {
		return t.Message()
	}
	return Verbatim(err.Error())
}

// Err returns an error that says the text of a key.
func Err(key string, args ...any) error { return &failure{New(key, args...), nil} }

// Err returns t as an error.
func (t Text) Err() error { return &failure{t, nil} }

// Wrap returns an error that says the text of a key, whose last argument is err.
func Wrap(err error, key string, args ...any) error {
	return &failure{New(key, append(args, Of(err))...), err}
}

// failure is a text as an error of no code.
type failure struct {
	text  Text
	cause error // nil for none
}

func (f *failure) Unwrap() error { return f.cause }

func (f *failure) Error() string { return f.text.String() }

func (f *failure) Message() Text { return f.text }

// Message returns t, so that a text as an argument of another is translated with it.
func (t Text) Message() Text { return t }

// String returns the text in English, for logs and for wires that speak English.
func (t Text) String() string { return english.Render(t) }

// IsZero reports whether t says nothing.
func (t Text) IsZero() bool { return t.Key == "" && t.Said == "" }

// Complete reports whether the catalogue can say t, so that Said is not needed.
func (t Text) Complete() bool { return english.has(t) }
