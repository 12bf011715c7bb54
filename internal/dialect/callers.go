package dialect

import (
	"context"
	"net/http"
	"time"

	"ringdex/internal/connector"
	"ringdex/internal/lookup"
	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// Callers says who is calling. Every door that is asked that asks it, so all of them know the same
// callers.
type Callers struct {
	Index     *lookup.Index
	Elsewhere Elsewhere
}

// Elsewhere is who is asked about a number that nobody has here.
type Elsewhere interface {
	// Ask returns the contact that has a number in another system, with the custom fields of the
	// organization; nil for nobody, and when ctx ends.
	Ask(ctx context.Context, org ringdex.OrganizationID, n phone.Number) (*ringdex.Contact, []ringdex.Field)
}

// patience is how long a lookup waits for other systems, all together: a phone system gets its
// answer within 2 seconds (wire/thulium.md 4.1).
const patience = 1500 * time.Millisecond

// Find looks a number up in an organization. Regions that are given come before the organization's
// own.
func (c Callers) Find(r *http.Request, org ringdex.OrganizationID, number string, regions ...string) lookup.Answer {
	found := c.Index.Find(org, number, regions...)
	if found.Total == 0 {
		found = c.elsewhere(r, org, number, regions)
	}
	return found
}

// Shown is Find for wires that cannot say how certain an answer is.
func (c Callers) Shown(r *http.Request, org ringdex.OrganizationID, number string, regions ...string) lookup.Answer {
	found := c.Index.Shown(org, number, regions...)
	if found.Total == 0 {
		found = c.elsewhere(r, org, number, regions)
	}
	return found
}

// elsewhere asks other systems. It does not pass on what one of them asks us: two that ask each
// other would never come to an end.
func (c Callers) elsewhere(r *http.Request, org ringdex.OrganizationID, number string, regions []string) lookup.Answer {
	if r.Header.Get(connector.AskingHeader) != "" {
		return lookup.Answer{}
	}
	n := c.Index.Parse(org, number, regions...)
	if n.Digits() == 0 {
		return lookup.Answer{} // a hidden caller
	}
	ctx, cancel := context.WithTimeout(r.Context(), patience)
	defer cancel()
	contact, fields := c.Elsewhere.Ask(ctx, org, n)
	if contact == nil {
		return lookup.Answer{}
	}
	return lookup.FoundElsewhere(n, contact, fields)
}
