package intake

import (
	"maps"
	"slices"

	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// workspace holds a plan's view of the directory: the look-ups for the keys of the batch, updated
// by the plan so far, so that later records see earlier ones. A key without a match has an entry
// too, as a negative cache.
type workspace struct {
	contacts     map[ringdex.ID]*ringdex.Contact
	byExternalID map[string]ringdex.Found
	byUserName   map[string]ringdex.ID
	byEmail      map[string][]ringdex.ID
	byPhone      map[phone.Digits][]ringdex.ID
	unique       uniques[ringdex.Contact]
	companies    companies
}

// wanted are the keys of a batch.
type wanted struct {
	ids               []ringdex.ID
	userNames, emails []string
	phones            []phone.Digits
}

// ask looks up external ids, and adds entries for those without a match.
func (p *contactPlanner) ask(ids []string) error {
	found, err := ringdex.ContactsByExternalID(p.r, p.b.order.Source, ids)
	maps.Copy(p.ws.byExternalID, found)
	noteAsked(p.ws.byExternalID, ids)
	return err
}

func (p *contactPlanner) externalIDs() []string {
	ids := make([]string, len(p.b.records))
	for i := range p.b.records {
		ids[i] = p.b.records[i].Identity.ExternalID
	}
	return given(ids)
}

// formerIDs returns the former ids of the records that were not found.
func (p *contactPlanner) formerIDs() []string {
	var ids []string
	for i := range p.b.records {
		if key := &p.b.records[i].Identity; key.Former != "" && p.ws.byExternalID[key.ExternalID].Contact.IsZero() {
			ids = append(ids, key.Former)
		}
	}
	return given(ids)
}

// open looks up all keys of the batch, one query for each kind of key.
func (p *contactPlanner) open() error {
	if err := p.compare(p.trusted); err != nil {
		return err
	}
	p.plan.independent = p.b.independent(p.unchanged)
	p.ws.unique = newUniques(&p.b.rules, ringdex.KindContact, func(c *ringdex.Contact) map[int64]string { return c.Custom })
	reached, err := p.openKeys()
	if err == nil && p.reachesUnchanged(reached) {
		clear(p.unchanged)
		reached, err = p.openKeys()
	}
	if err != nil {
		return err
	}
	if p.ws.contacts, err = p.r.Contacts(p.withExternalIDs(reached)); err != nil {
		return err
	}
	return p.homeCompanies()
}

// openKeys looks up the keys other than external ids, and returns the contacts that may match.
func (p *contactPlanner) openKeys() (reached []ringdex.ID, err error) {
	want, ws := p.wanted(), &p.ws
	if ws.byUserName, err = ringdex.ContactsByUserName(p.r, want.userNames); err != nil {
		return nil, err
	}
	if ws.byEmail, err = ringdex.ContactsByEmail(p.r, want.emails); err != nil {
		return nil, err
	}
	if ws.byPhone, err = ringdex.ContactsByPhone(p.r, want.phones); err != nil {
		return nil, err
	}
	noteAsked(ws.byUserName, want.userNames)
	noteAsked(ws.byEmail, want.emails)
	noteAsked(ws.byPhone, want.phones)
	return p.reached(want.ids), nil
}

// noteAsked adds entries for keys without a match.
func noteAsked[K comparable, V any](found map[K]V, keys []K) {
	for _, k := range keys {
		if _, ok := found[k]; !ok {
			var none V
			found[k] = none
		}
	}
}

// wanted returns the keys, other than external ids, of the possibly changed records.
func (p *contactPlanner) wanted() (want wanted) {
	rules := p.b.rules.Source
	for i := range p.b.records {
		if p.unchanged[i] {
			continue
		}
		rec := &p.b.records[i]
		rec.load()
		want.ids = append(want.ids, rec.Identity.ID)
		if rec.Identity.Home != nil {
			want.ids = append(want.ids, rec.Identity.Home.Contact)
		}
		want.userNames = append(want.userNames, p.userNames(rec)...)
		want.emails = append(want.emails, ringdex.Fold(rec.Identity.Email))
		if rules.MatchEmail {
			want.emails = append(want.emails, lowered(texts(rec, "email", "emails"))...)
		}
		if rec.Identity.Person != nil {
			want.phones = append(want.phones, rec.Identity.Person.Phone)
		}
		if rules.MatchPhoneAndName {
			want.phones = append(want.phones, p.phoneKeys(rec)...)
		}
	}
	return wanted{given(want.ids), given(want.userNames), given(want.emails), given(want.phones)}
}

// reached returns the contacts that keys other than external ids may match.
func (p *contactPlanner) reached(ids []ringdex.ID) []ringdex.ID {
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
	return given(ids)
}

// reachesUnchanged reports whether another record may change a contact whose own record is
// unchanged, so that the plan needs it.
func (p *contactPlanner) reachesUnchanged(reached []ringdex.ID) bool {
	if len(reached) == 0 || !slices.Contains(p.unchanged, true) {
		return false
	}
	unchanged := map[ringdex.ID]bool{}
	for i := range p.b.records {
		if p.unchanged[i] {
			unchanged[p.ws.byExternalID[p.b.records[i].Identity.ExternalID].Contact] = true
		}
	}
	return slices.ContainsFunc(reached, func(id ringdex.ID) bool { return unchanged[id] })
}

// withExternalIDs adds the contacts of external ids, except unchanged ones that are not wanted.
func (p *contactPlanner) withExternalIDs(ids []ringdex.ID) []ringdex.ID {
	for i := range p.b.records {
		if p.unchanged[i] && !p.b.order.WantRecords {
			continue
		}
		key := &p.b.records[i].Identity
		for _, external := range []string{key.ExternalID, key.Former} {
			ids = append(ids, p.ws.byExternalID[external].Contact)
		}
	}
	return given(ids)
}

// put adds the planned contact to the workspace.
func (ws *workspace) put(was, is *ringdex.Contact, source string) {
	if was != nil {
		ws.drop(was, source)
	}
	ws.contacts[is.ID] = is
	ws.unique.move(was, is)
	if is.UserName != "" {
		ws.byUserName[ringdex.Fold(is.UserName)] = is.ID
	}
	if x := is.ExternalID(source); x != "" {
		ws.byExternalID[x] = ringdex.Found{Ref: is.Ref()}
	}
	for _, e := range is.Emails {
		join(ws.byEmail, ringdex.Fold(e), is.ID)
	}
	for _, n := range is.Phones {
		join(ws.byPhone, n.Digits(), is.ID)
	}
}

// drop removes the old keys of a contact.
func (ws *workspace) drop(was *ringdex.Contact, source string) {
	if was.UserName != "" {
		ws.byUserName[ringdex.Fold(was.UserName)] = ringdex.ID{}
	}
	if x := was.ExternalID(source); x != "" {
		ws.byExternalID[x] = ringdex.Found{}
	}
	for _, e := range was.Emails {
		leave(ws.byEmail, ringdex.Fold(e), was.ID)
	}
	for _, n := range was.Phones {
		leave(ws.byPhone, n.Digits(), was.ID)
	}
}

// join and leave update the lists of keys that were looked up; other keys have no entries.
func join[K comparable](lists map[K][]ringdex.ID, key K, id ringdex.ID) {
	if ids, asked := lists[key]; asked && !slices.Contains(ids, id) {
		lists[key] = append(ids, id)
	}
}

func leave[K comparable](lists map[K][]ringdex.ID, key K, id ringdex.ID) {
	if ids, asked := lists[key]; asked {
		lists[key] = slices.DeleteFunc(ids, func(other ringdex.ID) bool { return other == id })
	}
}
