package search

import (
	"testing"

	"ringdex/internal/ringdex"
)

// FuzzQuery: any text is a query, and a contact whose names are the text is found by it, if the
// text has a word at all and all of it is used.
func FuzzQuery(f *testing.F) {
	for _, text := range []string{"Jan Novák", "0603 303 963", "K-1", "a b c d e f g h i j k l", "\xff\x00", "00\x9300", "Ǆ ß ŁÓDŹ", "o'brien", "日本 語", "\x01"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c := &ringdex.Contact{LastName: text, Organization: text}
		rank := Match(text, ContactText(c))
		if p := parse(text); len(p.tokens) > 0 && len(p.tokens) < mostTokens && len(text) < longestWord && rank == NoMatch {
			t.Errorf("%q does not find itself", text)
		}
	})
}

// FuzzPlace: a cursor that can be read is written as it was meant.
func FuzzPlace(f *testing.F) {
	f.Add("")
	f.Add((&Hit{Rank: Other, Ref: ringdex.Ref{Kind: ringdex.KindCompany, Company: 7}, key: " nova jan "}).Place().String())
	f.Add((&Hit{Ref: ringdex.Ref{Kind: ringdex.KindContact, Contact: ringdex.ID{1}}}).Place().String())
	f.Fuzz(func(t *testing.T, text string) {
		p, ok := ParsePlace(text)
		if !ok {
			return
		}
		if again, ok := ParsePlace(p.String()); !ok || again != p {
			t.Errorf("%q: %+v became %+v", text, p, again)
		}
	})
}
