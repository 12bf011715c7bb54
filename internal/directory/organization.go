package directory

import (
	"context"
	"errors"
	"strings"

	"ringdex/internal/auth"
	"ringdex/internal/ringdex"
)

// changeAttempts is how often ChangeOrganization begins again when another change comes between its
// read and its write.
const changeAttempts = 5

// ChangeOrganization changes the name, the hosts and the settings of the caller's organization, and
// returns its new state; its key stays, and its name is trimmed. Denied without the right to
// administer, Conflict (KeyVersion) if it does not have the expected version, Conflict if a host
// belongs to another organization, Invalid, with the field, if it cannot be.
func (d *Directory) ChangeOrganization(ctx context.Context, p auth.Principal, e Expected, change func(*ringdex.Organization) error) (o ringdex.Organization, err error) {
	if err := p.Require(auth.Administer); err != nil {
		return o, err
	}
	for range changeAttempts {
		if o, err = d.changedOrganization(ctx, p, e, change); err != nil || e.DryRun {
			return o, err
		}
		o, err = d.store.PutOrganization(ctx, o)
		if problem, is := errors.AsType[*ringdex.Error](err); !is || problem.Key != ringdex.KeyOrganizationChanged || e.Version != 0 {
			return o, err
		}
	}
	return o, err
}

// changedOrganization returns the organization as it would be.
func (d *Directory) changedOrganization(ctx context.Context, p auth.Principal, e Expected, change func(*ringdex.Organization) error) (ringdex.Organization, error) {
	o, err := d.Organization(ctx, p.Organization)
	if err != nil {
		return o, err
	}
	if err := e.check(o.Version); err != nil {
		return o, err
	}
	was := o
	if err := change(&o); err != nil {
		return o, err
	}
	if o.Key, o.Name = was.Key, strings.TrimSpace(o.Name); o.Name == "" && was.Name != "" {
		return o, ringdex.Problem("name", "organization.no_name")
	}
	return o, o.Check()
}
