package intake

import (
	"slices"
	"strings"

	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// userNames returns the user names that the record may set.
func (p *contactPlanner) userNames(rec *Record) []string {
	names := texts(rec, "userName")
	if p.b.order.UserNames && len(names) == 0 {
		names = append(texts(rec, "email", "emails"), rec.Identity.Email, rec.Identity.ExternalID)
	}
	return lowered(names)
}

func (p *contactPlanner) phoneKeys(rec *Record) []phone.Digits {
	var keys []phone.Digits
	for _, text := range texts(rec, "phone", "phones") {
		if key := phone.Parse(text, p.b.rules.Regions).Digits(); key != 0 {
			keys = append(keys, key)
		}
	}
	return keys
}

// texts returns the texts that the record's operations set in fields and lists.
func texts(rec *Record, fields ...string) []string {
	var found []string
	for i := range rec.Ops {
		if op := &rec.Ops[i]; op.Verb != ringdex.Remove && slices.Contains(fields, op.Field) {
			found = appendTexts(found, op.Value)
		}
	}
	return found
}

func appendTexts(found []string, value any) []string {
	switch v := value.(type) {
	case string:
		if v != "" {
			return append(found, v)
		}
	case []any:
		for _, item := range v {
			found = appendTexts(found, item)
		}
	}
	return found
}

// match finds the contact of a record; nil if there is none and it may be created.
func (p *contactPlanner) match(rec *Record) (*ringdex.Contact, *ringdex.Error) {
	if c := p.atHome(rec); c != nil {
		return p.matchHome(rec, c)
	}
	if !rec.Identity.ID.IsZero() {
		return p.matchByID(rec)
	}
	if c := p.ws.contacts[p.ws.byExternalID[rec.Identity.ExternalID].Contact]; c != nil {
		return c, rec.wantedNew(c)
	}
	if c := p.ws.contacts[p.ws.byExternalID[rec.Identity.Former].Contact]; c != nil {
		return c, nil
	}
	if rec.Identity.ExternalID == "" && rec.Identity.Email != "" {
		if c := p.only(rec, p.ws.byEmail[ringdex.Fold(rec.Identity.Email)]); c != nil {
			return c, p.b.order.Authority.ReachesContact(c)
		}
	}
	if c := p.samePerson(rec.Identity.Person); c != nil {
		return c, nil
	}
	if rec.MustBeNew {
		return nil, nil
	}
	return p.matchByRules(rec), nil
}

// wantedNew returns the problem of a record that must create a contact but matches one.
func (rec *Record) wantedNew(c *ringdex.Contact) *ringdex.Error {
	if !rec.MustBeNew {
		return nil
	}
	return ringdex.Fail(ringdex.Conflict, "contact.external_id_has", ringdex.Show(rec.Identity.ExternalID), c.ID)
}

// freeID gives a record that must be new the first of its generated ids that is not in use.
func (p *contactPlanner) freeID(rec *Record) error {
	for n := 0; ; n++ {
		id := rec.Alike(n)
		if _, asked := p.ws.byExternalID[id]; !asked {
			if err := p.ask([]string{id}); err != nil {
				return err
			}
		}
		if p.ws.byExternalID[id].Contact.IsZero() {
			rec.Identity.ExternalID = id
			return nil
		}
	}
}

// samePerson returns the only contact of the source with the number and agreeing names; nil if
// there is none or it is ambiguous.
func (p *contactPlanner) samePerson(person *Person) *ringdex.Contact {
	if person == nil {
		return nil
	}
	var found *ringdex.Contact
	for _, id := range p.ws.byPhone[person.Phone] {
		c := p.ws.contacts[id]
		if c == nil || c.Source != p.b.order.Source || !person.agrees(c) {
			continue
		}
		if found != nil {
			return nil
		}
		found = c
	}
	return found
}

func (person *Person) agrees(c *ringdex.Contact) bool {
	return agree(person.FirstName, c.FirstName) && agree(person.LastName, c.LastName) && agree(person.Organization, c.Organization)
}

// agree reports whether two names are compatible: an empty one agrees with all.
func agree(a, b string) bool { return a == "" || b == "" || ringdex.SameName(a, b) }

func (p *contactPlanner) matchByID(rec *Record) (*ringdex.Contact, *ringdex.Error) {
	c := p.ws.contacts[rec.Identity.ID]
	if c == nil {
		return nil, ringdex.Fail(ringdex.NotFound, "contact.not_found", rec.Identity.ID)
	}
	if problem := p.b.order.Authority.ReachesContact(c); problem != nil {
		return nil, problem
	}
	if other := p.ws.byExternalID[rec.Identity.ExternalID].Contact; !other.IsZero() && other != c.ID {
		return nil, ringdex.Fail(ringdex.Conflict, "contact.external_id_of", ringdex.Show(rec.Identity.ExternalID), other, c.ID)
	}
	return c, nil
}

// matchByRules applies the match rules of the source, which are off by default.
func (p *contactPlanner) matchByRules(rec *Record) *ringdex.Contact {
	rules := p.b.rules.Source
	if rules.MatchUserName {
		for _, name := range texts(rec, "userName") {
			if c := p.ws.contacts[p.ws.byUserName[ringdex.Fold(name)]]; p.free(rec, c) {
				return c
			}
		}
	}
	if rules.MatchEmail {
		for _, email := range texts(rec, "email", "emails") {
			if c := p.only(rec, p.ws.byEmail[ringdex.Fold(email)]); c != nil {
				return c
			}
		}
	}
	if rules.MatchPhoneAndName {
		return p.matchByPhone(rec)
	}
	return nil
}

// matchByPhone finds a contact with the same number and name. A number alone is not enough: an
// office may share one.
func (p *contactPlanner) matchByPhone(rec *Record) *ringdex.Contact {
	name := joined(slices.Concat(texts(rec, "firstName"), texts(rec, "lastName"), texts(rec, "organization"))...)
	if name == "" {
		return nil
	}
	for _, key := range p.phoneKeys(rec) {
		for _, id := range p.ws.byPhone[key] {
			c := p.ws.contacts[id]
			if p.free(rec, c) && ringdex.SameName(name, joined(c.FirstName, c.LastName, c.Organization)) {
				return c
			}
		}
	}
	return nil
}

func joined(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), " ")
}

// only returns the contact if there is exactly one and the record may take it.
func (p *contactPlanner) only(rec *Record, ids []ringdex.ID) *ringdex.Contact {
	if len(ids) != 1 {
		return nil
	}
	if c := p.ws.contacts[ids[0]]; p.free(rec, c) {
		return c
	}
	return nil
}

// free reports whether the record may take a contact that its external id did not match. A contact
// with another external id of the source belongs to another record: the two would take it from each
// other in every run.
func (p *contactPlanner) free(rec *Record, c *ringdex.Contact) bool {
	return c != nil && (rec.Identity.ExternalID == "" || c.ExternalID(p.b.order.Source) == "")
}

func lowered(texts []string) []string {
	for i, text := range texts {
		texts[i] = ringdex.Fold(text)
	}
	return texts
}
