package voipex

import (
	"context"
	"iter"
	"maps"
	"slices"
	"strings"

	"ringdex/internal/connector"
	"ringdex/internal/connector/attribute"
	"ringdex/internal/connector/call"
	"ringdex/internal/message"
	"ringdex/internal/ringdex"
	wire "ringdex/internal/wire/voipex"
)

// Remote implements connector.Comparer. Ours are those with an external id.
func (v *Voipex) Remote(ctx context.Context, _ ringdex.Kind) iter.Seq2[connector.Remote, error] {
	return func(yield func(connector.Remote, error) bool) {
		page := func(skip int) ([]wire.Contact, int, error) {
			p, err := v.page(ctx, pageAt(skip))
			if err != nil {
				return nil, 0, err
			}
			return p.Items, *p.Total, nil
		}
		for c, err := range call.Pages(page, func(c *wire.Contact) string { return (*c)["id"] }) {
			if err != nil {
				yield(connector.Remote{}, err)
				return
			}
			id, has := remoteOf(*c)
			memory := attribute.Memory{ID: id, Has: has}
			if key := has.First("externalId"); key != "" && !yield(connector.Remote{Key: key, Memory: memory.Bytes()}, nil) {
				return
			}
		}
	}
}

// Join implements connector.Comparer.
func (v *Voipex) Join(kept, there []byte) []byte { return attribute.Join(kept, there) }

// Differs implements connector.Comparer.
func (v *Voipex) Differs(c *connector.Change, b *connector.Batch) ([]string, error) {
	if c.Gone() {
		if c.OnGone == connector.DeleteGone {
			return []string{"externalId"}, nil
		}
		return nil, nil
	}
	values, _, problem := v.wanted(c, b)
	if problem != nil {
		return nil, problem
	}
	return rules.Changed(setOf(values), attribute.Recall(c.Memory)), nil
}

// checkedNumber is a number that exists, for the validator.
const checkedNumber = "+420222333444"

// Check implements connector.Checker: it asks the validator, which is documented, and in the mode
// for single contacts reads one.
func (v *Voipex) Check(ctx context.Context) error {
	for _, field := range slices.Sorted(maps.Keys(v.custom)) {
		if column := v.custom[field]; !slices.Contains(wire.CustomFields, column) {
			return message.Err("voipex_remote.no_column", ringdex.Show(field), ringdex.Show(column), strings.Join(wire.CustomFields, ", "))
		}
	}
	var valid struct{ Valid *bool }
	if err := v.client().JSON(ctx, call.Request{Path: validatorPath + call.Segment(checkedNumber)}, &valid); err != nil {
		return err
	}
	if v.mode == modeREST {
		_, err := v.page(ctx, pageAt(0))
		return err
	}
	return nil
}
