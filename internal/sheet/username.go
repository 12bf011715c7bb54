package sheet

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"ringdex/internal/fold"
	"ringdex/internal/ringdex"
)

// finishContact sees to what a contact must have beyond single cells.
func (d *draft) finishContact() {
	rules := d.s.opt.Rules
	if d.userName == "" && rules.MakeUserNames {
		d.makeUserName()
	} else if d.userName != "" && rules.MakeUserNames {
		d.s.note(&d.s.names, d.s.nameHash(d.userName), 1)
	}
	if rules.Helpdesk {
		d.require("userName", "a user name is missing")
		d.require("emails", "an e-mail is missing; where none is known, the helpdesk's advice is one that is plainly invented")
	}
	if d.externalID == "" && !d.named() {
		d.problem("", "there is nothing to call this contact by: no name, organization, company, user name, e-mail or number")
	}
}

func (d *draft) require(field, message string) {
	place := d.s.Place(field)
	told := slices.ContainsFunc(d.Problems, func(p *ringdex.Error) bool { return p.Field == place })
	if d.text(field) == "" && !told {
		d.problem(place, "%s", message)
	}
}

// named says whether the contact can be told from others. A row with problems is refused for these.
func (d *draft) named() bool {
	if d.Company != nil || len(d.Problems) > 0 || len(d.Ops) == 0 {
		return true
	}
	for _, field := range []string{"firstName", "middleName", "lastName", "displayName", "organization", "userName", "emails", "phones"} {
		if d.text(field) != "" {
			return true
		}
	}
	return false
}

// makeUserName makes the name that the helpdesk advises (seed 002): the e-mail, else jmeno.prijmeni; with a number
// behind it where the file has it already.
func (d *draft) makeUserName() {
	wish := ringdex.Fold(d.text("emails"))
	if wish == "" {
		wish = dotted(d.text("firstName"), d.text("lastName"))
	}
	if wish = cmp.Or(wish, dotted(strings.Fields(d.text("displayName"))...), dotted(strings.Fields(d.text("organization"))...)); wish == "" {
		return
	}
	d.set("userName", "user name", d.s.freeName(wish))
}

// freeName is the name wished for, or the first one with a number that is not taken in the file.
func (s *Sheet) freeName(wish string) string {
	last, taken := s.look(&s.names, s.nameHash(wish)) // the number that the last one got who wished for it
	name, number := wish, max(last, 1)
	for taken {
		number++
		name = numberedName(wish, number)
		_, taken = s.look(&s.names, s.nameHash(name))
	}
	s.note(&s.names, s.nameHash(name), 1)
	s.note(&s.names, s.nameHash(wish), number)
	return name
}

// numberedName puts the number before the @ of an address: xx2@yy.cz.
func numberedName(wish string, n uint32) string {
	number := strconv.FormatUint(uint64(n), 10)
	local, host, isAddress := strings.Cut(wish, "@")
	if isAddress {
		return local + number + "@" + host
	}
	return wish + number
}

func dotted(parts ...string) string {
	var keys []string
	for _, p := range parts {
		if k := fold.Key(p); k != "" {
			keys = append(keys, k)
		}
	}
	return strings.Join(keys, ".")
}

func (s *Sheet) nameHash(name string) uint64 { return s.hash(ringdex.Fold(name)) }
