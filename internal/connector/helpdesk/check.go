package helpdesk

import (
	"context"
	"maps"
	"slices"
	"strings"

	"ringdex/internal/connector/call"
	"ringdex/internal/ringdex"
)

// Check signs in, reads the lists that the connector needs, and looks whether the mapped fields are
// there.
func (h *helpdesk) Check(ctx context.Context) error {
	if err := h.system().JSON(ctx, call.Request{Path: "/Account/GetRequestorUser"}, &row{}); err != nil {
		return err
	}
	for _, kind := range []ringdex.Kind{ringdex.KindCompany, ringdex.KindContact} {
		if _, _, err := h.page(ctx, kind, 0, nil); err != nil {
			return err
		}
		if err := h.checkFields(ctx, kind); err != nil {
			return err
		}
	}
	return nil
}

func (h *helpdesk) checkFields(ctx context.Context, kind ringdex.Kind) error {
	if err := h.learn(ctx, kind); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(h.mapped(kind))) {
		to := h.mapped(kind)[name]
		if id, _, _ := strings.Cut(to, "/"); h.field(kind, id) == nil {
			return ringdex.Problem(name, "helpdesk_remote.unknown_field", name, ringdex.Show(to))
		}
	}
	return nil
}
