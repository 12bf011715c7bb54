package xlsx

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"

	"ringdex/internal/table"
)

// xmlPart streams one part of a workbook as XML tokens, within limits.
type xmlPart struct {
	book  *book
	in    io.ReadCloser
	dec   *xml.Decoder
	token int64 // bytes that the token being read may still take
	depth int
}

// maxToken bounds one tag or one text: the decoder holds it whole in memory. A cell has at most
// 32,767 characters.
const maxToken = 4 << 20

var errToken = errors.New("a text or tag of the XML is too long")

func (b *book) openPart(name string) (*xmlPart, error) {
	f := b.parts[name]
	if f == nil {
		return nil, fmt.Errorf("part %q is missing", name)
	}
	if f.Flags&1 != 0 {
		return nil, table.Protected()
	}
	in, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("open part %q: %w", name, err)
	}
	x := &xmlPart{book: b, in: in}
	x.dec = xml.NewDecoder(x)
	return x, nil
}

// Read counts the unpacked bytes, as a protection against ZIP bombs.
func (x *xmlPart) Read(p []byte) (int, error) {
	if x.token < 0 {
		return 0, errToken
	}
	n, err := x.in.Read(p)
	x.token -= int64(n)
	if x.book.left -= int64(n); x.book.left < 0 {
		return 0, table.TooLarge(x.book.limit)
	}
	return n, err
}

// next gives the next token. The end of the part is io.EOF only where all elements are closed; a
// part that is cut off is an error. RawToken is used as Token checks namespaces, which takes longer
// than all the rest.
func (x *xmlPart) next() (xml.Token, error) {
	x.token = maxToken
	t, err := x.dec.RawToken()
	if err == io.EOF && x.depth > 0 {
		return nil, io.ErrUnexpectedEOF
	}
	switch t.(type) {
	case xml.StartElement:
		x.depth++
	case xml.EndElement:
		if x.depth--; x.depth < 0 {
			return nil, errors.New("an element is closed that was not opened")
		}
	}
	return t, err
}

func (x *xmlPart) close() { x.in.Close() } // nothing that was not told by Read can fail here

// each calls do for every element of a part; a missing part has none.
func (b *book) each(name string, do func(*xmlPart, xml.StartElement) error) error {
	if b.parts[name] == nil {
		return nil
	}
	x, err := b.openPart(name)
	if err != nil {
		return err
	}
	defer x.close()
	for {
		t, err := x.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return fmt.Errorf("part %q: %w", name, err)
		}
		if e, ok := t.(xml.StartElement); ok {
			if err := do(x, e); err != nil {
				return err
			}
		}
	}
}
