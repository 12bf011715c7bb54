package intake

import (
	"slices"

	"ringdex/internal/ringdex"
)

// contactPlanner plans what becomes of the contacts of a batch, record by record.
type contactPlanner struct {
	b         *batch
	r         ringdex.Reader
	ws        workspace
	unchanged []bool   // by digest
	digests   []uint64 // of the records
	plan      plan
}

func planContacts(b *batch, r ringdex.Reader) (plan, error) {
	p := &contactPlanner{b: b, r: r}
	if err := p.open(); err != nil {
		return plan{}, err
	}
	p.plan.outcomes = make([]ringdex.Outcome, len(b.records))
	for i := range b.records {
		o, err := p.record(i)
		if err != nil {
			return plan{}, err
		}
		p.plan.outcomes[i] = o
	}
	return p.plan, nil
}

func (p *contactPlanner) record(i int) (ringdex.Outcome, error) {
	rec := &p.b.records[i]
	if p.unchanged[i] {
		id := p.ws.byExternalID[rec.Key.ExternalID].ID
		return ringdex.Outcome{
			At: rec.At, Key: rec.Key.Text(), Action: ringdex.Unchanged,
			Ref: ringdex.Ref{Kind: ringdex.KindContact, Contact: id}, Contact: p.ws.contacts[id],
		}, nil
	}
	was, problem := p.match(rec)
	if problem == nil && was == nil && rec.MustExist {
		problem = ringdex.Errorf(ringdex.NotFound, "there is no contact %s", ringdex.Show(rec.Key.Text()))
	}
	if problem != nil {
		return rec.refuse(append(slices.Clone(rec.Problems), problem)...), nil
	}
	return p.contact(i, was)
}

// contact plans one record whose contact is known, or nil.
func (p *contactPlanner) contact(i int, was *ringdex.Contact) (ringdex.Outcome, error) {
	rec := &p.b.records[i]
	is := p.begin(was)
	o := ringdex.Outcome{At: rec.At, Key: rec.Key.Text(), Ref: is.Ref()}
	o.Problems = slices.Clone(rec.Problems)
	edits, problems := ringdex.PrepareContact(rec.Ops, &p.b.rules)
	o.Problems = append(o.Problems, problems...)
	notes, problems := ringdex.Apply(is, edits, is.Locked)
	o.Notes, o.Problems = notes, append(o.Problems, problems...)
	o.Problems = append(o.Problems, p.missingMemberships(rec)...)
	if _, known := p.ws.companies.find(rec.Company); !known {
		o.Problems = append(o.Problems, rec.Company.problems()...)
	}
	p.keys(rec, is)
	if err := p.check(rec, was, is, &o); err != nil {
		return o, err
	}
	if len(o.Problems) > 0 {
		return refusedFrom(o), nil
	}
	p.settle(i, was, is, &o)
	return o, nil
}

// begin is the contact to be worked on: a copy of the one that was, or a new one.
func (p *contactPlanner) begin(was *ringdex.Contact) *ringdex.Contact {
	if was == nil {
		return &ringdex.Contact{ID: ringdex.NewID(p.b.now), Source: p.b.job.Source, Created: p.b.now}
	}
	return was.Clone()
}

// keys gives the contact what its key says of it: the external id, the address, a user name.
func (p *contactPlanner) keys(rec *Record, is *ringdex.Contact) {
	if rec.Key.ExternalID != "" {
		is.SetExternalID(p.b.job.Source, rec.Key.ExternalID)
	}
	if is.Version > 0 {
		return
	}
	if rec.Key.Email != "" && len(is.Emails) == 0 {
		is.Emails = []string{rec.Key.Email}
	}
	if p.b.job.UserNames && is.UserName == "" {
		is.UserName = is.Email()
	}
	if p.b.job.UserNames && is.UserName == "" {
		is.UserName = rec.Key.ExternalID
	}
}

// check finds what is wrong with the contact as it would be, beyond single operations.
func (p *contactPlanner) check(rec *Record, was, is *ringdex.Contact, o *ringdex.Outcome) error {
	if is.UserName == "" && p.b.job.UserNames {
		o.Problems = append(o.Problems, ringdex.Problemf("/UserName", "a user name is missing, and there is no e-mail or external id to use instead"))
	}
	if holder, taken := p.ws.byUserName[lower(is.UserName)]; taken && holder != is.ID {
		o.Holder = holder
		o.Problems = append(o.Problems, &ringdex.Error{
			Code: ringdex.Conflict, Field: "/UserName", Message: "the user name " + ringdex.Show(is.UserName) + " belongs to another contact",
		})
	}
	if was == nil {
		o.Problems = append(o.Problems, ringdex.MissingFields(p.b.rules.Fields, ringdex.KindContact, is.Custom)...)
	}
	if x := is.ExternalID(p.b.job.Source); x != "" && x != rec.Key.ExternalID {
		if err := p.checkExternalID(x, is, o); err != nil {
			return err
		}
	}
	return p.checkUnique(was, is, o)
}

// checkExternalID looks after an external id that an operation set, rather than the key.
func (p *contactPlanner) checkExternalID(x string, is *ringdex.Contact, o *ringdex.Outcome) error {
	match, known := p.ws.byExternalID[x]
	if !known {
		found, err := p.r.ContactsByExternalID(p.b.job.Source, []string{x})
		if err != nil {
			return err
		}
		match, known = found[x]
	}
	if known && match.ID != is.ID {
		o.Problems = append(o.Problems, &ringdex.Error{
			Code: ringdex.Conflict, Field: "/ExternalId", Message: "the external id " + ringdex.Show(x) + " belongs to another contact",
		})
	}
	return nil
}

// checkUnique looks after values of unique fields. They are few, so each is asked for on its own.
func (p *contactPlanner) checkUnique(was, is *ringdex.Contact, o *ringdex.Outcome) error {
	for i := range p.b.rules.Fields {
		f := &p.b.rules.Fields[i]
		value := is.Custom[f.ID]
		if f.Kind != ringdex.KindContact || !f.Unique || value == "" || was != nil && was.Custom[f.ID] == value {
			continue
		}
		held, err := p.r.ContactHolding(f.ID, []string{value})
		if err != nil {
			return err
		}
		holder, taken := held[value]
		if taken && holder != is.ID || p.plannedHolder(f.ID, value, is.ID) {
			o.Problems = append(o.Problems, &ringdex.Error{
				Code: ringdex.Conflict, Field: f.Name(), Message: "another contact has " + ringdex.Show(value) + " in the unique field " + ringdex.Show(f.Title),
			})
		}
	}
	return nil
}

// plannedHolder says whether a record before this one will have the value.
func (p *contactPlanner) plannedHolder(field int64, value string, self ringdex.ID) bool {
	return slices.ContainsFunc(p.plan.changes, func(c change) bool {
		return c.contact.After.ID != self && c.contact.After.Custom[field] == value
	})
}

// settle decides between created, updated and unchanged, and lets later records see what will be.
func (p *contactPlanner) settle(i int, was, is *ringdex.Contact, o *ringdex.Outcome) {
	rec := &p.b.records[i]
	if rec.Company != nil && !slices.Contains(is.Locked, "companies") {
		is.JoinCompany(p.company(rec))
	}
	setPassword := rec.Password != "" && (is.PasswordChanged.IsZero() || p.b.rules.Source.OverwritePasswords)
	if setPassword {
		is.PasswordChanged = p.b.now
	}
	if was != nil {
		o.Deltas = ringdex.CompareContacts(was, is)
		if len(o.Deltas) == 0 {
			o.Action, o.Contact = ringdex.Unchanged, was
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
		outcome: i, contact: ringdex.Images[ringdex.Contact]{Before: was, After: is}, digest: p.digests[i],
	})
	p.ws.put(was, is, p.b.job.Source)
}

// put lets the workspace know a contact as it will be.
func (ws *workspace) put(was, is *ringdex.Contact, source string) {
	if was != nil {
		delete(ws.byUserName, lower(was.UserName))
		delete(ws.byExternalID, was.ExternalID(source))
	}
	ws.contacts[is.ID] = is
	if is.UserName != "" {
		ws.byUserName[lower(is.UserName)] = is.ID
	}
	if x := is.ExternalID(source); x != "" {
		ws.byExternalID[x] = ringdex.Match{ID: is.ID}
	}
	for _, e := range is.Emails {
		if ids := ws.byEmail[lower(e)]; !slices.Contains(ids, is.ID) {
			ws.byEmail[lower(e)] = append(ids, is.ID)
		}
	}
}

// refusedFrom is the outcome with nothing but its problems: the rest did not happen.
func refusedFrom(o ringdex.Outcome) ringdex.Outcome {
	return ringdex.Outcome{At: o.At, Key: o.Key, Action: ringdex.Refused, Problems: o.Problems, Holder: o.Holder}
}
