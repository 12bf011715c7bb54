package search

import (
	"slices"

	"ringdex/internal/ringdex"
)

// Matching returns the records whose texts match a query, all pages of it, by comparing each text.
// It is the definition of what a search finds; tests compare an Index with it.
func Matching(q Query, texts map[ringdex.Ref][]byte) map[ringdex.Ref]Rank {
	p := parse(q.Text)
	found := map[ringdex.Ref]Rank{}
	if len(p.tokens) == 0 {
		return found
	}
	firms := make([][]int64, len(p.words))
	for ref, text := range texts {
		for w := range p.words {
			rank := matchWord(p.words[w], sectionsOf(text), nil)
			if ref.Kind == ringdex.KindCompany && (rank == NameWords || rank == NamePrefixes) {
				firms[w] = append(firms[w], ref.Company)
			}
		}
	}
	for w := range firms {
		slices.Sort(firms[w])
	}
	of := searching{q: q, mine: slices.Sorted(slices.Values(q.Companies))}
	for ref, text := range texts {
		sections := sectionsOf(text)
		rank := p.match(sections, firms)
		if rank != NoMatch && of.among(sections) && (q.Kind == "" || q.Kind == ref.Kind) {
			found[ref] = rank
		}
	}
	return found
}
