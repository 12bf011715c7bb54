package native

import (
	"time"

	"ringdex/internal/ringdex"
)

// Person is a contact that was found for an erasure.
type Person struct {
	ID      string   `json:"id"`
	Name    string   `json:"name"`
	Numbers []string `json:"numbers"`
	Emails  []string `json:"emails"`
	Source  string   `json:"source,omitempty"`
	Deleted bool     `json:"deleted"` // it is in the journal only
}

// ToPerson returns the JSON of a contact.
func ToPerson(c *ringdex.Contact, deleted bool) Person {
	p := Person{ID: c.ID.String(), Name: c.FullName(), Numbers: []string{}, Emails: c.Emails, Source: c.Source, Deleted: deleted}
	for _, n := range c.Phones {
		p.Numbers = append(p.Numbers, n.Text)
	}
	if p.Emails == nil {
		p.Emails = []string{}
	}
	return p
}

// Erasure is the proof of an erasure.
type Erasure struct {
	ID      string           `json:"id"`
	Contact string           `json:"contact"` // id that the person had
	At      time.Time        `json:"at"`
	Actor   string           `json:"actor"`
	Rows    int64            `json:"rows"`
	Places  map[string]int64 `json:"places"`           // rows by table
	Keys    int              `json:"keys"`             // numbers, e-mails and external ids that imports refuse
	Shared  int              `json:"shared,omitempty"` // those that others have too, which are not refused
	Swept   time.Time        `json:"swept,omitzero"`   // when freed pages of the database were overwritten
	Allowed time.Time        `json:"allowed,omitzero"` // when it was lifted
	Allower string           `json:"allower,omitempty"`
}

// ToErasure returns the JSON of an erasure.
func ToErasure(e *ringdex.Erasure) Erasure {
	places := e.Places
	if places == nil {
		places = map[string]int64{}
	}
	return Erasure{
		ID: e.ID.String(), Contact: e.Contact.String(), At: e.At, Actor: e.Actor, Rows: e.Total(), Places: places,
		Keys: len(e.Hashes), Shared: e.Shared, Swept: e.Swept, Allowed: e.Lifted, Allower: e.Lifter,
	}
}
