package native

import (
	"cmp"
	"net/http"
	"strings"
	"time"

	"ringdex/internal/auth"
	"ringdex/internal/dialect"
	"ringdex/internal/message"
	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// organizationRoutes: readers need the regions to understand numbers.
func (a *api) organizationRoutes() map[string]dialect.Route {
	return map[string]dialect.Route{
		"GET /v1/organization":   dialect.For(auth.Read, a.organization),
		"PATCH /v1/organization": dialect.For(auth.Administer, a.changeOrganization),
	}
}

// organizationRow is the JSON of the caller's organization.
type organizationRow struct {
	Key     string          `json:"key"`
	Name    string          `json:"name"`
	Hosts   []string        `json:"hosts"`
	Regions []string        `json:"regions"` // empty: those of the server
	Lookup  ladderRow       `json:"lookup"`
	Guesses ringdex.Guesses `json:"guesses"`
	Version int64           `json:"version"`
	Created time.Time       `json:"created"`
}

// ladderRow is which steps a lookup takes after the exact number.
type ladderRow struct {
	National     bool `json:"national"`
	HeadOffice   bool `json:"headOffice"`
	Suffix       bool `json:"suffix"`
	SuffixDigits int  `json:"suffixDigits"`
}

func toOrganization(o *ringdex.Organization) organizationRow {
	s := &o.Settings
	return organizationRow{
		Key: o.Key, Name: o.Name, Hosts: texts(o.Hosts), Regions: texts(s.Regions),
		Lookup: ladderRow{
			National: !s.Ladder.NoNational, HeadOffice: !s.Ladder.NoHeadOffice, Suffix: !s.Ladder.NoSuffix,
			SuffixDigits: cmp.Or(s.Ladder.SuffixDigits, ringdex.DefaultSuffix),
		},
		Guesses: cmp.Or(s.Guesses, ringdex.GuessHeadOffice), Version: o.Version, Created: o.Created,
	}
}

// organizationBody changes an organization; members that are missing stay. Hosts are not among
// them: whoever serves several organizations decides which host is whose.
type organizationBody struct {
	Name    *string          `json:"name"`
	Regions *[]string        `json:"regions"`
	Lookup  *ladderBody      `json:"lookup"`
	Guesses *ringdex.Guesses `json:"guesses"`
}

type ladderBody struct {
	National     *bool `json:"national"`
	HeadOffice   *bool `json:"headOffice"`
	Suffix       *bool `json:"suffix"`
	SuffixDigits *int  `json:"suffixDigits"`
}

func (b *organizationBody) apply(o *ringdex.Organization) error {
	given(&o.Name, b.Name)
	given(&o.Settings.Guesses, b.Guesses)
	if b.Lookup != nil {
		b.Lookup.apply(&o.Settings.Ladder)
	}
	if b.Regions == nil {
		return nil
	}
	regions, err := phone.ParseRegions(strings.Join(*b.Regions, ","))
	if err != nil {
		return &ringdex.Error{Code: ringdex.Invalid, Field: "regions", Text: message.Of(err)}
	}
	o.Settings.Regions = regions
	return nil
}

func (b *ladderBody) apply(ladder *ringdex.Ladder) {
	for off, on := range map[*bool]*bool{&ladder.NoNational: b.National, &ladder.NoHeadOffice: b.HeadOffice, &ladder.NoSuffix: b.Suffix} {
		if on != nil {
			*off = !*on
		}
	}
	given(&ladder.SuffixDigits, b.SuffixDigits)
}

func (a *api) organization(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	o, err := a.Directory.Organization(r.Context(), p.Organization)
	if err != nil || notModified(w, r, o.Version) {
		return err
	}
	return writeVersioned(w, http.StatusOK, o.Version, toOrganization(&o))
}

// changeOrganization answers PATCH /v1/organization[?dryRun=true].
func (a *api) changeOrganization(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	q := newQuery(r)
	e, err := expected(r, q)
	if err == nil {
		err = q.end()
	}
	if err != nil {
		return err
	}
	var body organizationBody
	if err := readJSON(w, r, &body); err != nil {
		return err
	}
	o, err := a.Directory.ChangeOrganization(r.Context(), p, e, body.apply)
	if err != nil {
		return err
	}
	return writeVersioned(w, http.StatusOK, o.Version, toOrganization(&o))
}
