package sheet

import (
	"cmp"
	"hash/maphash"
	"slices"
	"strconv"
	"strings"

	"ringdex/internal/ringdex"
)

// finishContact sees to what a contact must have beyond single cells.
func (d *draft) finishContact() {
	rules := d.s.opt.Rules
	if d.userName == "" && rules.MakeUserNames {
		d.makeUserName()
	} else if d.userName != "" && rules.MakeUserNames {
		d.s.names[d.s.nameHash(d.userName)] = true
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
	wish := strings.ToLower(d.text("emails"))
	if wish == "" {
		wish = dotted(d.text("firstName"), d.text("lastName"))
	}
	if wish = cmp.Or(wish, dotted(strings.Fields(d.text("displayName"))...), dotted(strings.Fields(d.text("organization"))...)); wish == "" {
		return
	}
	name := wish
	for n := 2; d.s.names[d.s.nameHash(name)]; n++ {
		name = numberedName(wish, n)
	}
	d.s.names[d.s.nameHash(name)] = true
	d.set("userName", "user name", name)
}

// numberedName puts the number before the @ of an address: xx2@yy.cz.
func numberedName(wish string, n int) string {
	local, host, isAddress := strings.Cut(wish, "@")
	if isAddress {
		return local + strconv.Itoa(n) + "@" + host
	}
	return wish + strconv.Itoa(n)
}

func dotted(parts ...string) string {
	var keys []string
	for _, p := range parts {
		if k := key(p); k != "" {
			keys = append(keys, k)
		}
	}
	return strings.Join(keys, ".")
}

func (s *Sheet) nameHash(name string) uint64 {
	return maphash.String(s.seed, strings.ToLower(name))
}
