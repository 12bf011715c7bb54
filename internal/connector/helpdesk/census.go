package helpdesk

import (
	"context"
	"net/http"
	"strings"
	"time"

	"ringdex/internal/connector/call"
	"ringdex/internal/ringdex"
)

// census is what a helpdesk has of others: records that bear an external id already, such as of an
// integration before ringdex, and those that bear none.
type census struct {
	byKey map[string]string // ids of records by external id
	free  map[string]string // ids of records without one, by name in lower case; "" if several have it
	end   time.Time         // until when it is believed
}

// censusLife is how long a census is believed: people and other programs make records, too.
const censusLife = 10 * time.Minute

func newCensus() *census { return &census{byKey: map[string]string{}, free: map[string]string{}} }

// fewPages is how many pages of a list are always worth reading instead of single records.
const fewPages = 20

// takeCensus reads a list if that costs fewer calls than to look for n new records one by one.
func (h *helpdesk) takeCensus(ctx context.Context, kind ringdex.Kind, n int) error {
	if n == 0 || h.counted(kind) != nil {
		return nil
	}
	c := newCensus()
	for p, err := range h.pages(ctx, kind, nil) {
		if err != nil || p.TotalItems > pageSize*max(n, fewPages) {
			return err
		}
		for _, r := range p.Items {
			c.add(kind, r)
		}
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.census == nil {
		h.census = map[ringdex.Kind]*census{}
	}
	c.end = h.deps.Clock().Add(censusLife)
	h.census[kind] = c
	return nil
}

func (h *helpdesk) counted(kind ringdex.Kind) *census {
	h.mu.Lock()
	defer h.mu.Unlock()
	if c := h.census[kind]; c != nil && h.deps.Clock().Before(c.end) {
		return c
	}
	return nil
}

func (c *census) add(kind ringdex.Kind, r row) {
	if key := r.text("ExternalId"); key != "" {
		c.byKey[key] = r.key(kind)
		return
	}
	name, id := strings.ToLower(r.name(kind)), r.key(kind)
	if _, twice := c.free[name]; twice || r.staff() {
		id = ""
	}
	c.free[name] = id
}

// name returns what identifies a record to people.
func (r row) name(kind ringdex.Kind) string {
	if kind == ringdex.KindCompany {
		return r.text("Name")
	}
	return r.text("UserName")
}

// staff reports whether a contact is more than an end user.
func (r row) staff() bool {
	return r.flag("IsOperator") || r.flag("IsSuperOperator") || r.flag("IsAdministrator")
}

// nameOf returns the name that a record is written with.
func (it *item) nameOf(kind ringdex.Kind) string {
	if kind == ringdex.KindCompany {
		return it.full.One["/Name"].text()
	}
	return it.full.One["/UserName"].text()
}

// adopt gives a record of the helpdesk our key: a contact by a PATCH, which the vendor's page has
// for this purpose (seed 000); a company by its number beside our key in the import.
func (h *helpdesk) adopt(ctx context.Context, kind ringdex.Kind, it *item, there row) error {
	if kind == ringdex.KindCompany {
		it.native = there.key(kind)
		return nil
	}
	_, err := h.client().Do(ctx, call.Request{
		Method: http.MethodPatch, Path: "/Account/PatchRequestorUser/" + call.Segment(there.key(kind)), Repeat: true,
		Header: http.Header{"Content-Type": {"application/json-patch+json"}},
		Body:   []map[string]string{{"op": "replace", "path": "/ExternalId", "value": it.change.Key}},
	})
	return err
}
