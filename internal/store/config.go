package store

import (
	"sync"

	"ringdex/internal/ringdex"
)

// What is configured is read by nearly every request and hardly ever changes. The organization's row, which every
// transaction reads anyway, says by config_seq whether it has: so remembering costs no query and is never stale.

// config is what is remembered of an organization at one config_seq. Callers get copies of the slices' heads only:
// they must not change the elements.
type config struct {
	seq          int64
	mu           sync.Mutex
	organization *ringdex.Organization
	fields       *[]ringdex.Field
	sources      *[]ringdex.Source
}

// configs are those of all organizations.
type configs struct{ byOrganization sync.Map }

// at is what is remembered of the organization at seq; older memories are dropped.
func (c *configs) at(org ringdex.OrganizationID, seq int64) *config {
	if found, ok := c.byOrganization.Load(org); ok && found.(*config).seq == seq {
		return found.(*config)
	}
	made := &config{seq: seq}
	c.byOrganization.Store(org, made)
	return made
}

// remembered is what at leads to, read when it is not there yet. A writer that has changed settings reads them itself.
func remembered[T any](r *reader, at func(*config) **T, read func() (T, error)) (T, error) {
	if r.reconfigured {
		return read()
	}
	c := r.tx.store.configs.at(r.org, r.configSeq)
	c.mu.Lock()
	defer c.mu.Unlock()
	to := at(c)
	if *to != nil {
		return **to, nil
	}
	v, err := read()
	if err == nil {
		*to = &v
	}
	return v, err
}
