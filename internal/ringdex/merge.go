package ringdex

import (
	"maps"
	"slices"
	"strings"
	"time"
)

// Hand is the caller of an edit, if it is not a source that sends its records.
type Hand struct {
	Person  bool // neither locks nor rules hold what a person writes
	MayLock bool // may lock and unlock fields
}

// The fields that no rule and no priority decides.
const (
	ownID = "externalId"
	locks = "locked"
)

// described is a record that sources describe.
type described[T any] interface {
	*T
	Clone() *T
	told() told
}

// told are the members of a record that say who describes it.
type told struct {
	kind   Kind
	owner  string
	ids    []ExternalID
	gone   map[string]string // MissingSince
	locked *[]string
	words  *[]Word
	custom map[int64]string

	updated time.Time
}

func (c *Contact) told() told {
	return told{KindContact, c.Source, c.ExternalIDs, c.MissingSince, &c.Locked, &c.Words, c.Custom, c.Updated}
}

func (c *Company) told() told {
	return told{KindCompany, c.Source, c.ExternalIDs, c.MissingSince, &c.Locked, &c.Words, c.Custom, c.Updated}
}

// sources returns the sources that describe the record: its owner and those with an external id.
func (t *told) sources() []string {
	var all []string
	if t.owner != "" {
		all = append(all, t.owner)
	}
	for _, x := range t.ids {
		if x.Source != t.owner {
			all = append(all, x.Source)
		}
	}
	return all
}

// Merge merges what a source sends of a record into the record: field by field it takes what the
// locks, the rules of the source and the priority of others allow, and keeps what each source says.
//
// The order of calls is Edit, May and Say as often as needed, Fill, Finish.
type Merge[T any, P described[T]] struct {
	rules *Rules
	hand  Hand
	was   P // nil for a new record
	is    P

	plain   bool              // nothing can prevent an edit, and no word is needed
	others  []claim           // the other sources that describe was
	touched map[string]bool   // fields that were sent
	left    map[string]*Error // why fields are left; nil for those that are taken
	said    map[string][]string
	notes   []note
}

// note is a note that counts if the value which was left differs from what stands.
type note struct {
	field   string
	problem *Error
}

// claim is a source that describes a record.
type claim struct {
	Source
	word *Word // nil if it said what stands
}

// ContactMerge merges into contacts.
type ContactMerge = Merge[Contact, *Contact]

// CompanyMerge merges into companies.
type CompanyMerge = Merge[Company, *Company]

// NewMerge begins to merge what the source of the rules sends. was is nil for a new record; is
// starts as its copy.
func NewMerge[T any, P described[T]](rules *Rules, hand Hand, was, is P) *Merge[T, P] {
	m := &Merge[T, P]{rules: rules, hand: hand, was: was, is: is}
	m.plain = !rules.Source.Ruled() && !hand.Person
	if was != nil {
		t := was.told()
		for _, source := range t.sources() {
			if source != rules.Source.Key {
				m.others = append(m.others, claim{rules.source(source), FindWord(*t.words, source)})
			}
		}
		m.plain = m.plain && len(m.others) == 0 && len(*t.locked) == 0 && len(*t.words) == 0
	}
	return m
}

// source returns the settings of a source.
func (r *Rules) source(key string) Source {
	for i := range r.Sources {
		if r.Sources[i].Key == key {
			return r.Sources[i]
		}
	}
	return Source{Key: key}
}

// Edit applies the edits that may be taken, in order. If there are problems, discard the record.
func (m *Merge[T, P]) Edit(edits []Edit[T]) (problems []*Error) {
	taken, left := edits, false
	locking := slices.ContainsFunc(edits, func(e Edit[T]) bool { return e.Field == locks })
	m.plain = m.plain && !locking
	if !m.plain {
		taken = make([]Edit[T], 0, len(edits))
		for _, e := range edits {
			if m.May(e.Field, e.At) {
				taken = append(taken, e)
			} else {
				left = true
			}
		}
	}
	if left {
		m.overhear(edits)
	}
	problems = Apply((*T)(m.is), taken)
	if locking && m.left[locks] == nil {
		problems = append(problems, m.checkLocks()...)
	}
	return problems
}

// overhear notes the values of edits that are left.
func (m *Merge[T, P]) overhear(edits []Edit[T]) {
	var heard P = new(T)
	if m.was != nil {
		heard = m.was.Clone()
	}
	_ = Apply((*T)(heard), edits) // what has no place is no value
	for _, e := range edits {
		if field := WholeField(e.Field); m.left[field] != nil {
			m.Say(field, valuesOf((*T)(heard), field))
		}
	}
}

// May reports whether a field may be changed. If not, a note at the sender's place says why. It is
// for changes that are no edits; the caller says the values by Say.
func (m *Merge[T, P]) May(field, at string) bool {
	if m.plain {
		return true
	}
	field = WholeField(field)
	if !m.touched[field] {
		m.touch(field)
	}
	why := m.left[field]
	if why == nil {
		return true
	}
	if !slices.ContainsFunc(m.notes, func(n note) bool { return n.field == field && n.problem.Field == at }) {
		m.notes = append(m.notes, note{field, &Error{Code: why.Code, Field: at, Text: why.Text}})
	}
	return false
}

func (m *Merge[T, P]) touch(field string) {
	if m.touched == nil {
		m.touched, m.left, m.said = map[string]bool{}, map[string]*Error{}, map[string][]string{}
	}
	m.touched[field] = true
	if why := m.why(field); why != nil {
		m.left[field] = why
	}
}

// Say notes the values that the source says of a field which is left.
func (m *Merge[T, P]) Say(field string, values []string) {
	if !m.plain {
		m.said[field] = values
	}
}

// why returns why a field must be left, or nil.
func (m *Merge[T, P]) why(field string) *Error {
	source := &m.rules.Source
	switch {
	case field == ownID:
		if m.was != nil && isLocked(*m.was.told().locked, field) && !m.hand.Person {
			return Fail(Invalid, KeyLocked)
		}
		return nil
	case field == locks:
		if m.hand.MayLock {
			return nil
		}
		return Fail(Denied, "field.locks")
	case m.hand.Person:
		return nil
	case m.was != nil && isLocked(*m.was.told().locked, field):
		return Fail(Invalid, KeyLocked)
	}
	switch source.RuleOf(field) {
	case Never:
		return Fail(Invalid, "field.never", Show(source.Key), field)
	case MayFill:
		if !m.mayFill(field) {
			return Fail(Invalid, "field.fill", Show(source.Key), field)
		}
	default:
		if above := m.above(field, source.Priority); above != nil {
			return Fail(Invalid, "field.priority", field, Show(above.Key), above.Priority, Show(source.Key), source.Priority)
		}
	}
	return nil
}

// KeyLocked is the message key of a field that a lock keeps.
const KeyLocked = "field.locked"

// mayFill reports whether a field is empty, or has what the source itself has filled in.
func (m *Merge[T, P]) mayFill(field string) bool {
	if m.was == nil {
		return true
	}
	stands := valuesOf((*T)(m.was), field)
	if len(stands) == 0 {
		return true
	}
	own, said := m.before(field)
	return said && slices.Equal(own, stands) && m.settler(field) == nil
}

// before returns what the source said of a field until now.
func (m *Merge[T, P]) before(field string) ([]string, bool) {
	t := m.was.told()
	word := FindWord(*t.words, m.rules.Source.Key)
	if word == nil && !slices.Contains(t.sources(), m.rules.Source.Key) {
		return nil, false
	}
	return says(claim{word: word}, (*T)(m.was), field)
}

// says returns what a source says of a field of the record as it stands: without a word, what
// stands.
func says[T any](c claim, record *T, field string) ([]string, bool) {
	if c.word != nil {
		return c.word.Of(field)
	}
	return valuesOf(record, field), true
}

// above returns a source above a priority that may set a field and says a value of it, or nil.
func (m *Merge[T, P]) above(field string, priority int) *claim {
	for i := range m.others {
		if c := &m.others[i]; c.Priority > priority && m.claims(c, field) {
			return c
		}
	}
	return nil
}

// settler returns another source that may set a field and says a value of it, or nil.
func (m *Merge[T, P]) settler(field string) *claim {
	for i := range m.others {
		if c := &m.others[i]; m.claims(c, field) {
			return c
		}
	}
	return nil
}

func (m *Merge[T, P]) claims(c *claim, field string) bool {
	if m.was.told().gone[c.Key] != "" || c.RuleOf(field) != MaySet {
		return false
	}
	values, _ := says(*c, (*T)(m.was), field)
	return len(values) > 0
}

// checkLocks gives the fields that a person locks their canonical names.
func (m *Merge[T, P]) checkLocks() (problems []*Error) {
	t := m.is.told()
	named := make([]string, 0, len(*t.locked))
	for _, field := range *t.locked {
		name := CanonicalField(t.kind, field, m.rules.Fields)
		if name == locks || !IsField(t.kind, name, m.rules.Fields) && !m.wasLocked(name) {
			problems = append(problems, Problem(locks, "field.no_lock", Show(field)))
		}
		named = append(named, name)
	}
	slices.Sort(named)
	if named = slices.Compact(named); m.was == nil || !equalSets(named, *m.was.told().locked) {
		*t.locked = slices.Clip(named)
	} else {
		*t.locked = slices.Clone(*m.was.told().locked) // in the order that it has
	}
	return problems
}

func (m *Merge[T, P]) wasLocked(field string) bool {
	return m.was != nil && slices.Contains(*m.was.told().locked, field)
}

// equalSets reports whether a list has the elements of a sorted one, in any order.
func equalSets(sorted, list []string) bool {
	return slices.Equal(sorted, slices.Sorted(slices.Values(list)))
}

// Fill gives the fields that the source has emptied the value that another source says of them, and
// fields that were unlocked the one that now should stand. What a person empties, or a file that
// was exported from here and edited, stays empty: they say what shall stand.
func (m *Merge[T, P]) Fill() {
	if m.plain || m.was == nil {
		return
	}
	if m.describes() {
		m.fillEmptied()
	}
	if m.touched[locks] {
		m.unlock()
	}
}

func (m *Merge[T, P]) fillEmptied() {
	for _, field := range slices.Sorted(maps.Keys(m.touched)) {
		if m.left[field] == nil && m.isBlank(field) {
			if standing[T, P](m.rules, m.others, m.was).give(m.is, field) {
				m.said[field] = nil
			}
		}
	}
}

// describes reports whether the sender is one of the sources that describe the record, also from
// this record on: the same record a second time must change nothing.
func (m *Merge[T, P]) describes() bool {
	t := m.is.told()
	return !m.hand.Person && slices.Contains(t.sources(), m.rules.Source.Key)
}

func (m *Merge[T, P]) isBlank(field string) bool { return len(valuesOf((*T)(m.is), field)) == 0 }

// unlock computes the fields that are no longer locked.
func (m *Merge[T, P]) unlock() {
	before, now := *m.was.told().locked, *m.is.told().locked
	all := m.others
	if t := m.was.told(); slices.Contains(t.sources(), m.rules.Source.Key) {
		all = append(slices.Clone(all), claim{m.rules.Source, FindWord(*t.words, m.rules.Source.Key)})
	}
	s := standing[T, P](m.rules, all, m.was)
	for _, field := range s.fields() {
		if isLocked(before, field) && !isLocked(now, field) && !m.touched[field] {
			s.give(m.is, field)
		}
	}
}

// Finish completes the record: what each source says of it, and the locks that an edit by a person
// sets. It returns notes of what was left, each at the sender's place. at is the time of the
// change.
func (m *Merge[T, P]) Finish(at time.Time) (notes []*Error) {
	if m.plain {
		return nil
	}
	for _, n := range m.notes {
		said, known := m.said[n.field]
		if !known || !slices.Equal(said, valuesOf((*T)(m.is), n.field)) {
			notes = append(notes, n.problem)
		}
	}
	m.lockEdits()
	m.keepWords(at)
	return notes
}

// lockEdits locks the fields that a person has changed, if a source of the record wants that.
func (m *Merge[T, P]) lockEdits() {
	if m.was == nil || !m.hand.Person || m.touched[locks] {
		return
	}
	wanted := slices.ContainsFunc(m.others, func(c claim) bool { return c.LockEdits }) || m.rules.Source.LockEdits
	if !wanted {
		return
	}
	locked := m.is.told().locked
	for _, field := range slices.Sorted(maps.Keys(m.touched)) {
		if field != ownID && !isLocked(*locked, field) && m.changed(field) {
			*locked = append(*locked, field)
		}
	}
}

func (m *Merge[T, P]) changed(field string) bool {
	return m.was == nil || !slices.Equal(valuesOf((*T)(m.was), field), valuesOf((*T)(m.is), field))
}

// keepWords keeps what each source says of the record, as far as that may differ from what stands.
func (m *Merge[T, P]) keepWords(at time.Time) {
	t := m.is.told()
	sources := t.sources()
	moved := m.was == nil || !slices.EqualFunc(everyValue[T, P](m.was), everyValue[T, P](m.is), Said.equal)
	var words []Word
	for _, source := range sources {
		if source == m.rules.Source.Key {
			words = append(words, m.ownWord(at, moved))
			continue
		}
		i := slices.IndexFunc(m.others, func(c claim) bool { return c.Key == source })
		switch {
		case i < 0: // its id was given with the record, by an undo or a file
		case m.others[i].word != nil:
			words = append(words, *m.others[i].word)
		case moved || len(sources) > 1:
			words = append(words, Word{source, m.was.told().updated, everyValue[T, P](m.was)})
		}
	}
	*t.words = neededWords[T, P](m.is, words)
}

// ownWord returns what the source says now.
func (m *Merge[T, P]) ownWord(at time.Time, moved bool) Word {
	var before Word
	if m.was != nil {
		t := m.was.told()
		if old := FindWord(*t.words, m.rules.Source.Key); old != nil {
			before = *old
		} else if len(m.others) == 0 && slices.Contains(t.sources(), m.rules.Source.Key) {
			before.Said = everyValue[T, P](m.was)
		}
	}
	before.Source = m.rules.Source.Key
	news := map[string][]string{}
	for field := range m.touched {
		if field == ownID || field == locks {
			continue
		}
		values, said := m.said[field]
		if !said && m.left[field] == nil {
			values, said = valuesOf((*T)(m.is), field), true
		}
		if said {
			news[field] = values
		}
	}
	word := before.with(news)
	if moved || before.At.IsZero() || !word.same(&before) {
		word.At = at
	}
	return word
}

// neededWords returns the words that must be kept: those of several sources, and that of a single
// one which says something else than what stands.
func neededWords[T any, P described[T]](is P, words []Word) []Word {
	slices.SortFunc(words, func(a, b Word) int { return strings.Compare(a.Source, b.Source) })
	t := is.told()
	if len(t.sources()) > 1 || len(words) == 1 && !words[0].stands(func(field string) []string { return valuesOf((*T)(is), field) }) {
		return slices.Clip(words)
	}
	return nil
}

// stands reports whether all that the word says stands.
func (w *Word) stands(values func(field string) []string) bool {
	return !slices.ContainsFunc(w.Said, func(s Said) bool { return !slices.Equal(s.Values, values(s.Field)) })
}
