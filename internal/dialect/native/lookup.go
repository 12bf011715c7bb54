package native

import (
	"io"
	"net/http"
	"strings"
	"sync"

	"ringdex/internal/auth"
	"ringdex/internal/httpx"
	"ringdex/internal/lookup"
	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// lookup answers GET /v1/lookup?number=…[&region=CZ,SK][&format=text]: who has the number. 404 when nobody has.
// As text it is the name in one line, for phone systems that can show a line and nothing else; nothing when nobody has it.
func (a *api) lookup(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	query := r.URL.Query()
	number := query.Get("number")
	if number == "" {
		return ringdex.Errorf(ringdex.Invalid, "number is missing: /v1/lookup?number=%%2B420603303963")
	}
	var regions phone.Regions
	if text := query.Get("region"); text != "" {
		var err error
		if regions, err = phone.ParseRegions(text); err != nil {
			return ringdex.Errorf(ringdex.Invalid, "region: %s", err)
		}
	}
	found := a.Index.Find(p.Organization, number, regions...)
	w.Header().Set("Cache-Control", "no-store")
	switch format := query.Get("format"); {
	case format == "text":
		return answerText(w, found)
	case format != "" && format != "json":
		return ringdex.Errorf(ringdex.Invalid, "format: %s is neither json nor text", ringdex.Show(format))
	case found.Total == 0:
		return ringdex.Errorf(ringdex.NotFound, "nobody has the number %s", ringdex.Show(number))
	}
	buffer := buffers.Get().(*[]byte)
	defer buffers.Put(buffer)
	*buffer = AppendAnswer((*buffer)[:0], number, found)
	httpx.WriteJSONBytes(w, http.StatusOK, *buffer)
	return nil
}

var buffers = sync.Pool{New: func() any { b := make([]byte, 0, 4096); return &b }}

func answerText(w http.ResponseWriter, found lookup.Answer) error {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	if found.Total == 0 {
		w.WriteHeader(http.StatusNotFound)
		return nil
	}
	_, err := io.WriteString(w, oneLine(found.Candidates[0])+"\n")
	return err
}

// oneLine is the name, with the company where it says something more.
func oneLine(c lookup.Card) string {
	line := c.Name
	if c.CompanyName != "" && c.CompanyName != c.Name {
		line += " (" + c.CompanyName + ")"
	}
	return strings.Join(strings.Fields(line), " ")
}
