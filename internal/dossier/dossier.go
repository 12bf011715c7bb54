// Package dossier writes all that is known of a person as files that the person can read: JSON for
// programs, and HTML for people.
package dossier

import (
	"archive/zip"
	_ "embed"
	"encoding/json"
	"html/template"
	"io"
	"strings"
	"time"

	"ringdex/internal/erasure"
	"ringdex/internal/i18n"
	"ringdex/internal/message"
	"ringdex/internal/ringdex"
	"ringdex/internal/wire/native"
)

// Paper is a dossier in a language, at a time.
type Paper struct {
	Dossier  *erasure.Dossier
	At       time.Time
	Language i18n.Language
}

// content is a dossier as JSON.
type content struct {
	Made        time.Time      `json:"made"`
	ID          string         `json:"id"`
	Deleted     bool           `json:"deleted"` // it is in the history only
	Record      native.Object  `json:"record"`
	Source      string         `json:"source,omitempty"`
	ExternalIDs []externalID   `json:"externalIds"`
	History     []native.Entry `json:"history"`
	Mentions    []mention      `json:"mentions"`
}

type externalID struct {
	Source string `json:"source"`
	ID     string `json:"id"`
}

type mention struct {
	Table string    `json:"table"`
	Of    string    `json:"of"` // run, or event
	At    time.Time `json:"at,omitzero"`
	Text  string    `json:"text"`
}

func (p *Paper) content() content {
	d := p.Dossier
	view := native.View{Fields: d.Fields, Companies: d.Companies}
	c := content{
		Made: p.At, ID: d.Contact.ID.String(), Deleted: d.Deleted, Record: view.Contact(d.Contact), Source: d.Contact.Source,
		ExternalIDs: []externalID{}, History: []native.Entry{}, Mentions: []mention{},
	}
	for _, x := range d.Contact.ExternalIDs {
		if id := ringdex.GivenID(x.ID); id != "" {
			c.ExternalIDs = append(c.ExternalIDs, externalID{x.Source, id})
		}
	}
	for i := range d.Changes {
		c.History = append(c.History, view.Entry(&d.Changes[i], d.Doors[d.Changes[i].Cause.Run]))
	}
	for _, m := range d.Mentions {
		c.Mentions = append(c.Mentions, mention(m))
	}
	return c
}

// WriteJSON writes the dossier for programs.
func (p *Paper) WriteJSON(w io.Writer) error {
	out := json.NewEncoder(w)
	out.SetIndent("", "  ")
	return out.Encode(p.content())
}

//go:embed dossier.html
var page string

var pageTemplate = template.Must(template.New("dossier").Parse(page))

// WriteHTML writes the dossier for people: one page without anything from elsewhere.
func (p *Paper) WriteHTML(w io.Writer) error {
	c := p.content()
	return pageTemplate.Execute(w, map[string]any{
		"Lang": string(p.Language), "Name": p.Dossier.Contact.FullName(), "C": c, "Fields": fieldsOf(c.Record), "Say": p.say,
	})
}

func (p *Paper) say(key string) string { return p.Language.Render(message.New("dossier." + key)) }

// field is a line of the record.
type field struct{ Name, Value string }

func fieldsOf(record native.Object) (fields []field) {
	for _, m := range record {
		if m.Name == "numbers" { // the same as phones, for programs
			continue
		}
		fields = append(fields, field{m.Name, shown(m.Value)})
	}
	return fields
}

// shown is a value as people read it.
func shown(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case []string:
		return strings.Join(v, ", ")
	case time.Time:
		return v.UTC().Format("2006-01-02 15:04 MST")
	}
	body, _ := json.Marshal(value) // plain data
	return string(body)
}

// WriteZip writes both: person.json and person.html.
func (p *Paper) WriteZip(w io.Writer) error {
	archive := zip.NewWriter(w)
	for _, file := range []struct {
		name  string
		write func(io.Writer) error
	}{{"person.json", p.WriteJSON}, {"person.html", p.WriteHTML}} {
		to, err := archive.CreateHeader(&zip.FileHeader{Name: file.name, Method: zip.Deflate, Modified: p.At})
		if err != nil {
			return err
		}
		if err := file.write(to); err != nil {
			return err
		}
	}
	return archive.Close()
}
