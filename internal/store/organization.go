package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"ringdex/internal/ringdex"
)

const organizationColumns = "SELECT id, name_key, name, hosts, settings, created FROM organizations"

// Organizations implements ringdex.Store.
func (s *Store) Organizations(ctx context.Context) ([]ringdex.Organization, error) {
	rows, err := s.engine.Read.QueryContext(ctx, organizationColumns+" ORDER BY id")
	if err != nil {
		return nil, s.failure("list organizations", err)
	}
	defer func() { _ = rows.Close() }()
	var all []ringdex.Organization
	for rows.Next() {
		o, err := scanOrganization(rows)
		if err != nil {
			return nil, s.failure("read an organization", err)
		}
		all = append(all, o)
	}
	return all, s.failure("list organizations", rows.Err())
}

func scanOrganization(row interface{ Scan(...any) error }) (ringdex.Organization, error) {
	var o ringdex.Organization
	var hosts, settings string
	var created int64
	if err := row.Scan(&o.ID, &o.Key, &o.Name, &hosts, &settings, &created); err != nil {
		return o, err
	}
	o.Created = fromMillis(created)
	if err := json.Unmarshal([]byte(hosts), &o.Hosts); err != nil {
		return o, err
	}
	return o, json.Unmarshal([]byte(settings), &o.Settings)
}

// Organization implements ringdex.SettingsReader.
func (r *reader) Organization() (ringdex.Organization, error) {
	st, err := r.tx.statement(organizationColumns + " WHERE id = $1")
	if err != nil {
		return ringdex.Organization{}, err
	}
	o, err := scanOrganization(st.QueryRowContext(r.tx.ctx, r.org))
	return o, r.tx.store.failure("read the organization", err)
}

// PutOrganization implements ringdex.Store.
func (s *Store) PutOrganization(ctx context.Context, o ringdex.Organization) (ringdex.Organization, error) {
	tx, err := s.engine.Write.BeginTx(ctx, nil)
	if err != nil {
		return o, s.failure("begin to write", err)
	}
	defer func() { _ = tx.Rollback() }() // does nothing after the commit
	if o, err = s.putOrganization(ctx, tx, o); err != nil {
		return o, err
	}
	if err := tx.Commit(); err != nil {
		return o, s.failure("commit", err)
	}
	s.signals.send()
	return o, nil
}

func (s *Store) putOrganization(ctx context.Context, tx *sql.Tx, o ringdex.Organization) (ringdex.Organization, error) {
	hosts, _ := json.Marshal(o.Hosts)
	settings, _ := json.Marshal(o.Settings)
	if o.ID != 0 {
		_, err := tx.ExecContext(ctx, "UPDATE organizations SET name_key = $2, name = $3, hosts = $4, settings = $5 WHERE id = $1",
			o.ID, o.Key, o.Name, string(hosts), string(settings))
		return o, s.taken(err, o)
	}
	if err := tx.QueryRowContext(ctx, "SELECT COALESCE(MAX(id), 0) + 1 FROM organizations").Scan(&o.ID); err != nil {
		return o, s.failure("number an organization", err)
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO organizations (id, name_key, name, hosts, settings, seq, last_company, created)
		VALUES ($1, $2, $3, $4, $5, 0, 0, $6)`, o.ID, o.Key, o.Name, string(hosts), string(settings), millis(o.Created))
	return o, s.taken(err, o)
}

func (s *Store) taken(err error, o ringdex.Organization) error {
	if err != nil && s.engine.Classify(err) == ringdex.Conflict {
		return ringdex.Errorf(ringdex.Conflict, "there is an organization %q already", o.Key)
	}
	return s.failure("put organization", err)
}

// Heads implements ringdex.Store.
func (s *Store) Heads(ctx context.Context) (map[ringdex.OrganizationID]int64, error) {
	rows, err := s.engine.Read.QueryContext(ctx, "SELECT id, seq FROM organizations")
	if err != nil {
		return nil, s.failure("read heads", err)
	}
	defer func() { _ = rows.Close() }()
	heads := map[ringdex.OrganizationID]int64{}
	for rows.Next() {
		var org ringdex.OrganizationID
		var seq int64
		if err := rows.Scan(&org, &seq); err != nil {
			return nil, s.failure("read a head", err)
		}
		heads[org] = seq
	}
	return heads, s.failure("read heads", rows.Err())
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
