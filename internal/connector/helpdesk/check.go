package helpdesk

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"strings"

	"ringdex/internal/connector/call"
	"ringdex/internal/ringdex"
	wire "ringdex/internal/wire/helpdesk"
)

// Check calls both imports without records, reads what the connector needs, and looks whether the
// mapped fields are there.
func (h *helpdesk) Check(ctx context.Context) error {
	for _, kind := range []ringdex.Kind{ringdex.KindCompany, ringdex.KindContact} {
		if err := h.checkImport(ctx, kind); err != nil {
			return err
		}
		if _, err := h.page(ctx, kind, 0, nil); err != nil {
			return err
		}
		if err := h.checkFields(ctx, kind); err != nil {
			return err
		}
	}
	return nil
}

// checkImport tests whether the account may import. A helpdesk that refuses the empty packet as
// such has let us in.
func (h *helpdesk) checkImport(ctx context.Context, kind ringdex.Kind) error {
	read := func(body []byte) error {
		_, err := wire.Results(body)
		return err
	}
	_, err := h.client().Do(ctx, call.Request{Method: http.MethodPost, Path: importPaths[kind], Body: []byte("[]"), Read: read})
	if call.Answered(err, http.StatusBadRequest) {
		return nil
	}
	return err
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
