package dialect

import (
	"ringdex/internal/auth"
	"ringdex/internal/openapi"
)

// Describe completes the descriptions of routes: operations that do not say who may call get it
// from the right of their route.
func Describe(operations []openapi.Operation, routes map[string]Route) []openapi.Operation {
	for i := range operations {
		o := &operations[i]
		if right := routes[o.Pattern].Right; o.Needs == "" && right != 0 {
			o.Needs = "scope " + string(auth.LeastScope(right)) + " or the role " + auth.LeastRole(right).String()
		}
	}
	return operations
}
