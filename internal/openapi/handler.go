package openapi

import (
	"net/http"
)

// Paths are the patterns of Handler.
var Paths = []string{"GET /openapi.json", "GET /openapi-3.0.json", "GET /documentation", "GET " + StylePath}

// Handler serves the document, and the page that people read. Both are public, as the program is:
// they have nothing of any organization.
func (d *Document) Handler() (http.Handler, error) {
	page, err := d.Page("https://your.host")
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	serve := func(pattern, kind string, body []byte) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", kind)
			w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
			w.Header().Set("X-Content-Type-Options", "nosniff")
			_, _ = w.Write(body) // an error means that the client has left
		})
	}
	serve(Paths[0], "application/json", d.JSON())
	serve(Paths[1], "application/json", d.JSON30())
	serve(Paths[2], "text/html; charset=utf-8", page)
	serve(Paths[3], "text/css; charset=utf-8", Style)
	return mux, nil
}
