package daktela

import (
	"strings"
	"unicode"

	"ringdex/internal/connector/attribute"
)

// rules say how values compare (wire/daktela.md 3.4).
func (d *Daktela) rules() attribute.Rules { return attribute.Rules{List: isList, Plain: d.plain} }

func isList(name string) bool { return strings.HasPrefix(name, customPrefix) }

// plain returns a value without what does not count: spaces of a number, midnight of a date, the
// kind of line breaks.
func (d *Daktela) plain(name, text string) string {
	if name == customPrefix+d.custom["phones"] {
		return strings.Map(withoutSpace, text)
	}
	return strings.TrimSuffix(strings.ReplaceAll(text, "\r\n", "\n"), " 00:00:00")
}

func withoutSpace(r rune) rune {
	if unicode.IsSpace(r) {
		return -1
	}
	return r
}

// compared returns the attributes that Write can change.
func compared(all attribute.Set) attribute.Set {
	some := attribute.Set{}
	for name, values := range all {
		switch {
		case isList(name), name == attrTitle, name == attrFirst, name == attrLast, name == attrDescription, name == attrAccount:
			some[name] = values
		}
	}
	return some
}
