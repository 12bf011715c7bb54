package intake

import (
	"cmp"
	"slices"

	"github.com/cespare/xxhash/v2"

	"ringdex/internal/ringdex"
)

// holdings are the contacts of a source by external id, in about 40 bytes each, and which of them
// have come. They are sorted by a hash; parts by its first byte keep growing slices small.
type holdings struct {
	n     int
	parts [256]part
}

type part struct {
	all  []holding
	came []bool // of each, once sorted
}

type holding struct {
	hash    uint64 // of the external id
	contact ringdex.ID
	digest  uint64
}

func (h *holdings) add(externalID string, m ringdex.Found) {
	hash := xxhash.Sum64String(externalID)
	p := &h.parts[hash>>56]
	p.all = append(p.all, holding{hash, m.Contact, m.Digest})
	h.n++
}

// sort is called after the last add.
func (h *holdings) sort() {
	for i := range h.parts {
		p := &h.parts[i]
		slices.SortFunc(p.all, func(a, b holding) int { return cmp.Compare(a.hash, b.hash) })
		p.came = make([]bool, len(p.all))
	}
}

// find returns the part and the place of an external id, as far as its hash tells.
func (h *holdings) find(externalID string) (p *part, i int, found bool) {
	hash := xxhash.Sum64String(externalID)
	p = &h.parts[hash>>56]
	i, found = slices.BinarySearchFunc(p.all, hash, func(x holding, hash uint64) int { return cmp.Compare(x.hash, hash) })
	return p, i, found
}

// get returns what an external id has, as far as its hash tells.
func (h *holdings) get(externalID string) (m ringdex.Found, found bool) {
	p, i, found := h.find(externalID)
	if !found {
		return m, false
	}
	x := &p.all[i]
	return ringdex.Found{Ref: ringdex.Ref{Kind: ringdex.KindContact, Contact: x.contact}, Digest: x.digest}, true
}

// arrive notes that a contact has come, if it is held by the external id.
func (h *holdings) arrive(externalID string, contact ringdex.ID) bool {
	p, i, found := h.find(externalID)
	if !found || p.all[i].contact != contact {
		return false
	}
	p.came[i] = true
	return true
}

// each calls fn for all contacts that have come, or that have not.
func (h *holdings) each(came bool, fn func(contact ringdex.ID)) {
	for i := range h.parts {
		p := &h.parts[i]
		for j := range p.all {
			if p.came[j] == came {
				fn(p.all[j].contact)
			}
		}
	}
}
