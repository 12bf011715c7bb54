package directory

import "ringdex/internal/ringdex"

// Selection finds contacts in a snapshot: a page of them, and how many there are. A selection of
// one contact is NotFound if there is none.
type Selection func(ringdex.Reader) (page []*ringdex.Contact, total int64, err error)

// Matching selects a page of the contacts that a filter matches.
func Matching(f ringdex.ContactFilter, p ringdex.Page) Selection {
	return func(r ringdex.Reader) ([]*ringdex.Contact, int64, error) { return r.ListContacts(f, p) }
}

// Listed selects a page of ids, in their order, without contacts that are gone.
func Listed(ids []ringdex.ID, p ringdex.Page) Selection {
	return func(r ringdex.Reader) (page []*ringdex.Contact, total int64, err error) {
		total = int64(len(ids))
		wanted := ids[min(p.Offset, len(ids)):]
		wanted = wanted[:min(p.Limit, len(wanted))]
		found, err := r.Contacts(wanted)
		for _, id := range wanted {
			if c := found[id]; c != nil {
				page = append(page, c)
			}
		}
		return page, total, err
	}
}

// WithExternalID selects the contact with an external id of a source, if there is one, as a list.
func WithExternalID(source, external string, p ringdex.Page) Selection {
	return func(r ringdex.Reader) ([]*ringdex.Contact, int64, error) {
		found, err := ringdex.ContactsByExternalID(r, source, []string{external})
		if err != nil {
			return nil, 0, err
		}
		var ids []ringdex.ID
		if m, ok := found[external]; ok {
			ids = append(ids, m.Contact)
		}
		return Listed(ids, p)(r)
	}
}

// ByID selects one contact.
func ByID(id ringdex.ID) Selection {
	return func(r ringdex.Reader) ([]*ringdex.Contact, int64, error) {
		c, err := ringdex.ContactByID(r, id)
		return []*ringdex.Contact{c}, 1, err
	}
}

// ByUserName selects the contact with a user name.
func ByUserName(name string) Selection {
	return func(r ringdex.Reader) ([]*ringdex.Contact, int64, error) {
		list, _, err := r.ListContacts(ringdex.ContactFilter{UserName: name}, ringdex.Page{Limit: 1})
		if err == nil && len(list) == 0 {
			err = ringdex.Fail(ringdex.NotFound, "user.unknown", ringdex.Show(name))
		}
		return list, 1, err
	}
}

// ByEmail selects the contact with an address that changed last.
func ByEmail(email string) Selection {
	return func(r ringdex.Reader) ([]*ringdex.Contact, int64, error) {
		list, _, err := r.ListContacts(ringdex.ContactFilter{Email: email}, ringdex.Page{Limit: 100})
		if err == nil && len(list) == 0 {
			err = ringdex.Fail(ringdex.NotFound, "email.unknown", ringdex.Show(email))
		}
		if err != nil {
			return nil, 0, err
		}
		newest := list[0]
		for _, c := range list {
			if c.Updated.After(newest.Updated) {
				newest = c
			}
		}
		return []*ringdex.Contact{newest}, 1, nil
	}
}
