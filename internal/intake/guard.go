package intake

import (
	"ringdex/internal/ringdex"
)

// Refusals says what a replacing run does with the contact of a refused record.
type Refusals int

// The zero value follows the setting of the source, which deletes by default.
const (
	RefusalsOfSource Refusals = iota
	KeepRefused
	DeleteRefused
)

// keepsRefused reports whether the run keeps the contacts of refused records.
func (s *stream) keepsRefused(source *ringdex.Source) bool {
	if s.order.Refusals == RefusalsOfSource {
		return source.KeepRefused
	}
	return s.order.Refusals == KeepRefused
}

// refused counts the refused records of a replacing run.
type refused struct {
	kept    int // with a contact, which the run keeps
	unknown int // that may stand for a contact although none is found
}

// note counts a refused record, and returns its contact if the run keeps it. An external id of the
// sender's identifies the contact; a generated one may rest on the very value that is wrong.
func (n *refused) note(rec *Record, contact ringdex.ID, keep bool) ringdex.ID {
	switch {
	case !keep:
		return ringdex.ID{}
	case !contact.IsZero():
		n.kept++
	case !rec.NoRecord && ringdex.GivenID(rec.Identity.ExternalID) == "":
		n.unknown++
	}
	return contact
}

// mayDelete is the guard of a replacing run: it returns why it must not delete the missing
// contacts, or nil. before is how many contacts the source had.
func (s *stream) mayDelete(r ringdex.Reader, missing []ringdex.ID, before int) error {
	if len(missing) == 0 {
		return nil
	}
	source, err := ringdex.FindDocument[ringdex.Source](r, s.order.Source)
	if err != nil && ringdex.CodeOf(err) != ringdex.NotFound {
		return err
	}
	if s.refused.unknown > 0 {
		return ringdex.Fail(ringdex.Conflict, KeyReplaceUnknown, s.refused.unknown, len(missing))
	}
	limit := source.MaxDelete
	if s.order.MaxDelete != "" {
		limit = s.order.MaxDelete
	}
	if n, text := ringdex.MayDelete(limit, before); len(missing) > n {
		return ringdex.Fail(ringdex.Conflict, KeyReplaceLimit, len(missing), before, ringdex.Show(s.order.Source), text)
	}
	if s.order.Keyless && s.order.MaxDelete == "" {
		return s.checkKeys(r, missing)
	}
	return nil
}

// checkKeys refuses to delete contacts with external ids of the sender's if its records have none:
// the column of ids is missing, and the same people would be deleted and created again.
func (s *stream) checkKeys(r ringdex.Reader, missing []ringdex.ID) error {
	contacts, err := r.Contacts(missing[:min(len(missing), batchSize)])
	if err != nil {
		return err
	}
	n := 0
	for _, c := range contacts {
		if c != nil && ringdex.GivenID(c.ExternalID(s.order.Source)) != "" {
			n++
		}
	}
	if n == 0 {
		return nil
	}
	return ringdex.Fail(ringdex.Conflict, KeyReplaceKeyless, n)
}

// Message keys of the guards of a replacing run. A caller may add advice to the message.
const (
	KeyReplaceLimit   = "intake.replace_limit"
	KeyReplaceUnknown = "intake.replace_unknown"
	KeyReplaceKeyless = "intake.replace_keyless"
)
