package erasure

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"time"

	"ringdex/internal/auth"
	"ringdex/internal/ringdex"
)

// saved is an erasure outside of the database, as a line of JSON. It has no personal data.
type saved struct {
	Organization string           `json:"organization"`
	ID           string           `json:"id"`
	Contact      string           `json:"contact"`
	At           time.Time        `json:"at"`
	Actor        string           `json:"actor"`
	Places       map[string]int64 `json:"places,omitempty"`
	Check        []byte           `json:"check"`
	Hashes       [][]byte         `json:"hashes,omitempty"`
	Shared       int              `json:"shared,omitempty"`
	Lifted       time.Time        `json:"lifted,omitzero"`
	Lifter       string           `json:"lifter,omitempty"`
}

// Saved returns the erasures of all organizations, one line of JSON each, for a file beside the
// database: a back-up is older than some of them.
func Saved(ctx context.Context, st ringdex.Store) ([]byte, error) {
	var list bytes.Buffer
	all, err := st.Organizations(ctx)
	if err != nil {
		return nil, err
	}
	for i := range all {
		err := st.View(ctx, all[i].ID, func(r ringdex.Reader) error {
			erasures, err := ringdex.Documents[ringdex.Erasure](r)
			for _, e := range erasures {
				_ = json.NewEncoder(&list).Encode(saved{ // a buffer takes everything
					all[i].Key, e.ID.String(), e.Contact.String(), e.At, e.Actor, e.Places, e.Check, e.Hashes, e.Shared, e.Lifted, e.Lifter,
				})
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return list.Bytes(), nil
}

func (s *saved) erasure() (e ringdex.Erasure, err error) {
	e = ringdex.Erasure{
		At: s.At, Actor: s.Actor, Places: s.Places, Check: s.Check, Hashes: s.Hashes, Shared: s.Shared, Lifted: s.Lifted, Lifter: s.Lifter,
	}
	if e.ID, err = ringdex.ParseID(s.ID); err != nil {
		return e, err
	}
	e.Contact, err = ringdex.ParseID(s.Contact)
	return e, err
}

// Again carries the erasures of a list out on a database that is older, such as a restored back-up:
// it adds those that are missing. If there are any, it erases the contacts with their ids, e-mails
// or external ids. A number alone is not enough, because it may have belonged to somebody else at
// that time. It returns how many contacts it has erased. Organizations that the database lacks are
// passed over. Invalid if the list is damaged, Unavailable if it was made with another key.
func (e *Erasures) Again(ctx context.Context, list []byte) (n int, err error) {
	byKey, err := parseSaved(list)
	if err != nil || len(byKey) == 0 {
		return 0, err
	}
	all, err := e.deps.Store.Organizations(ctx)
	for i := range all {
		if err != nil || len(byKey[all[i].Key]) == 0 {
			continue
		}
		some, failed := e.againIn(ctx, all[i].ID, byKey[all[i].Key])
		n, err = n+some, failed
	}
	return n, err
}

func parseSaved(list []byte) (byKey map[string][]ringdex.Erasure, err error) {
	byKey = map[string][]ringdex.Erasure{}
	for line := range bytes.Lines(list) {
		var s saved
		if err := json.Unmarshal(line, &s); err != nil {
			return nil, ringdex.Fail(ringdex.Invalid, "erasure.bad_list").Because(err)
		}
		one, err := s.erasure()
		if err != nil {
			return nil, ringdex.Fail(ringdex.Invalid, "erasure.bad_list").Because(err)
		}
		byKey[s.Organization] = append(byKey[s.Organization], one)
	}
	return byKey, nil
}

// againIn does it in one organization, in one transaction.
func (e *Erasures) againIn(ctx context.Context, org ringdex.OrganizationID, list []ringdex.Erasure) (n int, err error) {
	err = e.deps.Store.Update(ctx, org, func(w ringdex.Writer) error {
		n = 0
		if added, err := addMissing(w, list); err != nil || !added {
			return err
		}
		ids, err := e.returned(w)
		if err != nil {
			return err
		}
		for _, id := range ids {
			if err := e.eraseAgain(w, org, id); err != nil {
				return err
			}
			n++
		}
		return e.enqueueSweep(w)
	})
	return n, err
}

// addMissing adds erasures that the database lacks, and lifts those that were lifted since. added
// reports whether there were any.
func addMissing(w ringdex.Writer, list []ringdex.Erasure) (added bool, err error) {
	there, err := ringdex.Documents[ringdex.Erasure](w)
	if err != nil {
		return false, err
	}
	for i := range list {
		known := slices.IndexFunc(there, func(e ringdex.Erasure) bool { return e.ID == list[i].ID })
		if known >= 0 && (list[i].Lifted.IsZero() || !there[known].Lifted.IsZero()) {
			continue
		}
		added = true
		if err := w.PutDocument(list[i]); err != nil {
			return added, err
		}
	}
	return added, nil
}

// returned returns the contacts of erased persons, deleted ones too.
func (e *Erasures) returned(r ringdex.Reader) (ids []ringdex.ID, err error) {
	check, err := List{e.deps.Key}.Erased(r)
	if err != nil || check == nil {
		return nil, err
	}
	note := func(c *ringdex.Contact) {
		without := c.Clone()
		without.Phones = nil
		if check(nil, without) != nil && !slices.Contains(ids, c.ID) {
			ids = append(ids, c.ID)
		}
	}
	err = r.EachContact(ringdex.Whole, func(c *ringdex.Contact) error { note(c); return nil })
	for seq := r.Head().Changes + 1; err == nil; {
		changes, failed := r.Past(ringdex.Entries{Deletions: true}, seq, deletionsPortion)
		if failed != nil {
			return nil, failed
		}
		for i := range changes {
			c := &changes[i]
			if seq = c.Seq; c.Contact.Before != nil && !c.Erased {
				note(c.Contact.Before)
			}
		}
		if len(changes) < deletionsPortion {
			break
		}
	}
	return ids, err
}

func (e *Erasures) eraseAgain(w ringdex.Writer, org ringdex.OrganizationID, id ringdex.ID) error {
	past, err := pastOf(w, id)
	if err != nil {
		return err
	}
	done := ringdex.Erasure{ID: ringdex.NewID(e.deps.Clock()), Contact: id, At: e.deps.Clock(), Actor: "restore"}
	by := auth.Principal{Organization: org, Roles: ringdex.Administrator}
	return e.remove(w, past, by.Authority(), &done)
}
