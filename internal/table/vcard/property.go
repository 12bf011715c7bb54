package vcard

import (
	"io"
	"mime/quotedprintable"
	"slices"
	"strings"
	"unicode/utf8"

	"ringdex/internal/table/charset"
)

// property is one line of a card.
type property struct {
	name   string   // in capitals, without its group
	kinds  []string // types and bare parameters, in capitals
	value  string   // decoded, still with escapes
	binary bool     // a picture, a sound or a key
}

// parse reads a line; ok is false if its letters cannot be decoded.
func parse(line string, given charset.Encoding) (p property, ok bool) {
	head, value, found := cutValue(line)
	if !found {
		return property{}, true
	}
	parts := strings.Split(head, ";")
	p.name = strings.ToUpper(strings.TrimSpace(parts[0]))
	if _, after, grouped := strings.Cut(p.name, "."); grouped {
		p.name = after
	}
	encoding, set := "", ""
	for _, param := range parts[1:] {
		key, text, named := strings.Cut(strings.ToUpper(strings.TrimSpace(param)), "=")
		switch {
		case !named && key == "QUOTED-PRINTABLE", !named && key == "BASE64":
			encoding = key
		case !named:
			p.kinds = append(p.kinds, key)
		case key == "ENCODING":
			encoding = text
		case key == "CHARSET":
			set = strings.Trim(text, `"`)
		case key == "TYPE":
			p.kinds = append(p.kinds, strings.Split(strings.Trim(text, `"`), ",")...)
		}
	}
	p.binary = encoding == "BASE64" || encoding == "B" || slices.Contains([]string{"PHOTO", "LOGO", "SOUND", "KEY"}, p.name)
	if p.binary {
		return p, true
	}
	if encoding == "QUOTED-PRINTABLE" {
		raw, err := io.ReadAll(quotedprintable.NewReader(strings.NewReader(value)))
		if err != nil {
			return p, false
		}
		value = string(raw)
	}
	p.value, ok = letters(value, set, given)
	return p, ok
}

// letters decodes a value by the character set of the property, else by that of the file, else as
// UTF-8.
func letters(value, set string, given charset.Encoding) (string, bool) {
	if strings.IndexByte(value, 0) >= 0 {
		return strings.ToValidUTF8(strings.ReplaceAll(value, "\x00", "\uFFFD"), "\uFFFD"), false
	}
	if charset.IsASCII([]byte(value)) {
		return value, true
	}
	e := given
	if set != "" {
		named, known := charset.Parse(set)
		if !known {
			return strings.ToValidUTF8(value, "\uFFFD"), false
		}
		e = named
	}
	if t := e.Table(); t != nil {
		text := string(t.Append(nil, []byte(value)))
		return text, !strings.ContainsRune(text, utf8.RuneError)
	}
	return strings.ToValidUTF8(value, "\uFFFD"), utf8.ValidString(value)
}

// has reports whether the property has one of the types.
func (p *property) has(kinds ...string) bool {
	return slices.ContainsFunc(kinds, func(k string) bool { return slices.Contains(p.kinds, k) })
}

// text is the value without its escapes.
func (p *property) text() string { return unescape(p.value) }

// parts are the components of a structured value, without their escapes.
func (p *property) parts(separator byte) []string {
	var all []string
	from := 0
	for i := 0; i < len(p.value); i++ {
		switch p.value[i] {
		case '\\':
			i++
		case separator:
			all = append(all, strings.TrimSpace(unescape(p.value[from:i])))
			from = i + 1
		}
	}
	return append(all, strings.TrimSpace(unescape(p.value[from:])))
}

var escapes = strings.NewReplacer(`\\`, `\`, `\n`, "\n", `\N`, "\n", `\,`, ",", `\;`, ";", `\:`, ":")

func unescape(text string) string {
	return strings.TrimSpace(escapes.Replace(text))
}
