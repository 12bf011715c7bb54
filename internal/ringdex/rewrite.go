package ringdex

import "time"

// Rewrite returns the changes of the records that a function edits. Each function receives a copy,
// and reports whether it has changed it. Records that do not exist are left out.
func Rewrite(r Reader, refs []Ref, cause Cause, contact func(*Contact) bool, company func(*Company) bool) ([]Change, error) {
	ids, numbers := SplitRefs(refs)
	contacts, err := r.Contacts(ids)
	if err != nil {
		return nil, err
	}
	companies, err := r.Companies(numbers)
	if err != nil {
		return nil, err
	}
	var changes []Change
	for _, ref := range refs {
		change, edited := Change{Ref: ref, Action: Updated, Cause: cause}, false
		if ref.Kind == KindContact {
			change.Contact, edited = rewrite(contacts[ref.Contact], contact, cause.At)
		} else {
			change.Company, edited = rewrite(companies[ref.Company], company, cause.At)
		}
		if edited {
			changes = append(changes, change)
		}
	}
	return changes, nil
}

// versioned is a record of either kind.
type versioned[T any] interface {
	*T
	Clone() *T
	renew(now time.Time)
}

func (c *Contact) renew(now time.Time) { c.Version, c.Updated = c.Version+1, Later(c.Updated, now) }
func (c *Company) renew(now time.Time) { c.Version, c.Updated = c.Version+1, Later(c.Updated, now) }

func rewrite[T any, P versioned[T]](was P, edit func(P) bool, now time.Time) (images Images[T], edited bool) {
	if was == nil {
		return images, false
	}
	is := P(was.Clone())
	if !edit(is) {
		return images, false
	}
	is.renew(now)
	return Images[T]{Before: was, After: is}, true
}

// SplitRefs returns the ids of the contacts and the numbers of the companies among refs.
func SplitRefs(refs []Ref) (ids []ID, numbers []int64) {
	for _, ref := range refs {
		if ref.Kind == KindContact {
			ids = append(ids, ref.Contact)
		} else {
			numbers = append(numbers, ref.Company)
		}
	}
	return ids, numbers
}

// Later returns now, or the millisecond after before if now is not later: every change has a new
// time.
func Later(before, now time.Time) time.Time {
	if earliest := before.Add(time.Millisecond); now.Before(earliest) {
		return earliest
	}
	return now
}
