package lookup

import (
	"encoding/binary"
	"maps"
	"slices"
	"time"
	"unsafe"

	"ringdex/internal/ringdex"
	"ringdex/internal/search"
)

// A card's bytes: its length, then each text with its length, then the lists with their counts.

// contactSubject is what the index keeps of a contact.
func contactSubject(c *ringdex.Contact) subject {
	name := ""
	if full := c.FullName(); full != c.FirstName+" "+c.LastName {
		name = full // otherwise it is built from first and last name, to save memory
	}
	b := appendTexts(make([]byte, 0, 160), ringdex.GivenID(c.ExternalID(c.Source)), c.FirstName, c.LastName, name, c.Organization, string(c.Language))
	b = binary.AppendUvarint(b, uint64(len(c.Agents)))
	b = appendTexts(b, c.Agents...)
	b = binary.AppendUvarint(b, uint64(len(c.Links)))
	for _, field := range slices.Sorted(maps.Keys(c.Links)) {
		b = appendTexts(b, field, c.Links[field])
	}
	return subject{
		ref: c.Ref(), card: framed(b), numbers: c.Phones, source: c.Source, company: c.DefaultCompany,
		updated: c.Updated.UnixMilli(), named: c.Named(), text: search.ContactText(c),
	}
}

// companySubject is what the index keeps of a company. A disabled company is not found by its
// numbers, but its contacts still show its name.
func companySubject(c *ringdex.Company) subject {
	b := appendTexts(nil, c.ExternalID(c.Source), "", "", c.Name, c.Name, "")
	s := subject{ref: c.Ref(), card: framed(append(b, 0, 0)), source: c.Source, updated: c.Updated.UnixMilli(), named: true, text: search.CompanyText(c)}
	if !c.Disabled {
		s.numbers = c.Phones
	}
	return s
}

func appendTexts(b []byte, texts ...string) []byte {
	for _, text := range texts {
		b = append(binary.AppendUvarint(b, uint64(len(text))), text...)
	}
	return b
}

func framed(b []byte) []byte {
	return append(binary.AppendUvarint(make([]byte, 0, len(b)+2), uint64(len(b))), b...)
}

// cardSize returns the length in bytes of the card at the beginning of b.
func cardSize(b []byte) int {
	size, n := binary.Uvarint(b)
	return n + int(size)
}

// cardReader decodes a card.
type cardReader struct{ rest []byte }

func (r *cardReader) number() int {
	if n := r.rest[0]; n < 0x80 { // nearly all: lengths of names
		r.rest = r.rest[1:]
		return int(n)
	}
	n, size := binary.Uvarint(r.rest)
	r.rest = r.rest[size:]
	return int(n)
}

// text returns the next text. It shares the memory of the arena, which is written only once.
func (r *cardReader) text() string {
	b := r.bytes()
	return unsafe.String(unsafe.SliceData(b), len(b))
}

// texts returns a list of texts, nil if it is empty.
func (r *cardReader) texts() []string {
	n := r.number()
	if n == 0 {
		return nil
	}
	all := make([]string, n)
	for i := range all {
		all[i] = r.text()
	}
	return all
}

// bytes returns the next text as it lies in the arena.
func (r *cardReader) bytes() []byte {
	n := r.number()
	text := r.rest[:n]
	r.rest = r.rest[n:]
	return text
}

// card decodes the card of a slot.
func (t *table) card(i uint32) Card {
	s := t.slots.at(i)
	r := cardReader{t.cards.from(s.card)}
	r.number() // its length
	c := Card{
		Ref: s.ref(), Source: t.sources[s.source], ExternalID: r.text(), FirstName: r.text(), LastName: r.text(), Name: r.text(),
		Organization: r.text(), Language: ringdex.Language(r.text()), Company: int64(s.company), Updated: time.UnixMilli(s.updated).UTC(),
	}
	if c.Name == "" {
		c.Name = c.FirstName + " " + c.LastName
	}
	c.Agents = r.texts()
	for range r.number() {
		c.Links = append(c.Links, Link{r.text(), r.text()})
	}
	if c.CompanyName = t.companyName(s.company); c.CompanyName != "" && !s.named {
		c.Name = c.CompanyName // as ringdex.Contact.CalledName
	}
	return c
}

func (t *table) companyName(id uint32) string {
	if id == 0 {
		return ""
	}
	i := t.visibleSlotOf(idOf(ringdex.Ref{Kind: ringdex.KindCompany, Company: int64(id)}), company)
	if i == 0 {
		return ""
	}
	r := cardReader{t.cards.from(t.slots.at(i).card)}
	r.number()
	_, _, _ = r.text(), r.text(), r.text()
	return r.text()
}
