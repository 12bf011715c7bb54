package native

import (
	"time"

	"ringdex/internal/message"
	"ringdex/internal/ringdex"
)

// Said is what a source last said of a record.
type Said struct {
	Source       string            `json:"source"`
	Name         string            `json:"name,omitempty"`
	ExternalID   string            `json:"externalId,omitempty"`
	Owner        bool              `json:"owner"`
	Priority     int               `json:"priority"`
	Rule         ringdex.FieldRule `json:"rule"`
	SaidAt       *time.Time        `json:"saidAt,omitempty"` // when it last said something new
	MissingSince string            `json:"missingSince,omitempty"`
	Fields       []SaidField       `json:"fields"`
}

// SaidField is the value that a source said of a field, beside the one that stands.
type SaidField struct {
	Field  string   `json:"field"`
	Said   []string `json:"said"`
	Stands []string `json:"stands"`
	Taken  bool     `json:"taken"`
	Reason string   `json:"reason"` // key of why: said.locked
	Text   string   `json:"text"`   // the same in words
	Note   string   `json:"note,omitempty"`
}

// Lock is a locked field, with who has locked it.
type Lock struct {
	Field  string     `json:"field"`
	Actor  string     `json:"actor,omitempty"`
	Source string     `json:"source,omitempty"`
	At     *time.Time `json:"at,omitempty"`
	Run    string     `json:"run,omitempty"`
}

// Said returns the JSON of what a source says. Texts are told by say.
func (v *View) Said(kind ringdex.Kind, d *ringdex.Description, say func(message.Text) string) Said {
	out := Said{
		Source: d.Source.Key, Name: d.Source.Name, ExternalID: d.ExternalID, Owner: d.Owner, Priority: d.Source.Priority,
		Rule: ringdex.MaySet, SaidAt: moment(d.Word.At), MissingSince: d.MissingSince, Fields: make([]SaidField, len(d.Fields)),
	}
	if d.Source.Rule != "" {
		out.Rule = d.Source.Rule
	}
	for i := range d.Fields {
		f := &d.Fields[i]
		out.Fields[i] = SaidField{
			Field: v.FieldName(kind, f.Field), Said: list(f.Values), Stands: list(f.Stands), Taken: f.Taken(), Reason: f.Why.Key, Text: say(f.Why),
		}
		if f.Note.Key != "" {
			out.Fields[i].Note = say(f.Note)
		}
	}
	return out
}

// Lock returns the JSON of a lock.
func (v *View) Lock(kind ringdex.Kind, field string, by ringdex.Cause) Lock {
	l := Lock{Field: v.FieldName(kind, field), Actor: by.Actor, Source: by.Source, At: moment(by.At)}
	if !by.Run.IsZero() {
		l.Run = by.Run.String()
	}
	return l
}

func list(values []string) []string {
	if values == nil {
		return []string{}
	}
	return values
}

func moment(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}
