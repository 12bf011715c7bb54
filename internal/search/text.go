package search

import (
	"bytes"
	"slices"
	"strconv"
	"unicode"
	"unicode/utf8"

	"ringdex/internal/fold"
	"ringdex/internal/ringdex"
)

// The text of a record is what is searched of it, in sections that end with a zero byte. Words are
// folded letters and digits; each stands between two spaces.
const (
	sectionKey     = iota // words of the name, last name first
	sectionName           // more words of the name
	sectionOther          // words of everything else
	sectionWhole          // external ids with signs in them: folded, each after a 1 byte
	sectionNumbers        // the digits of each number
	sectionMember         // numbers of its companies; of a company, its own
	sections
)

type textBuilder struct {
	b []byte
	r []byte // scratch
}

// ContactText returns what is searched of a contact.
func ContactText(c *ringdex.Contact) []byte {
	t := textBuilder{b: make([]byte, 0, 192)}
	first, last := c.FirstName, c.LastName
	t.words(last, first)
	if first == "" && last == "" {
		t.words(c.FullName())
	}
	t.end()
	t.words(c.MiddleName, c.DisplayName, c.UserName)
	t.end()
	t.words(c.Organization)
	t.words(c.Emails...)
	t.words(c.Tags...)
	t.externalIDs(c.ExternalIDs)
	for i := range c.Phones {
		t.digits(c.Phones[i].Digits().String())
	}
	t.end()
	for _, id := range c.Companies {
		t.member(id)
	}
	t.end()
	return t.b
}

// CompanyText returns what is searched of a company.
func CompanyText(c *ringdex.Company) []byte {
	t := textBuilder{b: make([]byte, 0, 128)}
	t.words(c.Name)
	t.end()
	t.end()
	t.words(c.City)
	t.words(c.Emails...)
	t.words(c.EmailDomains...)
	t.words(c.Tags...)
	t.externalIDs(c.ExternalIDs)
	for i := range c.Phones {
		t.digits(c.Phones[i].Digits().String())
	}
	t.end()
	t.member(c.ID)
	t.end()
	return t.b
}

// longestKey limits sort keys, in bytes.
const longestKey = 48

// SortKey returns the key by which hits of one rank are ordered: the words of the last and the
// first name, else those of name.
func SortKey(first, last, name string) string {
	t := textBuilder{b: make([]byte, 0, 64)}
	t.words(last, first)
	if first == "" && last == "" {
		t.words(name)
	}
	return string(t.b[:min(len(t.b), longestKey)])
}

func (t *textBuilder) end() { t.b = append(t.b, 0) }

// words appends the words of texts.
func (t *textBuilder) words(texts ...string) {
	for _, text := range texts {
		t.r = fold.Append(t.r[:0], []byte(text))
		t.b = appendWords(t.b, t.r)
	}
}

// appendWords appends the words of a folded text, each between spaces. Apostrophes and combining
// marks do not separate words.
func appendWords(b, folded []byte) []byte {
	inside := false
	for i := 0; i < len(folded); {
		c, size := rune(folded[i]), 1
		if c >= utf8.RuneSelf {
			c, size = utf8.DecodeRune(folded[i:])
		}
		switch {
		case 'a' <= c && c <= 'z' || '0' <= c && c <= '9' || c >= utf8.RuneSelf && (unicode.IsLetter(c) || unicode.IsNumber(c)):
			if !inside && (len(b) == 0 || b[len(b)-1] != ' ') {
				b = append(b, ' ')
			}
			b, inside = append(b, folded[i:i+size]...), true
		case c == '\'' || c == '’' || unicode.Is(unicode.Mn, c):
		case inside:
			b, inside = append(b, ' '), false
		}
		i += size
	}
	if inside {
		b = append(b, ' ')
	}
	return b
}

// externalIDs appends the words of external ids, and a section of the whole ones.
func (t *textBuilder) externalIDs(ids []ringdex.ExternalID) {
	var given []string
	for i := range ids {
		if id := ringdex.GivenID(ids[i].ID); id != "" && !slices.Contains(given, id) {
			given = append(given, id)
			t.words(id)
		}
	}
	t.end()
	for _, id := range given {
		if whole := fold.Append(nil, []byte(id)); hasSigns(whole) {
			t.b = append(append(t.b, 1), whole...)
		}
	}
	t.end()
}

// hasSigns reports whether a folded text is more than one word, and can be kept whole.
func hasSigns(folded []byte) bool {
	signs := false
	for _, c := range folded {
		if c < ' ' {
			return false
		}
		signs = signs || c < '0' || c > '9' && c < 'a' || c > 'z' && c < utf8.RuneSelf
	}
	return signs
}

func (t *textBuilder) digits(digits string) {
	if digits != "" {
		t.b = append(append(append(t.b, ' '), digits...), ' ')
	}
}

func (t *textBuilder) member(id int64) {
	t.b = append(strconv.AppendInt(append(t.b, ' '), id, 10), ' ')
}

// sectionsOf splits a text.
func sectionsOf(text []byte) (s [sections][]byte) {
	for i := range s {
		end := bytes.IndexByte(text, 0)
		if end < 0 {
			return s
		}
		s[i], text = text[:end], text[end+1:]
	}
	return s
}

// eachWord calls fn for each word of a section.
func eachWord(section []byte, fn func(word []byte)) {
	for len(section) > 0 {
		end := bytes.IndexByte(section, ' ')
		if end < 0 {
			end = len(section)
		}
		if end > 0 {
			fn(section[:end])
		}
		section = section[min(end+1, len(section)):]
	}
}

// eachWhole calls fn for each whole external id.
func eachWhole(section []byte, fn func(id []byte)) {
	for _, id := range bytes.Split(section, []byte{1}) {
		if len(id) > 0 {
			fn(id)
		}
	}
}

// members returns the numbers of a section of companies.
func members(section []byte) (ids []int64) {
	eachWord(section, func(word []byte) {
		n, _ := strconv.ParseInt(string(word), 10, 64) // written by member
		ids = append(ids, n)
	})
	return ids
}
