package native

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"time"

	"ringdex/internal/auth"
	"ringdex/internal/httpx"
	"ringdex/internal/ringdex"
	"ringdex/internal/table"
	"ringdex/internal/table/csv"
	wire "ringdex/internal/wire/native"
)

// runs answers GET /v1/runs?limit&offset: the latest activity first.
func (a *api) runs(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	page, err := pageOf(r)
	if err != nil {
		return err
	}
	found, err := a.Directory.Runs(r.Context(), p.Organization, page)
	if err != nil {
		return err
	}
	in := speaks(w, r)
	rows := make([]wire.Run, len(found))
	for i := range found {
		rows[i] = wire.ToRun(&found[i], in)
	}
	return httpx.WriteJSON(w, http.StatusOK, struct {
		Runs []wire.Run `json:"runs"`
	}{rows})
}

func (a *api) run(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	run, err := a.findRun(r, p)
	if err != nil {
		return err
	}
	return httpx.WriteJSON(w, http.StatusOK, wire.ToRun(&run, speaks(w, r)))
}

func (a *api) findRun(r *http.Request, p auth.Principal) (ringdex.Run, error) {
	id, err := ringdex.ParseID(r.PathValue("id"))
	if err != nil {
		return ringdex.Run{}, ringdex.FailAs(ringdex.NotFound, err)
	}
	return a.Directory.Run(r.Context(), p.Organization, id)
}

// downloadPatience is the idle timeout of a download, equal to that of an upload.
const downloadPatience = 30 * time.Second

// outcomes answers GET
// /v1/runs/{id}/outcomes[?action=created|updated|deleted|refused][&format=json|ndjson|csv],
// streamed. Without an action it returns all, refused ones first.
func (a *api) outcomes(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	run, err := a.findRun(r, p)
	if err != nil {
		return err
	}
	action := ringdex.Action(r.URL.Query().Get("action"))
	httpx.Patient(w, r, downloadPatience)
	out, err := newOutcomeWriter(w, r.URL.Query().Get("format"))
	if err != nil {
		return err
	}
	if !slices.Contains(kept, action) {
		return ringdex.Fail(ringdex.Invalid, "call.action", ringdex.Show(string(action)))
	}
	if action == "" || action == ringdex.Refused {
		in := speaks(w, r)
		err = a.Directory.EachRefusal(r.Context(), p.Organization, run.ID, func(f *ringdex.Refusal) error {
			return out.write(wire.ToOutcome(f, run.Kind, in))
		})
	}
	if err == nil && action != ringdex.Refused {
		err = a.Journal.RunChanges(r.Context(), p.Organization, run, action, func(c ringdex.Change) error { return out.write(wire.ToChanged(&c)) })
	}
	if err != nil {
		return err // the document stays unclosed, so that a client detects the truncation
	}
	return out.close()
}

// kept are the actions whose outcomes can be listed; "" for all.
var kept = []ringdex.Action{"", ringdex.Created, ringdex.Updated, ringdex.Deleted, ringdex.Refused}

// outcomeWriter writes outcomes in one format.
type outcomeWriter interface {
	write(*wire.Outcome) error
	close() error
}

func newOutcomeWriter(w http.ResponseWriter, format string) (outcomeWriter, error) {
	switch format {
	case "", "json":
		return &jsonOutcomes{w: w}, nil
	case "ndjson":
		return ndjsonOutcomes{w}, nil
	case "csv":
		return newCSVOutcomes(w), nil
	}
	return nil, ringdex.Fail(ringdex.Invalid, "call.report_format", ringdex.Show(format))
}

type jsonOutcomes struct {
	w     http.ResponseWriter
	begun bool
}

func (o *jsonOutcomes) write(row *wire.Outcome) error {
	lead := ","
	if !o.begun {
		o.w.Header().Set("Content-Type", "application/json")
		o.begun, lead = true, `{"outcomes":[`
	}
	body, err := json.Marshal(row)
	if err == nil {
		_, err = o.w.Write(append([]byte(lead), body...))
	}
	return err
}

func (o *jsonOutcomes) close() error {
	if !o.begun {
		httpx.WriteJSONBytes(o.w, http.StatusOK, []byte(`{"outcomes":[]}`))
		return nil
	}
	_, err := o.w.Write([]byte("]}"))
	return err
}

type ndjsonOutcomes struct{ w http.ResponseWriter }

func (o ndjsonOutcomes) write(row *wire.Outcome) error {
	o.w.Header().Set("Content-Type", "application/x-ndjson")
	return json.NewEncoder(o.w).Encode(row)
}

func (o ndjsonOutcomes) close() error { return nil }

// csvOutcomes writes a file for correction: line, reason, and the record as sent.
type csvOutcomes struct {
	out   *csv.Writer
	begun bool
}

func newCSVOutcomes(w http.ResponseWriter) *csvOutcomes {
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	layout := table.Excel()
	layout.Guard = true
	return &csvOutcomes{out: csv.NewWriter(w, layout)}
}

// begin writes the header together with the first row: before that, an error can still set the
// status.
func (o *csvOutcomes) begin() error {
	if o.begun {
		return nil
	}
	o.begun = true
	return o.out.Write([]string{"action", "id", "line", "key", "reason", "original"})
}

func (o *csvOutcomes) write(row *wire.Outcome) error {
	if err := o.begin(); err != nil {
		return err
	}
	reason := ""
	for i, p := range row.Problems {
		if i > 0 {
			reason += "; "
		}
		reason += p.Message
	}
	return o.out.Write([]string{string(row.Action), row.ID, place(row), row.Key, reason, row.Original})
}

func place(row *wire.Outcome) string {
	switch {
	case row.Line > 0:
		return strconv.Itoa(row.Line)
	case row.Index != nil:
		return strconv.Itoa(*row.Index)
	}
	return ""
}

func (o *csvOutcomes) close() error { return errors.Join(o.begin(), o.out.Flush()) }

// largestPage limits the rows of an answer.
const largestPage = 1000

// pageOf reads limit (100, at most 1000) and offset. If both are invalid, it reports the limit.
func pageOf(r *http.Request) (ringdex.Page, error) {
	p := ringdex.Page{Limit: 100}
	query := r.URL.Query()
	if text := query.Get("limit"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > largestPage {
			return p, ringdex.Fail(ringdex.Invalid, "call.number_range", "limit", 1, largestPage, ringdex.Show(text))
		}
		p.Limit = n
	}
	if text := query.Get("offset"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 0 {
			return p, ringdex.Fail(ringdex.Invalid, "call.number_least", "offset", 0, ringdex.Show(text))
		}
		p.Offset = n
	}
	return p, nil
}
