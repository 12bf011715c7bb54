package ringdex

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// Traces are what tells that a text is about a person: everything that all images of a contact
// have of it.
type Traces struct {
	Contact     ID
	Actors      []string // user names, as changes have them
	UserNames   []string // folded
	Emails      []string // folded
	Numbers     []string // digits, the last nine at most
	ExternalIDs []ExternalID
	Names       [][]string // folded words, at least two of them
}

// Mention is a text about a person outside of its record.
type Mention struct {
	Table string    // "refusals", "deliveries" or "calls"
	Of    string    // run, event, or call
	At    time.Time // of a delivery or a call
	Text  string
}

// Significant digits of a number: fewer than the first are in too many texts, and more than the
// second differ by the way the country is written.
const (
	leastDigits = 7
	mostDigits  = 9
)

// TracesOf returns the traces of a contact from all its images.
func TracesOf(id ID, images []*Contact) Traces {
	t := Traces{Contact: id}
	for _, c := range images {
		t.add(c)
	}
	return t
}

func (t *Traces) add(c *Contact) {
	t.Actors = addTrace(t.Actors, c.UserName)
	t.UserNames = addTrace(t.UserNames, Fold(c.UserName))
	for _, email := range c.Emails {
		t.Emails = addTrace(t.Emails, Fold(email))
	}
	for _, n := range c.Phones {
		if digits := digitsIn(n.Text); len(digits) >= leastDigits {
			t.Numbers = addTrace(t.Numbers, digits[max(0, len(digits)-mostDigits):])
		}
		if digits := strings.TrimPrefix(n.E164, "+"); len(digits) >= leastDigits {
			t.Numbers = addTrace(t.Numbers, digits[max(0, len(digits)-mostDigits):])
		}
	}
	for _, x := range c.ExternalIDs {
		if !slices.Contains(t.ExternalIDs, x) {
			t.ExternalIDs = append(t.ExternalIDs, x)
		}
	}
	t.addName(c.FirstName + " " + c.LastName)
	t.addName(c.DisplayName)
}

func (t *Traces) addName(name string) {
	words := strings.Fields(Fold(name))
	known := slices.ContainsFunc(t.Names, func(n []string) bool { return slices.Equal(n, words) })
	if len(words) > 1 && !known {
		t.Names = append(t.Names, words)
	}
}

func addTrace(list []string, text string) []string {
	if text == "" || slices.Contains(list, text) {
		return list
	}
	return append(list, text)
}

// Of reports whether an external id of a source is one of the person's.
func (t *Traces) Of(source, id string) bool {
	return slices.Contains(t.ExternalIDs, ExternalID{Source: source, ID: id})
}

// In reports whether a text has the id, an e-mail, a user name that is an e-mail, a number in any
// notation, or all words of a name. A namesake is among them: what is left out is worse than what
// is too much.
func (t *Traces) In(text string) bool {
	folded := Fold(unescaped(text))
	has := func(part string) bool { return strings.Contains(folded, part) }
	if has(t.Contact.String()) || slices.ContainsFunc(t.Emails, has) {
		return true
	}
	if slices.ContainsFunc(t.UserNames, func(name string) bool { return strings.Contains(name, "@") && has(name) }) {
		return true
	}
	digits := digitRuns(folded)
	if slices.ContainsFunc(t.Numbers, func(n string) bool { return strings.Contains(digits, n) }) {
		return true
	}
	return slices.ContainsFunc(t.Names, func(words []string) bool {
		return !slices.ContainsFunc(words, func(word string) bool { return !has(word) })
	})
}

// digitsIn returns the digits of a text.
func digitsIn(text string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, text)
}

// digitRuns returns the digits of a text, without what is written between those of a number, and
// with a space in place of everything else.
func digitRuns(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '9':
			return r
		case unicode.IsSpace(r) && r != '\n' && r != '\r' && r != '\t', strings.ContainsRune("-/.()\u2010\u2011\u2012\u2013", r):
			return -1
		}
		return ' '
	}, text)
}

// unescaped replaces the escapes of JSON for single characters: "Nov\u00e1k".
func unescaped(text string) string {
	before, rest, found := strings.Cut(text, `\u`)
	if !found {
		return text
	}
	var b strings.Builder
	for found {
		b.WriteString(before)
		code, err := strconv.ParseUint(rest[:min(4, len(rest))], 16, 32)
		if err != nil || len(rest) < 4 {
			b.WriteString(`\u`)
		} else {
			b.WriteRune(rune(code))
			rest = rest[4:]
		}
		before, rest, found = strings.Cut(rest, `\u`)
	}
	return b.String() + before
}
