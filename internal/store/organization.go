package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"time"

	"ringdex/internal/ringdex"
)

const organizationColumns = "SELECT id, name_key, name, hosts, settings, version, created FROM organizations"

// Organizations implements ringdex.Store.
func (s *Store) Organizations(ctx context.Context) (all []ringdex.Organization, err error) {
	err = s.read(ctx, func(tx *session) error {
		all, err = organizations(tx)
		return err
	})
	return all, err
}

func organizations(tx *session) ([]ringdex.Organization, error) {
	return collect(tx, organizationColumns+" ORDER BY id", nil, scanOrganization)
}

func scanOrganization(rows *sql.Rows) (ringdex.Organization, error) {
	var o ringdex.Organization
	var hosts, settings string
	var created int64
	if err := rows.Scan(&o.ID, &o.Key, &o.Name, &hosts, &settings, &o.Version, &created); err != nil {
		return o, err
	}
	o.Created = fromMillis(created)
	err := json.Unmarshal([]byte(hosts), &o.Hosts)
	if err != nil {
		return o, err
	}
	o.Settings, err = decodeDocument[settingsRow]([]byte(settings))
	return o, err
}

// Organization implements ringdex.SettingsReader.
func (r *reader) Organization() (ringdex.Organization, error) {
	return remembered(r, "organization", r.readOrganization)
}

func (r *reader) readOrganization() (o ringdex.Organization, err error) {
	err = r.tx.rows(organizationColumns+" WHERE id = $1", []any{r.org}, func(rows *sql.Rows) (err error) {
		o, err = scanOrganization(rows)
		return err
	})
	return o, err
}

// PutOrganization implements ringdex.Store.
func (s *Store) PutOrganization(ctx context.Context, o ringdex.Organization) (ringdex.Organization, error) {
	if err := o.Check(); err != nil {
		return o, err
	}
	err := s.write(ctx, func(tx *session) (err error) {
		o, err = putOrganization(tx, o)
		return err
	})
	return o, err
}

func putOrganization(tx *session, o ringdex.Organization) (ringdex.Organization, error) {
	if err := tx.lockAll(); err != nil {
		return o, err
	}
	others, err := organizations(tx)
	if err != nil {
		return o, err
	}
	isNew, last := o.ID == 0, ringdex.OrganizationID(0)
	known := isNew
	for _, other := range others {
		last = other.ID
		if other.ID == o.ID {
			if o.Version != 0 && o.Version != other.Version {
				return o, ringdex.Fail(ringdex.Conflict, ringdex.KeyOrganizationChanged)
			}
			known, o.Version, o.Created = true, other.Version+1, other.Created
		} else if err := clash(&o, &other); err != nil {
			return o, err
		}
	}
	if !known {
		return o, ringdex.Fail(ringdex.NotFound, "organization.unknown", o.ID)
	}
	hosts, _ := json.Marshal(o.Hosts)
	settings := encodeDocument(toSettingsRow(o.Settings))
	if isNew {
		o.ID, o.Version = last+1, 1
		return o, tx.exec(`INSERT INTO organizations (id, name_key, name, hosts, settings, seq, last_company, config_seq, version, created)
		VALUES ($1, $2, $3, $4, $5, 0, 0, 0, 1, $6)`, o.ID, o.Key, o.Name, string(hosts), settings, millis(o.Created))
	}
	return o, tx.exec("UPDATE organizations SET name_key = $2, name = $3, hosts = $4, settings = $5, config_seq = config_seq + 1, version = $6 WHERE id = $1",
		o.ID, o.Key, o.Name, string(hosts), settings, o.Version)
}

// lockAll blocks the creation of organizations until the commit: there is no row yet to lock.
func (s *session) lockAll() error {
	if s.store.engine.LockAll == "" {
		return nil
	}
	return s.exec(s.store.engine.LockAll)
}

// clash returns which key or host of o the other one has. Both are case-insensitive.
func clash(o, other *ringdex.Organization) error {
	if ringdex.SameName(o.Key, other.Key) {
		return ringdex.Fail(ringdex.Conflict, "organization.taken", ringdex.Show(other.Key))
	}
	theirs := folded(other.Hosts)
	for _, host := range o.Hosts {
		if slices.Contains(theirs, ringdex.Fold(host)) {
			return ringdex.Fail(ringdex.Conflict, "organization.host_taken", ringdex.Show(host), ringdex.Show(other.Key))
		}
	}
	return nil
}

// Heads implements ringdex.Store.
func (s *Store) Heads(ctx context.Context) (map[ringdex.OrganizationID]int64, error) {
	heads := map[ringdex.OrganizationID]int64{}
	err := s.read(ctx, func(tx *session) error {
		return tx.rows("SELECT id, seq FROM organizations", nil, func(rows *sql.Rows) error {
			var org ringdex.OrganizationID
			var seq int64
			err := rows.Scan(&org, &seq)
			heads[org] = seq
			return err
		})
	})
	return heads, err
}

func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func fromMillis(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}
