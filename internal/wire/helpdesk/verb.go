package helpdesk

import (
	"strings"

	"ringdex/internal/ringdex"
)

// Verb is an operation of the wire: its number in imports.
type Verb int

// The verbs. Move and test are not supported.
const (
	Add Verb = iota
	Remove
	Replace
)

// Verbs are the operations by their names in RFC 6902.
var Verbs = map[string]Verb{"add": Add, "remove": Remove, "replace": Replace}

// ImportVerb reads the operation of an import: a name in any case, or a number.
func ImportVerb(value any) (Verb, error) {
	switch v := value.(type) {
	case string:
		if verb, ok := Verbs[strings.ToLower(strings.TrimSpace(v))]; ok {
			return verb, nil
		}
	case int64:
		if v >= int64(Add) && v <= int64(Replace) {
			return Verb(v), nil
		}
	case nil:
		return 0, ringdex.Fail(ringdex.Invalid, "helpdesk.no_operation")
	}
	return 0, ringdex.Fail(ringdex.Invalid, "helpdesk.operation", ringdex.Show(value))
}
