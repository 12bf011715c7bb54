package native

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"ringdex/internal/httpx"
	"ringdex/internal/i18n"
	"ringdex/internal/ringdex"
)

// maxBody is far above the size of settings, in bytes.
const maxBody = 64 << 10

// readJSON reads a body into v. It refuses unknown members: otherwise a misspelt setting would
// silently change nothing.
func readJSON(w http.ResponseWriter, r *http.Request, v any) error {
	body, err := httpx.ReadJSON(w, r, maxBody)
	if err != nil {
		return err
	}
	if !json.Valid(body) {
		return httpx.NotJSON(body, json.Unmarshal(body, new(json.RawMessage)))
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	err = decoder.Decode(v)
	if err == nil {
		return nil
	}
	if _, unknown, found := strings.Cut(err.Error(), "unknown field "); found {
		return ringdex.Fail(ringdex.Invalid, "call.no_member", unknown)
	}
	return httpx.NotJSON(body, err)
}

// bodyFault returns the problem for a *httpx.BodyError.
func bodyFault(err error, in i18n.Language) (problem, bool) {
	b, ok := errors.AsType[*httpx.BodyError](err)
	if !ok {
		return problem{}, false
	}
	code := ringdex.Invalid
	if b.Status() == http.StatusRequestEntityTooLarge {
		code = ringdex.TooLarge
	}
	return problem{Status: b.Status(), Title: http.StatusText(b.Status()), Detail: in.Render(b.Message()), Code: code}, true
}
