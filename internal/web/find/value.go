package find

import (
	"strings"
	"time"

	"ringdex/internal/i18n"
	"ringdex/internal/ringdex"
	"ringdex/internal/web/ui"
)

// shownValue returns the values of a built-in field for people.
func shownValue(v *ui.View, shape ringdex.Shape, texts []string) string {
	switch shape {
	case ringdex.ShapeDate:
		if day, err := time.Parse(time.DateOnly, texts[0]); err == nil {
			return v.Language.Date(day)
		}
	case ringdex.ShapeFlag:
		return yesOrNo(v, texts[0])
	case ringdex.ShapeLanguage:
		if l, ok := i18n.Parse(texts[0]); ok {
			return i18n.Names[l]
		}
	}
	return strings.Join(texts, "\n")
}

// shownCustom returns the value of a custom field for people.
func shownCustom(v *ui.View, f *ringdex.Field, canonical string) string {
	switch f.Type {
	case ringdex.TypeCheckBox:
		return yesOrNo(v, canonical)
	case ringdex.TypeDate:
		if t := ringdex.Time(canonical); !t.IsZero() {
			return v.Language.Date(t)
		}
	case ringdex.TypeDateTime:
		if t := ringdex.Time(canonical); !t.IsZero() {
			return v.Time(t)
		}
	case ringdex.TypeInteger, ringdex.TypeDecimal:
		return v.Language.Decimal(canonical)
	}
	return f.Shown(canonical)
}

func yesOrNo(v *ui.View, flag string) string {
	if flag == "true" {
		return v.T("find.yes")
	}
	return v.T("find.no")
}
