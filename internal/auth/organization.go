package auth

import (
	"context"
	"net"
	"strings"
	"time"

	"ringdex/internal/ringdex"
)

// tenants indexes the organizations by key and by host, both without regard to case.
type tenants struct {
	byKey, byHost map[string]ringdex.OrganizationID
	read          time.Time
}

// organization returns the organization with that key. Without a key it returns the organization of
// the host, else the default. 0 if there is none: callers must not learn which organizations exist.
func (a *Auth) organization(ctx context.Context, key, host string) (ringdex.OrganizationID, error) {
	all, err := a.organizations(ctx)
	if err != nil {
		return 0, err
	}
	if key != "" {
		return all.byKey[ringdex.Fold(key)], nil
	}
	if org, ok := all.byHost[hostName(host)]; ok {
		return org, nil
	}
	return all.byKey[ringdex.DefaultOrganization], nil
}

func (a *Auth) organizations(ctx context.Context) (*tenants, error) {
	now := a.clock()
	before := a.tenants.Load()
	if before != nil && fresh(before.read, now, freshness) {
		return before, nil
	}
	return a.tenantReads.Do(ctx, struct{}{}, func() (*tenants, error) { return a.readTenants(ctx, before, now) })
}

func (a *Auth) readTenants(ctx context.Context, before *tenants, now time.Time) (*tenants, error) {
	var list []ringdex.Organization
	var remembered time.Time
	if before != nil {
		remembered = before.read
	}
	stale, err := a.ask(ctx, remembered, func(ctx context.Context) (err error) {
		list, err = a.store.Organizations(ctx)
		return err
	})
	if stale || err != nil {
		return before, err
	}
	all := newTenants(list, now)
	a.tenants.Store(all)
	return all, nil
}

func newTenants(list []ringdex.Organization, now time.Time) *tenants {
	all := &tenants{byKey: map[string]ringdex.OrganizationID{}, byHost: map[string]ringdex.OrganizationID{}, read: now}
	for _, o := range list { // oldest first: a newer organization cannot take over a name
		claim(all.byKey, ringdex.Fold(o.Key), o.ID)
		for _, host := range o.Hosts {
			claim(all.byHost, hostName(host), o.ID)
		}
	}
	return all
}

func claim(names map[string]ringdex.OrganizationID, name string, org ringdex.OrganizationID) {
	if _, taken := names[name]; !taken && name != "" {
		names[name] = org
	}
}

// hostName normalizes a host for comparison: without port, brackets and final dot, in lower case.
func hostName(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	return strings.ToLower(strings.TrimSuffix(strings.Trim(host, "[]"), "."))
}
