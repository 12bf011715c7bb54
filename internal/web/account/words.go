package account

import (
	"strings"

	"ringdex/internal/ringdex"
	"ringdex/internal/web/ui"
)

// roles returns the message keys of the reader's roles.
func roles(v *ui.View) (keys []string) {
	for _, role := range ringdex.EachRole {
		if v.Principal.Roles.Has(role) {
			keys = append(keys, "role."+role.String())
		}
	}
	return keys
}

// browsers are told apart by what they call themselves: later ones name earlier ones, too.
var browsers = []struct{ mark, name string }{
	{"Edg/", "Edge"}, {"OPR/", "Opera"}, {"Firefox/", "Firefox"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"}, {"curl/", "curl"},
}

var systems = []struct{ mark, name string }{
	{"Android", "Android"}, {"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Windows", "Windows"}, {"Mac OS", "macOS"}, {"Linux", "Linux"},
}

// browser returns a short name for what a browser calls itself: "Firefox, Linux".
func browser(agent string) string {
	var parts []string
	for _, list := range [][]struct{ mark, name string }{browsers, systems} {
		for _, b := range list {
			if strings.Contains(agent, b.mark) {
				parts = append(parts, b.name)
				break
			}
		}
	}
	if len(parts) == 0 {
		return "—"
	}
	return strings.Join(parts, ", ")
}
