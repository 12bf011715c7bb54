package intake

import (
	"slices"

	"ringdex/internal/ringdex"
)

// erasedPerson returns the problem of a contact whose person was erased.
func (p *contactPlanner) erasedPerson(was, is *ringdex.Contact) *ringdex.Error {
	if p.b.erased == nil {
		return nil
	}
	return p.b.erased(was, is)
}

// erasedUnmatched is erasedPerson for a record that is refused before it is applied to a contact:
// its text must not be kept either.
func (p *contactPlanner) erasedUnmatched(i int) *ringdex.Error {
	if p.b.erased == nil {
		return nil
	}
	is, ignored := p.begin(nil), ringdex.Outcome{}
	m := ringdex.NewMerge[ringdex.Contact](&p.b.rules, ringdex.Hand{Person: true}, nil, is) // all that was sent
	applyEdits(m, p.b.contactEdits(i), &ignored)
	applyEdits(m, p.keyEdits(&p.b.records[i], nil), &ignored)
	return p.erasedPerson(nil, is)
}

// isErased reports whether a refusal is that of an erased person, of which nothing is kept.
func isErased(problems []*ringdex.Error) bool {
	return slices.ContainsFunc(problems, func(p *ringdex.Error) bool { return p.Key == KeyErased })
}
