package door

import (
	"cmp"
	"strings"

	"github.com/a-h/templ"

	"ringdex/internal/web/ui"
)

// shownKey is the key in the settings, or what stands for it until there is one.
func (o opened) shownKey() string { return cmp.Or(o.Secret, "KEY") }

// limits says where, for whom and until when a key can be used.
func limits(v *ui.View, k *keyLine) string {
	parts := []string{v.T("door.made", v.Date(k.Created))}
	if k.Source != "" {
		parts = append(parts, v.T("door.of_source", k.Source))
	}
	if len(k.Allow) > 0 {
		parts = append(parts, v.T("door.from", strings.Join(k.Allow, ", ")))
	}
	if !k.Expires.IsZero() {
		parts = append(parts, v.T("door.until", v.Date(k.Expires)))
	}
	return strings.Join(parts, " · ")
}

// used says when a key was last used.
func used(v *ui.View, k *keyLine) string {
	if k.Used.IsZero() {
		return v.T("door.unused")
	}
	return v.T("door.used", v.Ago(k.Used))
}

func lines(text string) int { return strings.Count(text, "\n") + 1 }

// refresh lets htmx look for the first request.
func refresh(k *keyLine) templ.Attributes {
	if !k.Used.IsZero() {
		return nil
	}
	return templ.Attributes{"hx-get": "/keys/" + k.ID.String() + "/waiting", "hx-trigger": "every 2s", "hx-target": "#waiting", "hx-swap": "outerHTML"}
}
