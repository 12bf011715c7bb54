package intake

import (
	"slices"
	"strings"

	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// workspace is what a plan knows of the directory: what was found for the keys of the batch, and on top of it
// what the plan itself has made so far, so that later records of a batch see earlier ones.
type workspace struct {
	contacts     map[ringdex.ID]*ringdex.Contact
	byExternalID map[string]ringdex.Match
	byUserName   map[string]ringdex.ID
	byEmail      map[string][]ringdex.ID
	byPhone      map[phone.Key][]ringdex.ID
	companies    companies
}

// wanted are the keys of a batch.
type wanted struct {
	ids                            []ringdex.ID
	externalIDs, userNames, emails []string
	phones                         []phone.Key
}

// open looks up everything that the records of the batch name, a query a kind of key.
func (p *contactPlanner) open() (err error) {
	want := p.wanted()
	ws := &p.ws
	if ws.byExternalID, err = p.r.ContactsByExternalID(p.b.job.Source, want.externalIDs); err != nil {
		return err
	}
	if ws.companies, err = p.openCompanies(); err != nil {
		return err
	}
	p.skipUnchanged()
	if ws.byUserName, err = p.r.ContactsByUserName(p.left(want.userNames)); err != nil {
		return err
	}
	if ws.byEmail, err = p.r.ContactsByEmail(want.emails); err != nil {
		return err
	}
	if ws.byPhone, err = p.r.ContactsByPhone(want.phones); err != nil {
		return err
	}
	ws.contacts, err = p.r.Contacts(p.found(want.ids))
	return err
}

func (p *contactPlanner) wanted() (want wanted) {
	rules := p.b.rules.Source
	for i := range p.b.records {
		rec := &p.b.records[i]
		if !rec.Key.ID.IsZero() {
			want.ids = append(want.ids, rec.Key.ID)
		}
		if rec.Key.ExternalID != "" {
			want.externalIDs = append(want.externalIDs, rec.Key.ExternalID)
		}
		want.userNames = append(want.userNames, p.userNames(rec)...)
		if rec.Key.Email != "" {
			want.emails = append(want.emails, rec.Key.Email)
		}
		if rules.MatchEmail {
			want.emails = append(want.emails, texts(rec, "email", "emails")...)
		}
		if rules.MatchPhoneAndName {
			want.phones = append(want.phones, p.phoneKeys(rec)...)
		}
	}
	return want
}

// userNames are the names that the record may want to have.
func (p *contactPlanner) userNames(rec *Record) []string {
	names := texts(rec, "userName")
	if p.b.job.UserNames && len(names) == 0 {
		names = append(texts(rec, "email", "emails"), rec.Key.Email, rec.Key.ExternalID)
	}
	return names
}

func (p *contactPlanner) phoneKeys(rec *Record) []phone.Key {
	var keys []phone.Key
	for _, text := range texts(rec, "phone", "phones") {
		if key := phone.Parse(text, p.b.rules.Regions).Key(); key != 0 {
			keys = append(keys, key)
		}
	}
	return keys
}

// texts are the texts that the record's operations give to fields.
func texts(rec *Record, fields ...string) []string {
	var found []string
	for i := range rec.Ops {
		if op := &rec.Ops[i]; op.Verb != ringdex.Remove && slices.Contains(fields, op.Field) {
			if text, ok := op.Value.(string); ok {
				found = append(found, text)
			}
		}
	}
	return found
}

// skipUnchanged notes the records that are what the source sent before.
func (p *contactPlanner) skipUnchanged() {
	p.unchanged = make([]bool, len(p.b.records))
	p.digests = make([]uint64, len(p.b.records))
	seen := make(map[string]bool, len(p.b.records))
	for i := range p.b.records {
		rec := &p.b.records[i]
		p.digests[i] = digest(rec, p.b.seed)
		key := rec.Key.ExternalID
		// The second record of one key is not compared: the first one may change the contact.
		if key == "" || seen[key] || !rec.Key.ID.IsZero() || len(rec.Problems) > 0 {
			continue
		}
		seen[key] = true
		company, known := p.ws.companies.find(rec.Company)
		match := p.ws.byExternalID[key]
		p.unchanged[i] = known && match.Digest != 0 && match.Digest == withCompany(p.digests[i], rec, company)
	}
}

// left is nothing when all records are unchanged, which spares the query.
func (p *contactPlanner) left(names []string) []string {
	if !slices.Contains(p.unchanged, false) {
		return nil
	}
	return names
}

// found are the contacts to be read: all that any key led to, but for those that are unchanged and not wanted.
func (p *contactPlanner) found(ids []ringdex.ID) []ringdex.ID {
	for i := range p.b.records {
		if match, ok := p.ws.byExternalID[p.b.records[i].Key.ExternalID]; ok && (!p.unchanged[i] || p.b.job.WantRecords) {
			ids = append(ids, match.ID)
		}
	}
	for _, some := range p.ws.byEmail {
		ids = append(ids, some...)
	}
	for _, some := range p.ws.byPhone {
		ids = append(ids, some...)
	}
	if p.b.rules.Source.MatchUserName {
		for _, id := range p.ws.byUserName {
			ids = append(ids, id)
		}
	}
	return ids
}

// match finds the contact of a record; nil when there is none and it may be created.
func (p *contactPlanner) match(rec *Record) (*ringdex.Contact, *ringdex.Error) {
	byExternalID, known := p.ws.byExternalID[rec.Key.ExternalID]
	known = known && rec.Key.ExternalID != ""
	switch {
	case !rec.Key.ID.IsZero():
		c := p.ws.contacts[rec.Key.ID]
		if c == nil {
			return nil, &ringdex.Error{Code: ringdex.NotFound, Message: "there is no contact " + rec.Key.ID.String()}
		}
		if known && byExternalID.ID != c.ID {
			return nil, ringdex.Errorf(ringdex.Conflict, "the external id %q belongs to the contact %s, not to %s", rec.Key.ExternalID, byExternalID.ID, c.ID)
		}
		return c, nil
	case known:
		return p.ws.contacts[byExternalID.ID], nil
	case rec.Key.ExternalID == "" && rec.Key.Email != "":
		return p.only(p.ws.byEmail[lower(rec.Key.Email)]), nil
	}
	return p.matchByRules(rec), nil
}

// matchByRules tries the rules of the source; they are off unless somebody has switched them on.
func (p *contactPlanner) matchByRules(rec *Record) *ringdex.Contact {
	rules := p.b.rules.Source
	if rules.MatchUserName {
		for _, name := range texts(rec, "userName") {
			if id, ok := p.ws.byUserName[lower(name)]; ok {
				return p.ws.contacts[id]
			}
		}
	}
	if rules.MatchEmail {
		for _, email := range texts(rec, "email", "emails") {
			if c := p.only(p.ws.byEmail[lower(email)]); c != nil {
				return c
			}
		}
	}
	if rules.MatchPhoneAndName {
		return p.matchByPhone(rec)
	}
	return nil
}

func (p *contactPlanner) matchByPhone(rec *Record) *ringdex.Contact {
	name := strings.Join(append(append(texts(rec, "firstName"), texts(rec, "lastName")...), texts(rec, "organization")...), " ")
	for _, key := range p.phoneKeys(rec) {
		for _, id := range p.ws.byPhone[key] {
			c := p.ws.contacts[id]
			if c != nil && strings.EqualFold(name, joined(c.FirstName, c.LastName, c.Organization)) {
				return c
			}
		}
	}
	return nil
}

func joined(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), " ")
}

// only is the contact when there is exactly one.
func (p *contactPlanner) only(ids []ringdex.ID) *ringdex.Contact {
	if len(ids) != 1 {
		return nil
	}
	return p.ws.contacts[ids[0]]
}

func lower(text string) string { return strings.ToLower(strings.TrimSpace(text)) }
