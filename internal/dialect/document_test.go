package dialect_test

import (
	"slices"
	"testing"

	"ringdex/internal/dialect/cti"
	"ringdex/internal/dialect/helpdesk"
	"ringdex/internal/dialect/native"
	"ringdex/internal/dialect/thulium"
	"ringdex/internal/dialect/voipex"
)

// TestOperations: every route that is served is described, and what is described is a route.
func TestOperations(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	described := map[string]bool{}
	for _, o := range slices.Concat(native.Operations(), helpdesk.Operations(), voipex.Operations(), thulium.Operations(), cti.Operations()) {
		described[o.Pattern] = true
		if !slices.Contains(routes(), o.Pattern) {
			t.Errorf("%s is described and not routed", o.Pattern)
		}
		if o.Needs == "" {
			t.Errorf("%s does not say who may call it", o.Pattern)
		}
	}
	for _, pattern := range routes() {
		if !described[pattern] && w.served(pattern) {
			t.Errorf("%s is routed and not described", pattern)
		}
	}
}
