package auth

import (
	"context"
	"net/netip"
	"time"

	"ringdex/internal/auth/apikey"
	"ringdex/internal/message"
	"ringdex/internal/ringdex"
)

// grant is a cached key.
type grant struct {
	principal  Principal
	restricted bool // to some networks
	networks   []netip.Prefix
	expires    time.Time
	read       time.Time
}

// Key verifies an API key, which names its organization itself.
//
// Unauthenticated if the key is unknown, was removed more than a second ago, or has expired; Denied
// if it may not be used from the caller's address. RateLimited, with RetryAfter, replaces
// Unauthenticated after too many failures from the address. A valid key is never rate limited: keys
// cannot be guessed, and a call centre must not lose its lookups to a neighbour's mistake.
// Unavailable if the store is, unless the key was verified in the last ten minutes.
func (a *Auth) Key(ctx context.Context, caller Caller, key string) (Principal, error) {
	s, ok := apikey.Parse(key)
	if !ok {
		return Principal{}, a.unknownKey(ctx, caller, 0, message.New("key.malformed", apikey.Example))
	}
	return a.byKey(ctx, caller, s)
}

func (a *Auth) byKey(ctx context.Context, caller Caller, s apikey.Secret) (Principal, error) {
	now := a.clock()
	g, ok := a.grants.get(s.Hash)
	known := ok && fresh(g.read, now, freshness)
	if !known {
		var err error
		if g, err = a.readGrant(ctx, s, g, now); err != nil {
			return Principal{}, err
		}
		if g == nil {
			return Principal{}, a.unknownKey(ctx, caller, s.Organization, message.New("key.not_known"))
		}
	}
	if err := g.check(caller.IP, now); err != nil {
		return Principal{}, err
	}
	if !known {
		a.used.Store(s.Hash, now)
	}
	return g.principal, nil
}

// KeyUsed returns when this program has last let a key in, to a second; the zero time if it has not
// since it was started.
func (a *Auth) KeyUsed(k ringdex.Key) time.Time {
	at, _ := a.used.Load(k.Hash)
	used, _ := at.(time.Time)
	return used
}

// readGrant reads the key's row, or nil if it does not exist. now is the start of the read. before
// is the cached row, or nil.
func (a *Auth) readGrant(ctx context.Context, s apikey.Secret, before *grant, now time.Time) (*grant, error) {
	return a.grantReads.Do(ctx, s.Hash, func() (*grant, error) {
		var key ringdex.Key
		stale, err := a.ask(ctx, before.remembered(), func(ctx context.Context) error {
			return a.store.View(ctx, s.Organization, func(r ringdex.Reader) (err error) {
				key, err = ringdex.KeyByHash(r, s.Hash)
				return err
			})
		})
		if stale {
			return before, nil
		}
		if ringdex.CodeOf(err) == ringdex.NotFound { // the key or its organization
			a.grants.drop(s.Hash)
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		g := newGrant(s.Organization, key, now)
		a.grants.put(s.Hash, g)
		return g, nil
	})
}

// remembered returns when the grant was read, or the zero time.
func (g *grant) remembered() (at time.Time) {
	if g != nil {
		at = g.read
	}
	return at
}

func newGrant(org ringdex.OrganizationID, k ringdex.Key, now time.Time) *grant {
	g := &grant{
		principal:  Principal{Organization: org, Actor: k.Name, Scope: k.Scope, Source: k.Source, Bound: isBound(k)},
		restricted: len(k.Allow) > 0, expires: k.Expires, read: now,
	}
	for _, text := range k.Allow {
		if network, err := ringdex.ParseNetwork(text); err == nil { // an invalid network admits no address
			g.networks = append(g.networks, network)
		}
	}
	return g
}

func isBound(k ringdex.Key) bool { return k.Source != "" || len(k.Allow) > 0 || !k.Expires.IsZero() }

// check returns why the key is not valid for this caller now. A caller that has the secret may
// learn the reason.
func (g *grant) check(ip netip.Addr, now time.Time) error {
	if !g.expires.IsZero() && !now.Before(g.expires) {
		return ringdex.Fail(ringdex.Unauthenticated, "auth.key_expired", g.expires.UTC().Format(time.DateOnly))
	}
	if g.restricted && !g.allows(ip) {
		return ringdex.Fail(ringdex.Denied, "auth.key_address", ip)
	}
	return nil
}

func (g *grant) allows(ip netip.Addr) bool {
	ip = ip.Unmap().WithZone("")
	for _, network := range g.networks {
		if network.Contains(ip) {
			return true
		}
	}
	return false
}

// unknownKey counts the failure and returns Unauthenticated, or RateLimited.
func (a *Auth) unknownKey(ctx context.Context, caller Caller, org ringdex.OrganizationID, why message.Text) error {
	if wait := a.hosts.Take(hostOf(caller.IP), a.clock()); wait > 0 {
		a.refused(ctx, caller, org, "throttled")
		return limited(wait)
	}
	a.refused(ctx, caller, org, "unknown key")
	return &ringdex.Error{Code: ringdex.Unauthenticated, Text: why}
}
