package store

import (
	"context"

	"ringdex/internal/ringdex"
)

// RemoveOrganization deletes a tenant and everything that it has. NotFound if there is none with
// that id. Conflict if it is the last one, or while a node is alive: a server does not expect that
// a tenant goes.
func (s *Store) RemoveOrganization(ctx context.Context, id ringdex.OrganizationID) error {
	if err := s.unserved(ctx); err != nil {
		return err
	}
	return s.write(ctx, func(tx *session) error { return removeOrganization(tx, id) })
}

func (s *Store) unserved(ctx context.Context) error {
	nodes, err := s.Nodes(ctx)
	if err != nil {
		return err
	}
	for _, n := range nodes {
		if n.Alive {
			return ringdex.Fail(ringdex.Conflict, "organization.served", n.Host)
		}
	}
	return nil
}

func removeOrganization(tx *session, id ringdex.OrganizationID) error {
	if err := tx.lockAll(); err != nil {
		return err
	}
	all, err := organizations(tx)
	switch {
	case err != nil:
		return err
	case !hasOrganization(all, id):
		return ringdex.Fail(ringdex.NotFound, "organization.unknown", id)
	case len(all) == 1:
		return ringdex.Fail(ringdex.Conflict, "organization.last")
	}
	for _, table := range transferred {
		if table.name == "organizations" {
			continue
		}
		if err := tx.exec("DELETE FROM "+table.name+" WHERE organization = $1", id); err != nil {
			return err
		}
	}
	return tx.exec("DELETE FROM organizations WHERE id = $1", id)
}

func hasOrganization(all []ringdex.Organization, id ringdex.OrganizationID) bool {
	for _, o := range all {
		if o.ID == id {
			return true
		}
	}
	return false
}
