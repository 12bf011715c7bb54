package search

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"

	"ringdex/internal/fold"
)

// Limits of what is used of a query.
const (
	longestQuery = 200 // bytes
	mostTokens   = 10
)

// parsed is a query. A record matches if it matches all tokens.
type parsed struct {
	tokens []token
	words  []string // of all tokens
}

// token is a part of a query between spaces. A record matches it by all of its words, each the
// beginning of a word of the record; by the beginning of a whole external id; or by a number with
// its digits.
type token struct {
	words  []int // indexes of parsed.words
	whole  string
	digits string
}

// fewestDigits is how many digits are searched for as a part of a number.
const fewestDigits = 3

func parse(text string) (p parsed) {
	folded := fold.Text(begin(text))
	tokens := strings.Fields(folded)
	if digits := numberOf(folded); len(tokens) > 1 && len(digits) > 4 { // a number with spaces
		p.add(folded, digits)
		return p
	}
	for _, t := range tokens[:min(len(tokens), mostTokens)] {
		p.add(t, numberOf(t))
	}
	return p
}

// begin returns what is used of a query. It ends with a whole character, and bytes that are none
// stay: they separate words there as they do in a record.
func begin(text string) string {
	end := min(len(text), longestQuery)
	for end < len(text) && !utf8.RuneStart(text[end]) && end > longestQuery-utf8.UTFMax {
		end--
	}
	return text[:end]
}

// add adds a token, unless it is only signs.
func (p *parsed) add(text, digits string) {
	t := token{}
	eachWord(appendWords(nil, []byte(text)), func(word []byte) {
		i := slices.Index(p.words, string(word))
		if i < 0 {
			i, p.words = len(p.words), append(p.words, string(word))
		}
		t.words = append(t.words, i)
	})
	if len(t.words) == 0 {
		return
	}
	if hasSigns([]byte(text)) {
		t.whole = text
	}
	if len(digits) >= fewestDigits {
		t.digits = digits
	}
	p.tokens = append(p.tokens, t)
}

// fewestBehindZeros is how many digits follow the zeros with which a call begins: 0603 303 963,
// 00420 603 303 963.
const fewestBehindZeros = 6

// numberOf returns the digits of a text that is written like a number, without the zeros that are
// dialled before it: numbers are kept without them. "" for other texts.
func numberOf(text string) string {
	var digits []byte
	for i := range len(text) {
		switch c := text[i]; {
		case c >= '0' && c <= '9':
			digits = append(digits, c)
		case !strings.ContainsRune("+-/.() ", rune(c)):
			return ""
		}
	}
	if dialled := bytes.TrimLeft(digits, "0"); len(dialled) >= fewestBehindZeros {
		return string(dialled)
	}
	return string(digits)
}

// match compares a text. firms are the numbers of the companies that a word finds, sorted.
func (p *parsed) match(s [sections][]byte, firms [][]int64) Rank {
	rank := NameWords
	for i := range p.tokens {
		of := p.matchToken(&p.tokens[i], s, firms)
		if of == NoMatch {
			return NoMatch
		}
		rank = max(rank, of)
	}
	return rank
}

func (p *parsed) matchToken(t *token, s [sections][]byte, firms [][]int64) Rank {
	rank := NameWords
	for _, w := range t.words {
		of := matchWord(p.words[w], s, firms[w])
		if of == NoMatch {
			rank = NoMatch
			break
		}
		rank = max(rank, of)
	}
	if rank != NoMatch {
		return rank
	}
	if t.whole != "" && bytes.Contains(s[sectionWhole], []byte("\x01"+t.whole)) ||
		t.digits != "" && bytes.Contains(s[sectionNumbers], []byte(t.digits)) {
		return Other
	}
	return NoMatch
}

func matchWord(word string, s [sections][]byte, firms []int64) Rank {
	exact, prefix := []byte(" "+word+" "), []byte(" "+word)
	switch {
	case bytes.Contains(s[sectionKey], exact), bytes.Contains(s[sectionName], exact):
		return NameWords
	case bytes.Contains(s[sectionKey], prefix), bytes.Contains(s[sectionName], prefix):
		return NamePrefixes
	case bytes.Contains(s[sectionOther], prefix):
		return Other
	}
	if len(firms) > 0 {
		for _, id := range members(s[sectionMember]) {
			if _, is := slices.BinarySearch(firms, id); is {
				return Other
			}
		}
	}
	return NoMatch
}
