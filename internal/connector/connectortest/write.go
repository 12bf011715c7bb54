package connectortest

import (
	"strings"

	"ringdex/internal/connector"
	"ringdex/internal/connector/call"
	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// Contact returns a contact that is to be written.
func Contact(key string, c ringdex.Contact) *connector.Change {
	return &connector.Change{Ref: ringdex.Ref{Kind: ringdex.KindContact}, Key: key, Contact: &c}
}

// Company returns a company that is to be written.
func Company(key string, c ringdex.Company) *connector.Change {
	return &connector.Change{Ref: ringdex.Ref{Kind: ringdex.KindCompany}, Key: key, Company: &c}
}

// Named returns a contact with a last name and Czech numbers.
func Named(name string, numbers ...string) ringdex.Contact {
	return ringdex.Contact{LastName: name, Phones: Numbers("CZ", numbers...)}
}

// Gone returns a change with its record deleted.
func Gone(c *connector.Change, on connector.OnGone) *connector.Change {
	gone := *c
	gone.Contact, gone.Company, gone.OnGone = nil, nil, on
	return &gone
}

// Numbers reads numbers of a country.
func Numbers(country string, texts ...string) (all []phone.Number) {
	for _, text := range texts {
		all = append(all, phone.Parse(text, phone.Regions{country}))
	}
	return all
}

// Batch returns changes of one kind, which the first one has.
func (w *World) Batch(changes ...*connector.Change) *connector.Batch {
	b := &connector.Batch{Kind: ringdex.KindContact, Fields: w.Fields, Companies: w.Companies}
	for i, c := range changes {
		if i == 0 && c.Ref.Kind != "" {
			b.Kind = c.Ref.Kind
		}
		b.Changes = append(b.Changes, *c)
	}
	return b
}

// Write writes changes and keeps their memories, as callers of connectors do.
func (w *World) Write(changes ...*connector.Change) []connector.Result {
	w.Helper()
	results, err := w.TryWrite(changes...)
	if err != nil {
		w.Fatal(err)
	}
	return results
}

// TryWrite is a Write that may fail; then the changes are unsure, if the failure leaves open what
// became of them.
func (w *World) TryWrite(changes ...*connector.Change) ([]connector.Result, error) {
	results, err := w.Connector.(connector.Writer).Write(w.Context(), w.Batch(changes...))
	for i, c := range changes {
		c.Unsure = err != nil && (c.Unsure || call.Unknown(err))
		if err == nil && results[i].Memory != nil {
			c.Memory = results[i].Memory
		}
	}
	return results, err
}

// Again writes changes once more if the answer to the first call was lost.
func (w *World) Again(changes ...*connector.Change) {
	w.Helper()
	if _, err := w.TryWrite(changes...); err != nil {
		w.Write(changes...)
	}
}

// Actions writes changes and returns what became of them, as "created updated".
func (w *World) Actions(changes ...*connector.Change) string {
	w.Helper()
	var actions []string
	for _, r := range w.Write(changes...) {
		actions = append(actions, string(r.Action))
	}
	return strings.Join(actions, " ")
}

// Remote returns the memories of what the system has, by key. A key must not come twice.
func (w *World) Remote(kind ringdex.Kind) map[string][]byte {
	w.Helper()
	all := map[string][]byte{}
	for r, err := range w.Connector.(connector.Comparer).Remote(w.Context(), kind) {
		if err != nil {
			w.Fatal(err)
		}
		if all[r.Key] != nil {
			w.Errorf("%s comes twice", r.Key)
		}
		all[r.Key] = r.Memory
	}
	return all
}

// Compare joins the memories of changes with what the system has, which must be just these records,
// and returns what differs, as "KEY name name" in lines.
func (w *World) Compare(changes ...*connector.Change) string {
	w.Helper()
	comparer, there := w.Connector.(connector.Comparer), w.Remote(changes[0].Ref.Kind)
	if len(there) != len(changes) {
		w.Errorf("%d records are ours, want %d", len(there), len(changes))
	}
	var differing []string
	for _, c := range changes {
		kept := c.Memory
		if c.Memory = nil; there[c.Key] != nil {
			c.Memory = comparer.Join(kept, there[c.Key])
		}
		names, err := comparer.Differs(c, w.Batch())
		if err != nil {
			w.Errorf("%s cannot be written: %v", c.Key, err)
		}
		if names != nil {
			differing = append(differing, c.Key+" "+strings.Join(names, " "))
		}
	}
	return strings.Join(differing, "\n")
}
