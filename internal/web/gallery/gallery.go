// Package gallery shows every page and component with fixed data, for people who look and for tests
// that check.
//
// It owns the list of areas whose pages are shown. The data are the areas' own.
package gallery

import (
	"net/http"

	"ringdex/internal/i18n"
	"ringdex/internal/web/account"
	"ringdex/internal/web/asset"
	"ringdex/internal/web/call"
	"ringdex/internal/web/connect"
	"ringdex/internal/web/door"
	"ringdex/internal/web/find"
	"ringdex/internal/web/imports"
	"ringdex/internal/web/page"
	"ringdex/internal/web/setting"
	"ringdex/internal/web/ui"
)

// Specimens are all pages with fixed data.
func Specimens() (all []ui.Specimen) {
	for _, of := range []func() []ui.Specimen{ui.Gallery, account.Gallery, call.Gallery, connect.Gallery, door.Gallery, find.Gallery, imports.Gallery, setting.Gallery} {
		all = append(all, of()...)
	}
	return all
}

// Handler serves each specimen at /NAME?theme=dark&language=cs, with the headers of the pages.
func Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET "+asset.Path, asset.Handler())
	mux.HandleFunc("GET "+ui.CallsPath, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	for _, s := range Specimens() {
		mux.HandleFunc("GET /"+s.Name, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			_ = show(w, r, s) // the browser that left sees nothing
		})
	}
	return page.Headers(mux)
}

func show(w http.ResponseWriter, r *http.Request, s ui.Specimen) error {
	l, _ := i18n.Parse(r.FormValue("language"))
	v := ui.SpecimenView(l, r.FormValue("theme"))
	v.Sections = []ui.Section{{Key: "find", Path: "/", Icon: "search", Label: "find.section"}}
	head := s.Head(v)
	v.Section = head.Section
	return ui.Page(v, head, s.Body(v)).Render(r.Context(), w)
}
