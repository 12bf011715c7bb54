// Package thulium answers the external CRM lookup of Thulium: given a number, it returns one
// customer. See README.md.
package thulium

import (
	"cmp"
	"context"
	"log/slog"
	"net/http"
	"time"

	"ringdex/internal/auth"
	"ringdex/internal/dialect"
	"ringdex/internal/directory"
	"ringdex/internal/lookup"
	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
	wire "ringdex/internal/wire/thulium"
)

// Deps are what the dialect needs.
type Deps struct {
	Directory *directory.Directory
	Callers   dialect.Callers
	Gate      dialect.Gate
	Log       *slog.Logger
	Region    string // numbers of this region are national, in and out; "" means PL
}

// Path is the URL that Thulium calls. /k/<key> before it carries an API key, because Thulium
// accepts only a URL (our choice).
const (
	Path    = "/api/customers.json"
	KeyPath = "/k/{key}" + Path
)

type api struct{ Deps }

// New returns the handler of Path and KeyPath.
func New(d Deps) http.Handler {
	if d.Region == "" {
		d.Region = "PL"
	}
	a := &api{d}
	mux := http.NewServeMux()
	for _, pattern := range Routes() {
		mux.Handle(pattern, a.handler())
	}
	return mux
}

// Routes are the patterns that New serves.
func Routes() []string { return []string{"GET " + Path, "GET " + KeyPath} }

// customer answers GET ?phone_number= or ?email=; other parameters are ignored (wire/thulium.md,
// 4.1).
func (a *api) customer(w http.ResponseWriter, r *http.Request) error {
	query := r.URL.Query()
	p, err := a.Gate.Any(r, cmp.Or(r.PathValue("key"), query.Get("key")))
	if err != nil {
		return err
	}
	if err := p.Require(auth.Lookup); err != nil {
		return err
	}
	number, given := dialect.Number(r, "phone_number")
	email := query.Get("email")
	if !given && email == "" {
		return ringdex.Fail(ringdex.Invalid, "thulium.missing")
	}
	found, err := a.find(r, p.Organization, number, email)
	if err != nil {
		return err
	}
	return answer(w, http.StatusOK, found.Printed())
}

// find returns the best match by number, or by e-mail address if there is none.
func (a *api) find(r *http.Request, org ringdex.OrganizationID, number, email string) (*wire.Customer, error) {
	if found := a.Callers.Shown(r, org, number, a.Region); found.Total > 0 {
		return a.render(r, org, found)
	}
	if email == "" {
		return nil, ringdex.Fail(ringdex.NotFound, "lookup.nobody", ringdex.Show(number))
	}
	return a.contact(r.Context(), org, directory.ByEmail(email))
}

// render returns the first candidate, and logs if there are others.
func (a *api) render(r *http.Request, org ringdex.OrganizationID, found lookup.Answer) (*wire.Customer, error) {
	if who := found.Elsewhere; who != nil {
		return wire.FromContact(who.Contact, who.Fields, a.Region), nil
	}
	if found.Total > 1 {
		a.Log.DebugContext(r.Context(), "several records have the number; the first one was answered", "records", found.Total)
	}
	ctx, cancel := context.WithTimeout(r.Context(), patience)
	defer cancel()
	best, err := a.whole(ctx, org, found.Candidates[0].Ref)
	if ringdex.CodeOf(err) == ringdex.Unavailable {
		return a.fromCard(&found.Candidates[0], found.Number), nil
	}
	return best, err
}

// patience is the timeout of reading the caller's record: the phone is ringing. After it, the
// answer comes from the index, which has the name.
const patience = 2 * time.Second

// whole reads the complete record.
func (a *api) whole(ctx context.Context, org ringdex.OrganizationID, ref ringdex.Ref) (*wire.Customer, error) {
	if ref.Kind == ringdex.KindCompany {
		c, _, err := a.Directory.Company(ctx, org, ref.Company)
		if err != nil {
			return nil, err
		}
		return wire.FromCompany(c, a.Region), nil
	}
	return a.contact(ctx, org, directory.ByID(ref.Contact))
}

func (a *api) contact(ctx context.Context, org ringdex.OrganizationID, which directory.Selection) (*wire.Customer, error) {
	c, page, err := a.Directory.Contact(ctx, org, which)
	if err != nil {
		return nil, err
	}
	out := wire.FromContact(c, page.Fields, a.Region)
	if company := page.Companies[c.DefaultCompany]; company != nil && !c.Named() {
		out.Surname = company.Name
	}
	return out, nil
}

// fromCard builds the answer from the index if the store does not respond: the name and the number.
func (a *api) fromCard(c *lookup.Card, number string) *wire.Customer {
	out := &wire.Customer{Name: c.FirstName, Surname: c.LastName, PhoneNumber: wire.OneOrMany{number}}
	if out.Name == "" && out.Surname == "" {
		out.Surname = c.Name
	}
	if national, ok := phone.National(number, a.Region); ok {
		out.PhoneNumber[0] = national
	}
	return out
}
