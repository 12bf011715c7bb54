package connect

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"ringdex/internal/syncer"
	"ringdex/internal/web/ui"
)

// pathOf returns the address of a page of a connector.
func pathOf(name, page string) string {
	path := root + "/" + url.PathEscape(name)
	if page != "" {
		path += "/" + page
	}
	return path
}

// busy reports whether something is going on.
func busy(s *syncer.State) bool { return s.Done.Node != "" || s.Waiting > 0 }

// state says how a connector is.
func state(v *ui.View, s *syncer.State) (kind, text string) {
	switch {
	case s.Disabled:
		return "", v.T("connect.off")
	case s.Done.Node != "":
		return "accent", v.T("connect.reading")
	case s.Done.Held:
		return "warn", v.T("connect.held")
	case !s.Done.Failure.IsZero():
		return "bad", v.T("connect.failed")
	case s.Refused > 0:
		return "warn", v.T("connect.refused", s.Refused)
	}
	return "good", v.T("connect.well")
}

// does says what a connector does.
func does(v *ui.View, s *syncer.State) string {
	var parts []string
	if s.Reads {
		parts = append(parts, v.T("connect.reads"))
	}
	if s.Writes {
		parts = append(parts, v.T("connect.writes"))
	}
	if len(parts) == 0 {
		parts = append(parts, v.T("connect.asked"))
	}
	return strings.Join(parts, ", ")
}

// refresh lets htmx look how far a connector is.
func refresh(s *syncer.State) templ.Attributes {
	if !busy(s) {
		return nil
	}
	return templ.Attributes{"hx-get": pathOf(s.Name, ""), "hx-trigger": "every 1s", "hx-target": "#state", "hx-swap": "outerHTML"}
}

// action returns the address that the form is sent to, and back the one to leave it for.
func (f form) action() string {
	if f.Name == "" {
		return kinds + f.Kind
	}
	return pathOf(f.Name, "edit")
}

func (f form) back() string {
	if f.Name == "" {
		return root
	}
	return pathOf(f.Name, "")
}

// nameName is the name of the hidden control with the name of a column.
func nameName(i int) string { return "name." + strconv.Itoa(i) }

func has(options []ui.Option, value string) bool {
	return slices.ContainsFunc(options, func(o ui.Option) bool { return o.Value == value })
}
