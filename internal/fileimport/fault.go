package fileimport

import (
	"errors"
	"slices"

	"ringdex/internal/intake"
	"ringdex/internal/ringdex"
	"ringdex/internal/table"
)

// IsFault reports whether an error of Open, Prepare or Run is the fault of the file or of the
// options: the same import fails again. Else it is a matter of the moment, such as a database that
// is away.
func IsFault(err error) bool {
	if defect, ok := errors.AsType[*table.Defect](err); ok {
		return defect.Key != table.ErrRead
	}
	return ringdex.CodeOf(err) == ringdex.Invalid
}

// IsGuard reports whether an error of Run is that of a guard of a replace: a person decides.
func IsGuard(err error) bool {
	e, ok := errors.AsType[*ringdex.Error](err)
	return ok && slices.Contains([]string{intake.KeyReplaceLimit, intake.KeyReplaceUnknown, intake.KeyReplaceKeyless}, e.Key)
}
