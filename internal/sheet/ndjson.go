package sheet

import (
	"bufio"
	"encoding/json"
	"io"
	"time"

	"ringdex/internal/ringdex"
)

// member is one member of an object, in order.
type member struct {
	name  string
	value any
}

// contactHead is what a program may want to know of a contact besides its fields.
func contactHead(c *ringdex.Contact) []member {
	head := []member{{"id", c.ID.String()}, {"source", c.Source}, {"version", c.Version}, {"created", stamp(c.Created)}, {"updated", stamp(c.Updated)}}
	if len(c.Phones) > 0 {
		head = append(head, member{"numbers", numbersOf(c)})
	}
	return head
}

func companyHead(c *ringdex.Company) []member {
	return []member{{"id", c.ID}, {"source", c.Source}, {"version", c.Version}, {"created", stamp(c.Created)}, {"updated", stamp(c.Updated)}}
}

type numberWire struct {
	Text      string `json:"text"`
	E164      string `json:"e164,omitempty"`
	Kind      string `json:"kind,omitempty"`
	Extension string `json:"extension,omitempty"`
	Reason    string `json:"reason,omitempty"`
}

func numbersOf(c *ringdex.Contact) []numberWire {
	all := make([]numberWire, len(c.Phones))
	for i, n := range c.Phones {
		all[i] = numberWire{n.Text, n.E164, string(n.Kind), n.Extension, string(n.Reason)}
	}
	return all
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }

// writeLines writes an object a line, under the same names as columns have, but lists as lists ("phones").
func writeLines[T any](e *Export, w io.Writer, fields []outField[T], head func(*T) []member, each func(func(*T) error) error) error {
	out := bufio.NewWriter(w)
	err := each(func(record *T) error {
		members, custom := head(record), map[string]any{}
		for i := range fields {
			switch m, ok := memberOf(&fields[i], record); {
			case !ok:
			case fields[i].custom:
				custom[m.name] = m.value
			default:
				members = append(members, m)
			}
		}
		if len(custom) > 0 {
			members = append(members, member{"custom", custom})
		}
		e.Written++
		return writeObject(out, members)
	})
	if err != nil {
		return err
	}
	return out.Flush()
}

func memberOf[T any](f *outField[T], record *T) (member, bool) {
	values := f.values(record)
	switch {
	case len(values) == 0:
		return member{}, false
	case f.list == nil || f.name == "company":
		return member{f.name, values[0]}, true
	case f.name == "email" || f.name == "phone":
		return member{f.name + "s", values}, true
	}
	return member{f.name, values}, true
}

func writeObject(out *bufio.Writer, members []member) error {
	sep := byte('{')
	for _, m := range members {
		name, err := json.Marshal(m.name)
		if err != nil {
			return err
		}
		value, err := json.Marshal(m.value)
		if err != nil {
			return err
		}
		_ = out.WriteByte(sep) // the writer keeps its first error for Flush
		_, _ = out.Write(name)
		_ = out.WriteByte(':')
		_, _ = out.Write(value)
		sep = ','
	}
	_, err := out.WriteString("}\n")
	return err
}
