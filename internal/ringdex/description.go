package ringdex

import (
	"slices"

	"ringdex/internal/message"
	"ringdex/internal/phone"
)

// Description is what one source says of a record.
type Description struct {
	Source       Source // its settings
	ExternalID   string // or ""
	Owner        bool   // the record belongs to it
	MissingSince string // text in RFC 3339; "" if it has the record
	Word         Word   // its At is zero if it is not known
	Fields       []FieldWord
}

// FieldWord is the value that a source said of a field, beside the one that stands.
type FieldWord struct {
	Said
	Stands []string
	Why    message.Text // why that one stands
	Note   message.Text // what is wrong with the said value; zero if nothing is
}

// Taken reports whether the value of the source stands.
func (f *FieldWord) Taken() bool { return slices.Equal(f.Values, f.Stands) }

// Describe returns what each source says of a record, highest priority first. A source without a
// word has said what stands.
func Describe[T any, P described[T]](rules *Rules, record P) []Description {
	t := record.told()
	var all []Description
	s := standing[T, P](rules, claimsOf[T, P](rules, record), record)
	claims := slices.Clone(s.claims)
	for _, c := range claimsOf[T, P](rules, record) {
		if t.gone[c.Key] != "" {
			claims = append(claims, c)
		}
	}
	for _, c := range claims {
		d := Description{Source: c.Source, ExternalID: GivenID(externalID(t.ids, c.Key)), Owner: c.Key == t.owner, MissingSince: t.gone[c.Key]}
		if d.Word = (Word{Source: c.Key, Said: everyValue[T, P](record)}); c.word != nil {
			d.Word = *c.word
		}
		for _, said := range d.Word.Said {
			f := FieldWord{Said: said, Stands: valuesOf((*T)(record), said.Field), Note: numberNote(rules, said)}
			f.Why = s.reason(&c, &f)
			d.Fields = append(d.Fields, f)
		}
		all = append(all, d)
	}
	return all
}

// reason returns why the standing value of a field is what it is, seen from a source.
func (s *stand[T, P]) reason(c *claim, f *FieldWord) message.Text {
	t := s.record.told()
	other := s.sayer(c, f)
	switch {
	case f.Taken():
		return message.New("said.stands")
	case isLocked(*t.locked, f.Field):
		return message.New("said.locked")
	case t.gone[c.Key] != "":
		return message.New("said.missing")
	case c.RuleOf(f.Field) == Never:
		return message.New("said.never")
	case len(f.Values) == 0:
		return message.New("said.empty")
	case s.settles(c, f):
		return message.New("said.pending")
	case other == nil && c.RuleOf(f.Field) == MayFill:
		return message.New("said.fill")
	case other == nil:
		return message.New("said.changed")
	case other.Priority > c.Priority && other.RuleOf(f.Field) == MaySet:
		return message.New("said.priority", Show(other.Key), other.Priority, c.Priority)
	case c.RuleOf(f.Field) == MayFill:
		return message.New("said.filled", Show(other.Key))
	}
	return message.New("said.later", Show(other.Key))
}

// settles reports whether Settle would give the field the value of the source: the settings have
// changed since.
func (s *stand[T, P]) settles(c *claim, f *FieldWord) bool {
	best, _ := s.best(f.Field)
	words := *s.record.told().words
	return best != nil && best.Key == c.Key && (len(f.Stands) == 0 || c.RuleOf(f.Field) == MaySet) &&
		isSaid(words, f.Field, f.Stands) && !s.isKey(f.Field)
}

// sayer returns another source that says what stands, or nil.
func (s *stand[T, P]) sayer(c *claim, f *FieldWord) *claim {
	for i := range s.claims {
		other := &s.claims[i]
		if values, said := says(*other, (*T)(s.record), f.Field); other.Key != c.Key && said && slices.Equal(values, f.Stands) {
			return other
		}
	}
	return nil
}

// numberNote names the numbers of a value that are not valid.
func numberNote(rules *Rules, said Said) message.Text {
	if said.Field != "phones" {
		return message.Text{}
	}
	for _, text := range said.Values {
		if n := phone.Parse(text, rules.Regions); !n.Valid() {
			return message.New("said.number", Show(text), n.Reason.Message())
		}
	}
	return message.Text{}
}
