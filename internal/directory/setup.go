package directory

import (
	"context"
	"strings"

	"ringdex/internal/auth"
	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// SetUp names the organization of a new installation and sets its regions. Denied without the right
// to administer; Invalid, with the field, if the name is empty or cannot be.
func (d *Directory) SetUp(ctx context.Context, p auth.Principal, name string, regions phone.Regions) error {
	if err := p.Require(auth.Administer); err != nil {
		return err
	}
	o, err := d.Organization(ctx, p.Organization)
	if err != nil {
		return err
	}
	o.Name, o.Settings.Regions = strings.TrimSpace(name), regions
	if o.Name == "" {
		return ringdex.Problem("name", "organization.no_name")
	}
	_, err = d.store.PutOrganization(ctx, o)
	return err
}
