package intake

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"ringdex/internal/ringdex"
)

// Missing is a reading of all that a source has.
type Missing struct {
	Organization ringdex.OrganizationID
	Source       string // key
	Kind         ringdex.Kind
	Run          ringdex.ID // that read it
	Actor        string
	Has          func(externalID string) bool // whether the reading had it
	Accept       bool                         // without the guard

	in *Intake
}

// missingFloor is how many records may go missing even if that is a large share: a small source may
// change as a whole.
const missingFloor = 500

// MarkMissing marks the source's records that a complete reading did not have, and returns how many
// it has marked. It deletes nothing, and an intake of a record takes its mark away. Conflict if
// they are more than the source's limit of deletions, by default a tenth and 500: then it marks
// none.
func (in *Intake) MarkMissing(ctx context.Context, m Missing) (n int, err error) {
	m.in = in
	gone, err := in.missingOf(ctx, &m)
	if err != nil {
		return 0, err
	}
	for chunk := range slices.Chunk(gone, batchSize) {
		marked := 0
		err := in.deps.Store.Update(ctx, m.Organization, func(w ringdex.Writer) (err error) {
			marked, err = m.mark(w, chunk, in.deps.Clock())
			return err
		})
		if err != nil {
			return n, err
		}
		n += marked
	}
	return n, nil
}

// missingOf returns the records that are to be marked, or the refusal of the guard.
func (in *Intake) missingOf(ctx context.Context, m *Missing) (gone []ringdex.Ref, err error) {
	all := 0
	err = in.deps.Store.View(ctx, m.Organization, func(r ringdex.Reader) error {
		err := m.each(r, func(ref ringdex.Ref, externalID string) {
			if all++; !m.Has(externalID) {
				gone = append(gone, ref)
			}
		})
		if err != nil {
			return err
		}
		if gone, err = m.unmarked(r, gone); err != nil {
			return err
		}
		return m.guard(r, len(gone), all)
	})
	return gone, err
}

// rules are those of the values that others have said of a missing record.
func (m *Missing) rules(r ringdex.Reader) (ringdex.Rules, error) { return m.in.Rules(r, m.Source) }

// each calls fn for each record with an external id of the source.
func (m *Missing) each(r ringdex.Reader, fn func(ref ringdex.Ref, externalID string)) error {
	if m.Kind == ringdex.KindContact {
		return ringdex.ContactsOfSource(r, m.Source, func(externalID string, f ringdex.Found) { fn(f.Ref, externalID) })
	}
	return r.EachCompany(func(c *ringdex.Company) error {
		if x := c.ExternalID(m.Source); x != "" {
			fn(c.Ref(), x)
		}
		return nil
	})
}

// unmarked returns those without a mark of the source.
func (m *Missing) unmarked(r ringdex.Reader, refs []ringdex.Ref) (rest []ringdex.Ref, err error) {
	for chunk := range slices.Chunk(refs, batchSize) {
		changes, err := m.changes(r, chunk, time.Time{})
		if err != nil {
			return nil, err
		}
		for i := range changes {
			rest = append(rest, changes[i].Ref)
		}
	}
	return rest, nil
}

// guard refuses to mark too many.
func (m *Missing) guard(r ringdex.Reader, n, of int) error {
	source, err := ringdex.FindDocument[ringdex.Source](r, m.Source)
	if err != nil && ringdex.CodeOf(err) != ringdex.NotFound {
		return err
	}
	most, text := ringdex.MayDelete(cmp.Or(source.MaxDelete, "10%"), of)
	if source.MaxDelete == "" {
		most = max(most, missingFloor)
	}
	if m.Accept || n <= most {
		return nil
	}
	return ringdex.Fail(ringdex.Conflict, KeyMissingLimit, n, of, ringdex.Show(m.Source), text)
}

// KeyMissingLimit is the message key of a reading that lacks too many records. A caller may add
// advice to the message.
const KeyMissingLimit = "intake.missing_limit"

// mark marks records, unless they have lost their external ids since.
func (m *Missing) mark(w ringdex.Writer, refs []ringdex.Ref, now time.Time) (int, error) {
	changes, err := m.changes(w, refs, now)
	if err != nil {
		return 0, err
	}
	return len(changes), w.Apply(changes)
}

func (m *Missing) changes(r ringdex.Reader, refs []ringdex.Ref, now time.Time) ([]ringdex.Change, error) {
	rules, err := m.rules(r)
	if err != nil {
		return nil, err
	}
	cause := ringdex.Cause{Source: m.Source, Run: m.Run, Actor: m.Actor, At: now}
	return ringdex.Rewrite(r, refs, cause,
		func(c *ringdex.Contact) bool {
			missing := m.note(c.ExternalID(m.Source), &c.MissingSince, now)
			return missing && (ringdex.Settle(&rules, c) || missing)
		},
		func(c *ringdex.Company) bool {
			missing := m.note(c.ExternalID(m.Source), &c.MissingSince, now)
			return missing && (ringdex.Settle(&rules, c) || missing)
		})
}

// note marks a record, if it is one of the source that has no mark yet.
func (m *Missing) note(externalID string, since *map[string]string, now time.Time) bool {
	if externalID == "" || m.Has(externalID) || (*since)[m.Source] != "" {
		return false
	}
	*since = m.with(*since, now)
	return true
}

func (m *Missing) with(since map[string]string, now time.Time) map[string]string {
	all := map[string]string{m.Source: now.UTC().Format(time.RFC3339)}
	maps.Copy(all, since)
	return all
}

// arrived takes the mark away from a record that its source has sent.
func arrived(since map[string]string, rec *Record, source, externalID string) {
	if x := rec.Identity.ExternalID; x != "" && x == externalID {
		delete(since, source)
	}
}
