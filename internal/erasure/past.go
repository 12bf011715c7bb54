package erasure

import (
	"slices"

	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// past is all that the directory and the journal have of a contact.
type past struct {
	now    *ringdex.Contact   // nil if it was deleted
	images []*ringdex.Contact // newest first
	traces ringdex.Traces
}

// pastPortion is how many changes of a contact are read at once.
const pastPortion = 200

// pastOf reads the contact and its images. NotFound if there are none, Conflict if they are erased.
func pastOf(r ringdex.Reader, id ringdex.ID) (*past, error) {
	found, err := r.Contacts([]ringdex.ID{id})
	if err != nil {
		return nil, err
	}
	p := &past{now: found[id]}
	if p.now != nil {
		p.images = append(p.images, p.now)
	}
	for seq := r.Head().Changes + 1; ; {
		changes, err := r.Past(ringdex.Entries{Of: ringdex.Ref{Kind: ringdex.KindContact, Contact: id}}, seq, pastPortion)
		if err != nil {
			return nil, err
		}
		for i := range changes {
			c := &changes[i]
			if seq = c.Seq; c.Erased {
				return nil, ringdex.Fail(ringdex.Conflict, "erasure.done", id)
			}
			if c.Contact.Before != nil {
				p.images = append(p.images, c.Contact.Before)
			}
		}
		if len(changes) < pastPortion {
			break
		}
	}
	if len(p.images) == 0 {
		return nil, ringdex.Fail(ringdex.NotFound, "contact.not_found", id)
	}
	p.traces = ringdex.TracesOf(id, p.images)
	return p, nil
}

// sharedKeys returns the texts of the keys that other contacts have too.
func sharedKeys(r ringdex.Reader, p *past) (map[string]bool, error) {
	shared := map[string]bool{}
	other := func(ids []ringdex.ID) bool {
		return slices.ContainsFunc(ids, func(id ringdex.ID) bool { return id != p.traces.Contact })
	}
	byEmail, err := ringdex.ContactsByEmail(r, p.emails())
	if err != nil {
		return nil, err
	}
	for email, ids := range byEmail {
		shared["e-mail "+ringdex.Fold(email)] = other(ids)
	}
	numbers := p.numbers()
	byPhone, err := ringdex.ContactsByPhone(r, digitsOf(numbers))
	for _, n := range numbers {
		if digits := n.Digits(); other(byPhone[digits]) && n.Extension == "" {
			shared[numberText(digits, n.Extension)] = true
		}
	}
	return shared, err
}

func (p *past) emails() (emails []string) {
	for _, c := range p.images {
		emails = append(emails, c.Emails...)
		if isEmail(c.UserName) {
			emails = append(emails, c.UserName)
		}
	}
	return emails
}

func (p *past) numbers() (numbers []phone.Number) {
	for _, c := range p.images {
		for _, n := range c.Phones {
			if n.Digits() != 0 {
				numbers = append(numbers, n)
			}
		}
	}
	return numbers
}

func digitsOf(numbers []phone.Number) (all []phone.Digits) {
	for _, n := range numbers {
		all = append(all, n.Digits())
	}
	return all
}
