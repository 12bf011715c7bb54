package sheet

import (
	"cmp"
	"hash/maphash"
	"slices"
	"strconv"
	"strings"

	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
	"ringdex/internal/seen"
)

// By what a row is known again when its file comes once more.
//
// The external id, where there is one. Else an id made of what does not change as long as it is the same person:
// the user name, which is unique; else the name with the e-mail, or with the first number where there is none.
// Equal rows are numbered in their order, so that none of them is lost. A row that gets an external id later is
// found by what it was called before.

// identify gives the record its key.
func (d *draft) identify() {
	made := ""
	if d.s.opt.Kind == ringdex.KindCompany {
		made = d.s.numbered(ringdex.MadeID("row", "company", ringdex.Fold(d.text("name"))))
	} else {
		made = d.s.numbered(d.personID())
	}
	d.Key.ExternalID = made
	if d.externalID != "" {
		d.Key.ExternalID, d.Key.Former = d.externalID, made
	}
	if name := d.text("name"); d.s.opt.Kind == ringdex.KindCompany && made == ringdex.MadeID("row", "company", ringdex.Fold(name)) {
		d.Key.Adopt, d.Key.Former = name, made
	}
}

// personID is the id of a contact that has none, before equal ones are numbered.
func (d *draft) personID() string {
	if d.userName != "" {
		return ringdex.MadeID("row", "user", ringdex.Fold(d.userName))
	}
	name := d.texts("firstName", "middleName", "lastName", "displayName", "organization")
	if strings.Join(name, "") == "" && d.Company != nil {
		name = []string{d.Company.ExternalID, ringdex.Fold(d.Company.Name)}
	}
	reach := ringdex.Fold(d.text("emails"))
	if reach == "" && d.phone != "" {
		n := phone.Parse(d.phone, d.s.opt.Regions)
		reach = cmp.Or(n.E164, n.Text) + "#" + n.Extension
	}
	return ringdex.MadeID(append([]string{"row", reach}, name...)...)
}

// numbered tells equal rows of one file apart.
func (s *Sheet) numbered(made string) string {
	hash := s.hash(made)
	before, _ := s.look(&s.repeats, hash)
	s.note(&s.repeats, hash, before+1)
	if before > 0 {
		return ringdex.MadeID(made, strconv.FormatUint(uint64(before)+1, 10))
	}
	return made
}

func (s *Sheet) hash(text string) uint64 { return maphash.String(s.seed, text) }

// look and note are Get and Put of a set; the first failure ends the reading of the file.
func (s *Sheet) look(set *seen.Set, hash uint64) (number uint32, found bool) {
	number, found, err := set.Get(hash)
	s.failed = cmp.Or(s.failed, err)
	return number, found
}

func (s *Sheet) note(set *seen.Set, hash uint64, number uint32) {
	s.failed = cmp.Or(s.failed, set.Put(hash, number))
}

// text is what the record's operations set a field to; of a list, the first value.
func (d *draft) text(field string) string {
	for i := range d.Ops {
		if op := &d.Ops[i]; op.Field == field && op.Verb != ringdex.Remove {
			text, _ := op.Value.(string)
			return text
		}
	}
	return ""
}

// texts are those of several fields, in small letters and without doubled spaces.
func (d *draft) texts(fields ...string) []string {
	found := make([]string, len(fields))
	for i := range d.Ops {
		op := &d.Ops[i]
		if at := slices.Index(fields, op.Field); at >= 0 && op.Verb == ringdex.Set {
			text, _ := op.Value.(string)
			found[at] = ringdex.Fold(oneLine(text))
		}
	}
	return found
}
