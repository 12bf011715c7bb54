package voipex

import (
	"context"
	"maps"
	"slices"

	"ringdex/internal/ringdex"
	wire "ringdex/internal/wire/voipex"
)

// customIDs finds the custom fields that have the wire's names for keys, and defines those of them that are wanted and
// not there yet: on this wire they exist from the beginning.
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

// define makes a field; another call may have made it in the meantime.
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
