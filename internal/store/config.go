package store

import (
	"sync"

	"ringdex/internal/ringdex"
)

// Nearly every request reads the configuration, which rarely changes. Every transaction reads the
// organization's row anyway, and its config_seq is the version of the configuration: so the cache
// costs no query and is never stale.

// config is the cached configuration of an organization at one config_seq: the organization and its
// documents by kind. Callers share the slices and must not change their elements.
type config struct {
	seq    int64
	mu     sync.Mutex
	values map[string]any
}

// configs caches the configuration of all organizations.
type configs struct{ byOrganization sync.Map }

// at returns the cache entry of the organization at seq, and drops an older one.
func (c *configs) at(org ringdex.OrganizationID, seq int64) *config {
	if found, ok := c.byOrganization.Load(org); ok && found.(*config).seq == seq {
		return found.(*config)
	}
	made := &config{seq: seq, values: map[string]any{}}
	c.byOrganization.Store(org, made)
	return made
}

// remembered returns the cached value of a name, and reads it on a miss. A writer that has changed
// settings bypasses the cache.
func remembered[T any](r *reader, name string, read func() (T, error)) (T, error) {
	if r.reconfigured {
		return read()
	}
	c := r.tx.store.configs.at(r.org, r.configSeq)
	c.mu.Lock()
	defer c.mu.Unlock()
	if v, found := c.values[name]; found {
		return v.(T), nil
	}
	v, err := read()
	if err == nil {
		c.values[name] = v
	}
	return v, err
}
