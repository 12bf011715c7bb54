package voipex

import (
	"context"
	"slices"

	"ringdex/internal/ringdex"
	wire "ringdex/internal/wire/voipex"
)

// define defines the custom fields that the input has and the organization lacks: on this wire they
// always exist. Conflict means that a concurrent call has just defined one.
func (a *api) define(ctx context.Context, org ringdex.OrganizationID, has func(column string) bool) error {
	wanted := slices.DeleteFunc(slices.Clone(wire.CustomFields), func(key string) bool { return !has(key) })
	if len(wanted) == 0 {
		return nil
	}
	fields, err := a.Directory.Fields(ctx, org)
	if err != nil {
		return err
	}
	for _, key := range wanted {
		if _, there := ringdex.FindField(fields, ringdex.KindContact, key); there {
			continue
		}
		_, err := a.Directory.AddField(ctx, org, ringdex.Field{Kind: ringdex.KindContact, Key: key, Title: key, Type: ringdex.TypeText})
		if err != nil && ringdex.CodeOf(err) != ringdex.Conflict {
			return err
		}
	}
	return nil
}
