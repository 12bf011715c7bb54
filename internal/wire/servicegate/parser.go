package servicegate

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"ringdex/internal/message"
)

// Limits of answers, against a server that has gone mad. Real ones nest seven levels.
const (
	deepest     = 32
	mostColumns = 2000
)

var (
	errTooDeep = message.Err("helios.too_deep", deepest)
	errTooWide = message.Err("helios.too_wide", mostColumns)
)

// parser reads XML element by element.
type parser struct {
	d     *xml.Decoder
	depth int
}

// newParser returns a parser of text that is UTF-8 already. The declaration inside a SOAP string
// may name UTF-16, as .NET writes strings, so the name is ignored.
func newParser(r io.Reader) *parser {
	d := xml.NewDecoder(r)
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	return &parser{d: d}
}

// root calls fn with the root element, which fn reads to its end.
func (p *parser) root(fn func(xml.StartElement) error) error {
	for {
		token, err := p.d.Token()
		if err != nil {
			return cut(err)
		}
		if e, ok := token.(xml.StartElement); ok {
			return p.enter(e, fn)
		}
	}
}

// each calls fn with each child of the current element. fn reads it to its end.
func (p *parser) each(fn func(xml.StartElement) error) error {
	for {
		token, err := p.d.Token()
		if err != nil {
			return cut(err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			if err := p.enter(e, fn); err != nil {
				return err
			}
		case xml.EndElement:
			return nil
		}
	}
}

func (p *parser) enter(e xml.StartElement, fn func(xml.StartElement) error) error {
	if p.depth++; p.depth > deepest {
		return errTooDeep
	}
	defer func() { p.depth-- }()
	return fn(e)
}

// text returns the text of the current element and of those in it.
func (p *parser) text() (string, error) {
	var b strings.Builder
	for depth := 1; depth > 0; {
		token, err := p.d.Token()
		if err != nil {
			return "", cut(err)
		}
		switch t := token.(type) {
		case xml.CharData:
			b.Write(t)
		case xml.StartElement:
			if depth++; p.depth+depth > deepest {
				return "", errTooDeep
			}
		case xml.EndElement:
			depth--
		}
	}
	return b.String(), nil
}

func (p *parser) skip() error {
	_, err := p.text()
	return err
}

// cut returns io.ErrUnexpectedEOF for an end in the middle.
func cut(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// attribute returns the value of an attribute without a namespace, or "".
func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name && a.Name.Space == "" {
			return a.Value
		}
	}
	return ""
}

// text and quoted escape values as the vendor's client does. Characters that XML cannot have are
// left out.
func text(value string) string   { return textEscapes.Replace(legal(value)) }
func quoted(value string) string { return quotedEscapes.Replace(legal(value)) }

var (
	textEscapes   = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "\r", "&#xD;")
	quotedEscapes = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "\r", "&#xD;", "\n", "&#xA;", "\t", "&#x9;")
)

func legal(value string) string {
	return strings.Map(func(r rune) rune {
		if !isLegal(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(value, ""))
}

// isLegal reports whether XML 1.0 can have a character (section 2.2 of its recommendation).
func isLegal(r rune) bool {
	return r == '\t' || r == '\n' || r == '\r' || r >= ' ' && r <= 0xD7FF || r >= 0xE000 && r <= 0xFFFD || r >= 0x10000 && r <= 0x10FFFF
}
