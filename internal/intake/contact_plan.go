package intake

import (
	"slices"
	"strings"

	"ringdex/internal/ringdex"
)

// contactPlanner plans the contacts of a batch, record by record.
type contactPlanner struct {
	b         *batch
	r         ringdex.Reader
	ws        workspace
	unchanged []bool // by digest
	plan      *plan
	trusted   bool       // the survey holds although the journal has moved
	inventory *inventory // saves look-ups on a snapshot; nil elsewhere

	administrators *int64 // number in the organization; read when one may lose the role
}

func (p *contactPlanner) record(i int) (ringdex.Outcome, error) {
	rec := &p.b.records[i]
	if p.unchanged[i] {
		id := p.ws.byExternalID[rec.Identity.ExternalID].Contact
		return ringdex.Outcome{
			At: rec.At, Key: rec.Identity.Text(), Action: ringdex.Unchanged,
			Ref: ringdex.Ref{Kind: ringdex.KindContact, Contact: id}, Contact: p.ws.contacts[id], Notes: p.passwordNotes(rec, false),
		}, nil
	}
	rec.load()
	if rec.Alike != nil {
		if err := p.freeID(rec); err != nil {
			return ringdex.Outcome{}, err
		}
	}
	was, problem := p.match(rec)
	if problem == nil && was == nil && rec.MustExist {
		problem = ringdex.Fail(ringdex.NotFound, "contact.not_found", ringdex.Show(rec.Identity.Text()))
	}
	if problem == nil && was != nil {
		problem = rec.checkVersion(was.Version)
	}
	if problem != nil {
		if erased := p.erasedUnmatched(i); erased != nil {
			return rec.refuse(erased), nil
		}
		return rec.refuse(append(slices.Clone(rec.Problems), problem)...), nil
	}
	return p.contact(i, was)
}

// contact plans one record. was is its contact, or nil.
func (p *contactPlanner) contact(i int, was *ringdex.Contact) (ringdex.Outcome, error) {
	rec := &p.b.records[i]
	is := p.begin(was)
	m := ringdex.NewMerge[ringdex.Contact](&p.b.rules, p.b.order.Hand, was, is)
	o := ringdex.Outcome{At: rec.At, Key: rec.Identity.Text(), Ref: is.Ref(), Problems: slices.Clone(rec.Problems)}
	if was == nil {
		o.Problems = append(o.Problems, rec.IfNew...)
	}
	applyEdits(m, p.b.contactEdits(i), &o)
	applyEdits(m, p.keyEdits(rec, was), &o)
	p.joinNamed(rec, is, m, &o)
	m.Fill()
	o.Problems = append(o.Problems, p.missingMemberships(rec)...)
	if _, known := p.referred(rec); !known {
		o.Problems = append(o.Problems, rec.Company.problems(&p.b.rules)...)
	}
	alignDefault(was, is)
	p.name(rec, was, is)
	denied, err := p.guard(rec, was, is)
	if err != nil {
		return o, err
	}
	o.Problems = append(o.Problems, denied...)
	if err := p.check(rec, was, is, &o); err != nil {
		return o, err
	}
	if problem := p.erasedPerson(was, is); problem != nil {
		o.Problems = []*ringdex.Error{problem}
	}
	if len(o.Problems) > 0 {
		p.keepRefused(i, was)
		return refusedFrom(o), nil
	}
	p.settle(i, was, is, m, &o)
	return o, nil
}

// keepRefused records the contact of a refused record, which a replacing run may keep.
func (p *contactPlanner) keepRefused(i int, was *ringdex.Contact) {
	if was == nil || !p.b.order.Replace {
		return
	}
	if p.plan.refused == nil {
		p.plan.refused = map[int]ringdex.ID{}
	}
	p.plan.refused[i] = was.ID
}

// begin returns a copy of the contact, or a new contact.
func (p *contactPlanner) begin(was *ringdex.Contact) *ringdex.Contact {
	if was == nil {
		return &ringdex.Contact{ID: ringdex.NewID(p.b.now), Source: p.b.order.Source, Created: p.b.now}
	}
	return was.Clone()
}

func applyEdits(m *ringdex.ContactMerge, e *contactEdits, o *ringdex.Outcome) {
	o.Problems = append(append(o.Problems, e.problems...), m.Edit(e.edits)...)
}

// keyEdits sets the values of the record's key: the external id, and the address of a new contact
// without another one.
func (p *contactPlanner) keyEdits(rec *Record, was *ringdex.Contact) *contactEdits {
	if was != nil && p.atHome(rec) == was {
		return &contactEdits{} // it keeps its ids
	}
	if was != nil && rec.Identity.Person != nil && p.ws.byExternalID[rec.Identity.ExternalID].Contact != was.ID {
		return &contactEdits{} // it keeps its source's id
	}
	var ops []ringdex.Op
	if was == nil && rec.Identity.Email != "" && len(texts(rec, "email", "emails")) == 0 {
		ops = append(ops, ringdex.Op{Verb: ringdex.Set, Field: "email", Value: rec.Identity.Email, At: "email"})
	}
	known := was != nil && was.ExternalID(p.b.order.Source) == rec.Identity.ExternalID && !slices.ContainsFunc(rec.Ops, setsExternalID)
	if rec.Identity.ExternalID != "" && !known && len(rec.Problems) == 0 {
		ops = append(ops, ringdex.Op{Verb: ringdex.Set, Field: "externalId", Value: rec.Identity.ExternalID, At: "externalId"})
	}
	edits, problems := ringdex.PrepareContact(ops, &p.b.rules)
	return &contactEdits{edits, append(problems, rec.twoIDs()...)}
}

// twoIDs returns the problem of a record whose operations set another external id than its key.
func (rec *Record) twoIDs() []*ringdex.Error {
	for i := range rec.Ops {
		op := &rec.Ops[i]
		if text, isText := op.Value.(string); setsExternalID(*op) && isText && rec.Identity.ExternalID != "" && strings.TrimSpace(text) != rec.Identity.ExternalID {
			return []*ringdex.Error{ringdex.Problem(op.At, "contact.two_external_ids", ringdex.Show(rec.Identity.ExternalID))}
		}
	}
	return nil
}

func setsExternalID(op ringdex.Op) bool { return op.Field == "externalId" }

// named reports whether a contact has any kind of name.
func named(c *ringdex.Contact) bool {
	return c.FirstName != "" || c.MiddleName != "" || c.LastName != "" || c.DisplayName != "" || c.Organization != "" || c.UserName != ""
}

// name sets the user name of a new contact if the door requires one and the record has none.
func (p *contactPlanner) name(rec *Record, was, is *ringdex.Contact) {
	if was == nil && p.b.order.UserNames && is.UserName == "" {
		is.UserName = rec.userName(is)
	}
}

// check validates the resulting contact as a whole.
func (p *contactPlanner) check(rec *Record, was, is *ringdex.Contact, o *ringdex.Outcome) error {
	if err := p.checkUserName(rec, was, is, o); err != nil {
		return err
	}
	if len(o.Problems) == 0 && was != nil && named(was) && !named(is) {
		o.Problems = append(o.Problems, ringdex.Problem("", "contact.no_name"))
	}
	if was == nil {
		o.Problems = append(o.Problems, ringdex.MissingFields(p.b.rules.Fields, ringdex.KindContact, is.Custom)...)
	}
	if err := p.checkExternalID(was, is, o); err != nil {
		return err
	}
	problems, err := p.ws.unique.check(was, is, func(field int64, value string) (bool, error) { return p.held(field, value, is.ID) })
	o.Problems = append(o.Problems, problems...)
	return err
}

// checkUserName refuses a user name that is missing or belongs to another contact. A contact that
// another door created without one is accepted.
func (p *contactPlanner) checkUserName(rec *Record, was, is *ringdex.Contact, o *ringdex.Outcome) error {
	if is.UserName == "" {
		hadNone := was != nil && was.UserName == ""
		explained := len(o.Problems) > 0 && len(given(p.userNames(rec))) > 0 // by a problem of the field that would be the name
		if p.b.order.UserNames && !hadNone && !explained {
			o.Problems = append(o.Problems, ringdex.Problem("userName", "contact.no_user_name"))
		}
		return nil
	}
	if was != nil && ringdex.SameName(was.UserName, is.UserName) {
		return nil
	}
	holder, err := p.holder(is.UserName)
	if !holder.IsZero() && holder != is.ID {
		o.Holder = holder
		o.Problems = append(o.Problems, ringdex.Fail(ringdex.Conflict, "contact.user_name_taken", ringdex.Show(is.UserName)).At("userName"))
	}
	return err
}

// holder returns the contact with the user name, or zero.
func (p *contactPlanner) holder(name string) (ringdex.ID, error) {
	key := ringdex.Fold(name)
	if holder, asked := p.ws.byUserName[key]; asked {
		return holder, nil
	}
	found, err := ringdex.ContactsByUserName(p.r, []string{key})
	if err == nil {
		p.ws.byUserName[key] = found[key]
	}
	return found[key], err
}

// checkExternalID refuses an external id of another contact. Keys were looked up at the start, but
// not the ids that operations set.
func (p *contactPlanner) checkExternalID(was, is *ringdex.Contact, o *ringdex.Outcome) error {
	x := is.ExternalID(p.b.order.Source)
	if x == "" || was != nil && was.ExternalID(p.b.order.Source) == x {
		return nil
	}
	if _, asked := p.ws.byExternalID[x]; !asked {
		found, err := ringdex.ContactsByExternalID(p.r, p.b.order.Source, []string{x})
		if err != nil {
			return err
		}
		p.ws.byExternalID[x] = found[x]
	}
	if holder := p.ws.byExternalID[x].Contact; !holder.IsZero() && holder != is.ID {
		o.Problems = append(o.Problems, ringdex.Fail(ringdex.Conflict, "contact.external_id_taken", ringdex.Show(x)).At("externalId"))
	}
	return nil
}

// held reports whether another contact has the value and keeps it under this plan.
func (p *contactPlanner) held(field int64, value string, self ringdex.ID) (bool, error) {
	found, err := ringdex.ContactHolding(p.r, field, []string{value})
	holder, taken := found[value]
	c := p.ws.contacts[holder]
	return taken && holder != self && (c == nil || c.Custom[field] == value), err
}

// setsPassword reports whether the record's password is set: a first one always, a later one only
// if the source allows it, since a password in every sync must not reset the user's own.
func (p *contactPlanner) setsPassword(rec *Record, is *ringdex.Contact) bool {
	return rec.Password != "" && (is.PasswordChanged.IsZero() || p.b.rules.Source.OverwritePasswords)
}

// passwordNotes returns the note that the source's rules prevented a password from being set. An
// equal password gets the note too: a comparison would cost as much as a sign-in.
func (p *contactPlanner) passwordNotes(rec *Record, set bool) []*ringdex.Error {
	if rec.Password == "" || set || p.b.rules.Source.OverwritePasswords {
		return nil
	}
	return []*ringdex.Error{ringdex.Problem("password", "contact.password_kept")}
}

// settle decides between created, updated and unchanged, and makes the result visible to later
// records.
func (p *contactPlanner) settle(i int, was, is *ringdex.Contact, m *ringdex.ContactMerge, o *ringdex.Outcome) {
	rec := &p.b.records[i]
	p.joinCompany(rec, is, m)
	o.Notes = append(o.Notes, m.Finish(p.b.now)...)
	setPassword := p.setsPassword(rec, is)
	o.Notes = append(o.Notes, p.passwordNotes(rec, setPassword)...)
	if setPassword {
		is.PasswordChanged = ringdex.Later(is.PasswordChanged, p.b.now)
	}
	if was != nil {
		arrived(is.MissingSince, rec, p.b.order.Source, is.ExternalID(p.b.order.Source))
		o.Deltas = ringdex.CompareContacts(was, is)
		if len(o.Deltas) == 0 {
			o.Action, o.Contact = ringdex.Unchanged, was
			p.remember(i, was, o)
			return
		}
	}
	o.Action, o.Contact = ringdex.Created, is
	if was != nil {
		o.Action = ringdex.Updated
	}
	is.Version++
	is.Updated = p.b.now
	if setPassword {
		p.plan.passwords = append(p.plan.passwords, password{is.ID, rec.Password})
	}
	p.plan.changes = append(p.plan.changes, change{
		outcome: i, contact: ringdex.Images[ringdex.Contact]{Before: was, After: is},
	})
	delete(p.plan.marks, is.ID) // the change has its own mark
	p.ws.put(was, is, p.b.order.Source)
}

// remember marks an unchanged record so that it is recognised next time. It had no valid mark
// because the rules have changed, or because another source made the same change.
func (p *contactPlanner) remember(i int, was *ringdex.Contact, o *ringdex.Outcome) {
	mark := p.b.mark(i, was, o)
	if mark == nil || p.ws.byExternalID[mark.ExternalID] == (ringdex.Found{Ref: was.Ref(), Digest: mark.Digest}) {
		return
	}
	if p.plan.marks == nil {
		p.plan.marks = map[ringdex.ID]ringdex.Mark{}
	}
	p.plan.marks[was.ID] = *mark
}

// refusedFrom returns the outcome with its problems only.
func refusedFrom(o ringdex.Outcome) ringdex.Outcome {
	return ringdex.Outcome{At: o.At, Key: o.Key, Action: ringdex.Refused, Problems: o.Problems, Holder: o.Holder}
}
