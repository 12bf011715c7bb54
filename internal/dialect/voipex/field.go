package voipex

import (
	"context"
	"maps"
	"slices"

	"ringdex/internal/ringdex"
	wire "ringdex/internal/wire/voipex"
)

// customIDs finds the custom fields whose keys are the names of the wire, and defines the wanted
// ones that are missing: on this wire they always exist.
func (a *api) customIDs(ctx context.Context, org ringdex.OrganizationID, wanted ...string) (wire.CustomIDs, error) {
	fields, err := a.Directory.Fields(ctx, org)
	if err != nil {
		return nil, err
	}
	ids := wire.CustomIDs{}
	for _, key := range wire.CustomFields {
		if f, there := ringdex.FindField(fields, ringdex.KindContact, key); there {
			ids[key] = f.Name()
		} else if slices.Contains(wanted, key) {
			if ids[key], err = a.define(ctx, org, key); err != nil {
				return nil, err
			}
		}
	}
	return ids, nil
}

// define creates a field. A concurrent call may have created it first.
func (a *api) define(ctx context.Context, org ringdex.OrganizationID, key string) (string, error) {
	f, err := a.Directory.AddField(ctx, org, ringdex.Field{Kind: ringdex.KindContact, Key: key, Title: key, Type: ringdex.TypeText})
	if ringdex.CodeOf(err) != ringdex.Conflict {
		return f.Name(), err
	}
	fields, err := a.Directory.Fields(ctx, org)
	if made, there := ringdex.FindField(fields, ringdex.KindContact, key); err == nil && there {
		return made.Name(), nil
	}
	return "", err
}

func sortedNames(v wire.Values) []string { return slices.Sorted(maps.Keys(v)) }
