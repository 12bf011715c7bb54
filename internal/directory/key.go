package directory

import (
	"context"

	"ringdex/internal/auth"
	"ringdex/internal/auth/apikey"
	"ringdex/internal/ringdex"
)

// Keys returns the API keys of an organization, without their secrets, oldest first.
func (d *Directory) Keys(ctx context.Context, org ringdex.OrganizationID) (keys []ringdex.Key, err error) {
	err = d.store.View(ctx, org, func(r ringdex.Reader) error {
		keys, err = ringdex.Documents[ringdex.Key](r)
		return err
	})
	return keys, err
}

// AddKey creates an API key and returns its secret, which is not stored. Denied for a caller whose
// own key is bound: what it creates would outlive its bounds. Invalid and Conflict as apikey.Add.
func (d *Directory) AddKey(ctx context.Context, p auth.Principal, want ringdex.Key) (secret string, key ringdex.Key, err error) {
	if p.Bound {
		return "", key, ringdex.Fail(ringdex.Denied, "rights.bound", ringdex.Show(p.Actor))
	}
	return apikey.Add(ctx, d.store, d.clock, p.Organization, want)
}

// RemoveKey removes an API key, which stops working within a second. NotFound if there is none of
// that id, Denied as AddKey.
func (d *Directory) RemoveKey(ctx context.Context, p auth.Principal, id ringdex.ID) error {
	if p.Bound {
		return ringdex.Fail(ringdex.Denied, "rights.bound", ringdex.Show(p.Actor))
	}
	return d.store.Update(ctx, p.Organization, func(w ringdex.Writer) error {
		return w.RemoveDocument(ringdex.Key{ID: id}.Document())
	})
}
