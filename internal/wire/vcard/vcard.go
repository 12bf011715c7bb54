// Package vcard is the wire of address books: vCard 4.0 (RFC 6350), or 3.0 (RFC 2426) for programs
// that know no other. It has properties and their escapes, and writes a contact or a company as a
// card. The caller selects the records.
package vcard

import (
	"bufio"
	"cmp"
	"io"
	"strings"
	"unicode/utf8"

	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// Writer writes cards. Flush returns the first error.
type Writer struct {
	out *bufio.Writer
	old bool // 3.0
}

// NewWriter returns a writer of cards of version "4.0" or "3.0".
func NewWriter(w io.Writer, version string) *Writer {
	return &Writer{out: bufio.NewWriter(w), old: version == "3.0"}
}

// Flush writes the buffer. Call it after the last card.
func (v *Writer) Flush() error { return v.out.Flush() }

// Contact writes the card of a contact; company is the name of its default company, if it has one.
func (v *Writer) Contact(c *ringdex.Contact, company string) {
	v.begin()
	v.text("FN", c.CalledName(company))
	v.structured("N", c.LastName, c.FirstName, c.MiddleName, "", "")
	v.uid("urn:uuid:" + c.ID.String())
	for _, email := range c.Emails {
		v.given("EMAIL", email)
	}
	v.phones(c.Phones)
	if c.Fax != "" {
		v.line("TEL;TYPE="+v.word("fax"), escape(c.Fax))
	}
	organization := cmp.Or(c.Organization, company)
	switch {
	case c.Department != "":
		v.structured("ORG", organization, c.Department)
	case organization != "":
		v.structured("ORG", organization)
	}
	v.given("TITLE", c.JobTitle)
	v.given("ROLE", c.Job)
	v.address("home", &c.Home)
	v.address("", &c.MailDrop)
	v.address("", &c.Invoice)
	v.uri("URL", c.Homepage)
	v.given("NOTE", c.Note)
	v.words("CATEGORIES", c.Tags)
	if c.BirthDate != "" {
		v.line("BDAY", strings.ReplaceAll(c.BirthDate, "-", ""))
	}
	if c.Language != "" && !v.old {
		v.line("LANG", string(c.Language))
	}
	v.end(c.Updated.UTC().Format("20060102T150405Z"))
}

// Company writes the card of a company.
func (v *Writer) Company(c *ringdex.Company) {
	v.begin()
	if !v.old {
		v.line("KIND", "org")
	}
	v.text("FN", c.Name)
	v.structured("N", c.Name, "", "", "", "")
	v.structured("ORG", c.Name)
	for _, email := range c.Emails {
		v.given("EMAIL", email)
	}
	v.phones(c.Phones)
	v.address("work", &ringdex.Address{Street: c.Street, PostalCode: c.PostalCode, City: c.City, Country: c.Country})
	v.uri("URL", c.Web)
	v.given("NOTE", c.Description)
	v.words("CATEGORIES", c.Tags)
	v.end(c.Updated.UTC().Format("20060102T150405Z"))
}

func (v *Writer) begin() {
	v.line("BEGIN", "VCARD")
	v.line("VERSION", map[bool]string{false: "4.0", true: "3.0"}[v.old])
}

func (v *Writer) end(revision string) {
	v.line("REV", revision)
	v.line("END", "VCARD")
}

// uid writes a URI in 4.0 and a text in 3.0.
func (v *Writer) uid(id string) { v.line("UID", id) }

// phones writes a valid number as a tel URI in 4.0, since programs cannot dial a text there.
func (v *Writer) phones(numbers []phone.Number) {
	for _, n := range numbers {
		kind := "voice"
		if n.Kind == phone.Mobile {
			kind = "cell"
		}
		switch {
		case !n.Valid() || v.old:
			v.line("TEL;TYPE="+v.word(kind), escape(numberText(n)))
		case n.Extension != "":
			v.line("TEL;VALUE=uri;TYPE="+kind, "tel:"+n.E164+";ext="+n.Extension)
		default:
			v.line("TEL;VALUE=uri;TYPE="+kind, "tel:"+n.E164)
		}
	}
}

func numberText(n phone.Number) string {
	switch {
	case !n.Valid():
		return n.Text
	case n.Extension != "":
		return n.E164 + " ext. " + n.Extension
	}
	return n.E164
}

// word returns a type in the version's spelling.
func (v *Writer) word(kind string) string {
	if v.old {
		return strings.ToUpper(kind)
	}
	return kind
}

func (v *Writer) address(kind string, a *ringdex.Address) {
	if a.IsZero() {
		return
	}
	name := "ADR"
	if kind != "" {
		name += ";TYPE=" + v.word(kind)
	}
	street := strings.TrimSpace(a.Street + " " + a.Building)
	v.structured(name, "", a.Flat, street, a.City, "", a.PostalCode, a.Country)
}

func (v *Writer) text(name, value string) { v.line(name, escape(value)) }

// given writes a property that has a value.
func (v *Writer) given(name, value string) {
	if value != "" {
		v.text(name, value)
	}
}

// uri writes a URL. It does not escape it, but joins lines by spaces.
func (v *Writer) uri(name, value string) {
	if value != "" {
		v.line(name, strings.Join(strings.Fields(value), " "))
	}
}

func (v *Writer) structured(name string, parts ...string) {
	for i := range parts {
		parts[i] = escape(parts[i])
	}
	v.line(name, strings.Join(parts, ";"))
}

func (v *Writer) words(name string, list []string) {
	all := make([]string, len(list))
	for i, w := range list {
		all[i] = escape(w)
	}
	if len(all) > 0 {
		v.line(name, strings.Join(all, ","))
	}
}

// escape follows RFC 6350, section 3.4. It replaces other control characters, which a card must not
// contain, by spaces.
func escape(text string) string {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
	var b strings.Builder
	for _, r := range text {
		switch {
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\\' || r == ',' || r == ';':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r < ' ' && r != '\t' || r == 0x7f:
			b.WriteByte(' ')
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// longestLine is in octets, without the line end (RFC 6350, section 3.2).
const longestLine = 75

// line writes a property, folded between characters, never inside one.
func (v *Writer) line(name, value string) {
	rest, room := name+":"+value, longestLine
	for len(rest) > room {
		cut := room
		for !utf8.RuneStart(rest[cut]) {
			cut--
		}
		_, _ = v.out.WriteString(rest[:cut] + "\r\n ") // the writer keeps its first error for Flush
		rest, room = rest[cut:], longestLine-1
	}
	_, _ = v.out.WriteString(rest + "\r\n")
}
