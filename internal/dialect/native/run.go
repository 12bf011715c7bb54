package native

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"time"

	"ringdex/internal/auth"
	"ringdex/internal/httpx"
	"ringdex/internal/ringdex"
	"ringdex/internal/table"
	"ringdex/internal/table/csv"
)

// runRow is a run as /v1/runs shows it.
type runRow struct {
	ID        string           `json:"id"`
	Source    string           `json:"source"`
	Kind      ringdex.Kind     `json:"kind"`
	Door      string           `json:"door"`
	Actor     string           `json:"actor"`
	Name      string           `json:"name,omitempty"`
	State     ringdex.RunState `json:"state"`
	Error     string           `json:"error,omitempty"`
	Read      int64            `json:"read"`
	Created   int64            `json:"created"`
	Updated   int64            `json:"updated"`
	Unchanged int64            `json:"unchanged"`
	Refused   int64            `json:"refused"`
	Deleted   int64            `json:"deleted"`
	Started   time.Time        `json:"started"`
	Finished  *time.Time       `json:"finished"`
}

func toRun(r ringdex.Run) runRow {
	row := runRow{
		ID: r.ID.String(), Source: r.Source, Kind: r.Kind, Door: r.Door, Actor: r.Actor, Name: r.Name, State: r.State, Error: r.Error,
		Read: r.Counts.Read, Created: r.Counts.Created, Updated: r.Counts.Updated, Unchanged: r.Counts.Unchanged,
		Refused: r.Counts.Refused, Deleted: r.Counts.Deleted, Started: r.Started,
	}
	if !r.Finished.IsZero() {
		row.Finished = &r.Finished
	}
	return row
}

// runs answers GET /v1/runs?limit&offset: newest first.
func (a *api) runs(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	page, err := pageOf(r)
	if err != nil {
		return err
	}
	found, err := a.Directory.Runs(r.Context(), p.Organization, page)
	if err != nil {
		return err
	}
	rows := make([]runRow, len(found))
	for i := range found {
		rows[i] = toRun(found[i])
	}
	return httpx.WriteJSON(w, http.StatusOK, struct {
		Runs []runRow `json:"runs"`
	}{rows})
}

func (a *api) run(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	run, err := a.findRun(r, p)
	if err != nil {
		return err
	}
	return httpx.WriteJSON(w, http.StatusOK, toRun(run))
}

func (a *api) findRun(r *http.Request, p auth.Principal) (ringdex.Run, error) {
	id, err := ringdex.ParseID(r.PathValue("id"))
	if err != nil {
		return ringdex.Run{}, ringdex.Errorf(ringdex.NotFound, "%s", ringdex.MessageOf(err))
	}
	return a.Directory.Run(r.Context(), p.Organization, id)
}

// outcomeRow is what became of one record. Created and updated ones are read back from the journal, refused ones were
// kept; unchanged ones are only counted.
type outcomeRow struct {
	Action   ringdex.Action `json:"action"`
	ID       string         `json:"id,omitempty"`
	Kind     ringdex.Kind   `json:"kind,omitempty"`
	Line     int            `json:"line,omitempty"`
	Index    *int           `json:"index,omitempty"`
	Key      string         `json:"key,omitempty"`
	Problems []problemRow   `json:"problems,omitempty"`
	Original string         `json:"original,omitempty"`
}

type problemRow struct {
	Field   string `json:"field,omitempty"`
	Message string `json:"message"`
}

// downloadPatience is how long the client may take to read the next piece of a download, as it may to send one of an upload.
const downloadPatience = 30 * time.Second

// outcomes answers GET /v1/runs/{id}/outcomes?action=created|updated|deleted|refused[&format=json|ndjson|csv], streamed.
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
	switch action {
	case ringdex.Refused:
		err = a.refused(r, p, run, out)
	case ringdex.Created, ringdex.Updated, ringdex.Deleted:
		err = a.Directory.RunChanges(r.Context(), p.Organization, run, action, func(c ringdex.Change) error {
			return out.write(&outcomeRow{Action: action, ID: c.Ref.String(), Kind: c.Ref.Kind})
		})
	default:
		return ringdex.Errorf(ringdex.Invalid, "action: %s is none of created, updated, deleted and refused; unchanged records are only counted", ringdex.Show(string(action)))
	}
	if err != nil {
		return err // the document stays unclosed, so that nobody takes a part for the whole
	}
	return out.close()
}

func (a *api) refused(r *http.Request, p auth.Principal, run ringdex.Run, out outcomeWriter) error {
	page := ringdex.Page{Limit: 1000}
	for {
		refusals, err := a.Directory.Refusals(r.Context(), p.Organization, run.ID, page)
		if err != nil {
			return err
		}
		for i := range refusals {
			if err := out.write(toOutcome(&refusals[i], run.Kind)); err != nil {
				return err
			}
		}
		if len(refusals) < page.Limit {
			return nil
		}
		page.Offset += page.Limit
	}
}

func toOutcome(f *ringdex.Refusal, kind ringdex.Kind) *outcomeRow {
	row := &outcomeRow{Action: ringdex.Refused, Kind: kind, Line: f.At.Line, Index: &f.At.Index, Key: f.Key, Original: f.Original}
	for _, p := range f.Problems {
		row.Problems = append(row.Problems, problemRow{p.Field, p.Message})
	}
	return row
}

// outcomeWriter writes outcomes in one format.
type outcomeWriter interface {
	write(*outcomeRow) error
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
	return nil, ringdex.Errorf(ringdex.Invalid, "format: %s is none of json, ndjson and csv", ringdex.Show(format))
}

type jsonOutcomes struct {
	w     http.ResponseWriter
	begun bool
}

func (o *jsonOutcomes) write(row *outcomeRow) error {
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

func (o ndjsonOutcomes) write(row *outcomeRow) error {
	o.w.Header().Set("Content-Type", "application/x-ndjson")
	return json.NewEncoder(o.w).Encode(row)
}

func (o ndjsonOutcomes) close() error { return nil }

// csvOutcomes is a file to be mended: line, reason, and the record as it came.
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

// begin writes the header, with the first row: until then an error can still be answered as one.
func (o *csvOutcomes) begin() error {
	if o.begun {
		return nil
	}
	o.begun = true
	return o.out.Write([]string{"action", "id", "line", "key", "reason", "original"})
}

func (o *csvOutcomes) write(row *outcomeRow) error {
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

func place(row *outcomeRow) string {
	switch {
	case row.Line > 0:
		return strconv.Itoa(row.Line)
	case row.Index != nil:
		return strconv.Itoa(*row.Index)
	}
	return ""
}

func (o *csvOutcomes) close() error { return errors.Join(o.begin(), o.out.Flush()) }

// pageOf reads limit (100, at most 1000) and offset.
func pageOf(r *http.Request) (ringdex.Page, error) {
	p := ringdex.Page{Limit: 100}
	for _, of := range []struct { // in this order, so that of two mistakes the same one is always reported
		name string
		to   *int
	}{{"limit", &p.Limit}, {"offset", &p.Offset}} {
		text := r.URL.Query().Get(of.name)
		if text == "" {
			continue
		}
		n, err := strconv.Atoi(text)
		if err != nil || n < 0 || of.name == "limit" && (n < 1 || n > 1000) {
			return p, ringdex.Errorf(ringdex.Invalid, "%s: %s is not possible", of.name, ringdex.Show(text))
		}
		*of.to = n
	}
	return p, nil
}
