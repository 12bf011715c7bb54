// Package ui has what all pages look like: the frame around a page, and the components that pages
// are made of.
//
// It owns words, forms of dates and numbers, and markup. It knows no request and no use case: a
// page hands it what to show, and a View of its reader.
package ui

import (
	"strings"
	"time"

	"ringdex/internal/auth"
	"ringdex/internal/i18n"
	"ringdex/internal/message"
	"ringdex/internal/ringdex"
)

// View is the reader of a page, and what the frame around it shows.
type View struct {
	Language i18n.Language
	Zone     *time.Location
	Theme    string // "light", "dark" or "" for what the browser prefers
	Now      time.Time
	Path     string // path and query of the page
	Version  string // of the program

	Who          *ringdex.Contact // nil if nobody is signed in
	Principal    auth.Principal
	Organization string // its name

	Sections []Section // of the navigation, those that the reader may see
	Section  string    // the present one
	Query    string    // in the search box
	Flash    *Flash
}

// Section is an entry of the navigation.
type Section struct {
	Key, Path, Icon string
	Label           string // message key
}

// Flash is a line about what has just been done.
type Flash struct {
	Kind string       // "good", "warn" or "bad"
	Text message.Text //
	Undo string       // address that takes it back by a POST; "" for none
}

// Head is what a page says of itself to the frame.
type Head struct {
	Title   string
	Section string
	Alone   bool // without navigation and search
	Live    bool // the search box answers while one types
	Query   string
}

// T returns the text of a key in the reader's language.
func (v *View) T(key string, args ...any) string { return v.Language.Say(message.New(key, args...)) }

// Say returns a text in the reader's language.
func (v *View) Say(t message.Text) string { return v.Language.Say(t) }

// Sentence returns a message as a sentence: messages begin with a small letter and have no full
// stop, because programs join them.
func (v *View) Sentence(t message.Text) string { return Capital(v.Say(t)) }

// Capital returns a text with a capital first letter.
func Capital(text string) string {
	for i, r := range text {
		return strings.ToUpper(text[:i+len(string(r))]) + text[i+len(string(r)):]
	}
	return text
}

// May reports whether the reader has the right.
func (v *View) May(right auth.Right) bool { return v.Principal.May(right) }

// Number returns a number with its thousands apart.
func (v *View) Number(n int64) string { return v.Language.Number(n) }

// Date returns the day of a time, in the reader's time zone.
func (v *View) Date(t time.Time) string { return v.Language.Date(t.In(v.Zone)) }

// Time returns a time, in the reader's time zone.
func (v *View) Time(t time.Time) string { return v.Language.Time(t.In(v.Zone)) }

// Ago returns how long ago something was, in words, or its time if that is more than a day.
func (v *View) Ago(t time.Time) string {
	switch ago := v.Now.Sub(t); {
	case ago < time.Minute:
		return v.T("ui.now")
	case ago < time.Hour:
		return v.T("ui.minutes_ago", int64(ago/time.Minute))
	case ago < 24*time.Hour:
		return v.T("ui.hours_ago", int64(ago/time.Hour))
	}
	return v.Time(t)
}

// Initials returns at most two letters for a name.
func Initials(name string) string {
	var letters []rune
	for _, word := range strings.Fields(name) {
		letters = append(letters, []rune(word)[0])
	}
	switch len(letters) {
	case 0:
		return "?"
	case 1:
		return strings.ToUpper(string(letters))
	}
	return strings.ToUpper(string([]rune{letters[0], letters[len(letters)-1]}))
}
