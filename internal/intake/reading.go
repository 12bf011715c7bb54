package intake

import (
	"slices"
	"strings"

	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// reading holds the parsed batch, the look-ups and the plan under one version of the rules. New
// rules discard all of it.
type reading struct {
	rules   ringdex.Rules
	uniques bool            // some fields are unique
	seed    uint64          // seed of digests: the context of a record's meaning
	digests []uint64        // of the records, once computed
	edits   []*contactEdits // of contacts, once parsed

	erasures int // how many there were
	erased   func(was, is *ringdex.Contact) *ringdex.Error

	survey *survey
	plan   *plan
}

// contactEdits are the parsed operations of a record.
type contactEdits struct {
	edits    []ringdex.Edit[ringdex.Contact]
	problems []*ringdex.Error
}

// read reads the current rules. If they have changed, it discards everything derived from the old
// ones.
func (b *batch) read(r ringdex.Reader) error {
	rules, err := b.in.Rules(r, b.order.Source)
	if err != nil {
		return err
	}
	erasures, err := r.Documents(ringdex.ErasureDocument)
	if err != nil {
		return err
	}
	seed := seedOf(&rules, b.order.Meaning)
	if b.reading != nil && b.seed == seed && b.erasures == len(erasures) {
		return nil
	}
	n := len(b.records)
	b.reading = &reading{
		rules: rules, seed: seed, digests: make([]uint64, n), edits: make([]*contactEdits, n), erasures: len(erasures),
	}
	if check := b.in.deps.Erased; check != nil && len(erasures) > 0 {
		if b.erased, err = check(r); err != nil {
			return err
		}
	}
	b.uniques = slices.ContainsFunc(rules.Fields, func(f ringdex.Field) bool { return f.Unique })
	if b.order.Fields != nil {
		b.order.Fields(rules.Fields)
	}
	return nil
}

// Rules returns the rules for records of a source. A source without configuration has the
// defaults.
func (in *Intake) Rules(r ringdex.Reader, source string) (rules ringdex.Rules, err error) {
	o, err := r.Organization()
	if err != nil {
		return rules, err
	}
	rules.Regions = phone.Regions(in.deps.Regions)
	if len(o.Settings.Regions) > 0 {
		rules.Regions = o.Settings.Regions
	}
	if rules.Fields, err = ringdex.Fields(r); err != nil {
		return rules, err
	}
	if rules.Sources, err = ringdex.Documents[ringdex.Source](r); err != nil {
		return rules, err
	}
	if i := slices.IndexFunc(rules.Sources, func(s ringdex.Source) bool { return s.Key == source }); i >= 0 {
		rules.Source = rules.Sources[i]
		return rules, nil
	}
	rules.Source = ringdex.Source{Key: source}
	return rules, ringdex.CheckNames("source", source)
}

// contactEdits returns the parsed operations of a record. It parses once, even if the record is
// planned several times.
func (b *batch) contactEdits(i int) *contactEdits {
	if b.edits[i] == nil {
		b.records[i].load()
		edits, problems := ringdex.PrepareContact(b.records[i].Ops, &b.rules)
		b.edits[i] = &contactEdits{edits, problems}
	}
	return b.edits[i]
}

// independent reports whether outcomes depend only on the keys of the records: no record has
// companies or a user name, all match by ids, and no unique field changes. Then a plan holds while
// earlier batches with other keys are still being written.
func (b *batch) independent(unchanged []bool) bool {
	if b.order.UserNames || b.rules.Source.Matches() || b.hasPasswords() {
		return false
	}
	for i := range b.records {
		if rec := &b.records[i]; rec.Company != nil || len(rec.Companies) > 0 || rec.Identity.Home != nil || !unchanged[i] && !b.plain(rec) {
			return false
		}
	}
	return true
}

func (b *batch) plain(rec *Record) bool {
	rec.load()
	return !slices.ContainsFunc(rec.Ops, func(op ringdex.Op) bool {
		return op.Field == "userName" || op.Field == "companies" || op.Field == "externalId" || b.uniques && b.isUnique(op.Field)
	})
}

func (b *batch) isUnique(field string) bool {
	f, custom := ringdex.FindField(b.rules.Fields, ringdex.KindContact, strings.TrimPrefix(field, "custom."))
	return custom && f.Unique
}
