package native

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"ringdex/internal/auth"
	"ringdex/internal/dialect"
	"ringdex/internal/directory"
	"ringdex/internal/fastjson"
	"ringdex/internal/fileimport"
	"ringdex/internal/httpx"
	"ringdex/internal/i18n"
	"ringdex/internal/intake"
	"ringdex/internal/mapping"
	"ringdex/internal/ringdex"
	"ringdex/internal/scratch"
	"ringdex/internal/table"
	wire "ringdex/internal/wire/native"
)

func (a *api) importRoutes() map[string]dialect.Route {
	return map[string]dialect.Route{
		"POST /v1/contacts:import":  dialect.For(auth.Import, a.imports(ringdex.KindContact)),
		"POST /v1/companies:import": dialect.For(auth.Import, a.imports(ringdex.KindCompany)),
	}
}

// Media types of an import.
const (
	typeNDJSON = "application/x-ndjson"
	typeCSV    = "text/csv"
	typeXLSX   = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
)

// bulk is one import in progress: records come in and outcomes go out at the same time.
type bulk struct {
	*api
	order  intake.Order
	mapped []mapping.Assignment
	answer *lines
	in     i18n.Language
}

// imports answers POST /v1/contacts:import and /v1/companies:import with one line for each record,
// and a last one with the figures. Without that line the answer was cut off.
func (a *api) imports(kind ringdex.Kind) handler {
	return func(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
		b, err := a.newBulk(r, p, kind)
		if err != nil {
			return err
		}
		media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
		if err != nil || !slices.Contains([]string{typeNDJSON, typeCSV, typeXLSX}, media) {
			return ringdex.Fail(ringdex.Invalid, keyMediaType, ringdex.Show(r.Header.Get("Content-Type")), strings.Join([]string{typeNDJSON, typeCSV, typeXLSX}, ", "))
		}
		httpx.Patient(w, r, downloadPatience)
		body, err := b.receive(r)
		if err != nil {
			return err
		}
		defer func() { _ = body.Close() }()
		if err := httpx.EnterFile(w, r); err != nil {
			return err
		}
		b.in = speaks(w, r)
		b.answer = newLines(w)
		if media == typeNDJSON {
			return b.end(a.Intake.Stream(r.Context(), b.order, b.records(body), b.answer.outcome(b.in)))
		}
		return b.file(r.Context(), body)
	}
}

// keyMediaType is the message key of a body in another form, which is 415.
const keyMediaType = "call.media_type"

func (a *api) newBulk(r *http.Request, p auth.Principal, kind ringdex.Kind) (*bulk, error) {
	q := newQuery(r)
	b := &bulk{api: a, order: intake.Order{
		Organization: p.Organization, Source: q.text("source"), Kind: kind, Door: "api", Actor: p.Actor, Name: q.text("name"),
		DryRun: q.flag("dryRun"), Replace: q.flag("replace"), MaxDelete: q.text("maxDelete"), Authority: p.Authority(),
	}}
	q.known = append(q.known, "map")
	for _, text := range q.values["map"] {
		i := strings.LastIndexByte(text, '=')
		if i <= 0 {
			q.fail(ringdex.Problem("map", "call.map", ringdex.Show(text)))
			continue
		}
		b.mapped = append(b.mapped, mapping.Assignment{Column: text[:i], Field: strings.TrimSpace(text[i+1:])})
	}
	if b.order.Source == "" {
		b.order.Source = directory.SourceOf(p)
	}
	if p.Source != "" && b.order.Source != p.Source {
		q.fail(ringdex.Fail(ringdex.Denied, "rights.other_source", ringdex.Show(b.order.Source), ringdex.Show(p.Source)))
	}
	if err := b.options().Check(); err != nil {
		q.fail(err)
	}
	return b, q.end()
}

// options are those of an import of a file.
func (b *bulk) options() *fileimport.Options {
	o := &b.order
	return &fileimport.Options{
		Name: o.Name, Kind: o.Kind, Source: o.Source, Assigned: b.mapped, DryRun: o.DryRun, Replace: o.Replace, MaxDelete: o.MaxDelete,
		Door: o.Door, Actor: o.Actor, Authority: o.Authority, Rules: fileimport.Rules{CreateCompanies: true},
	}
}

// receive returns the body. That of a replacing run goes to disk first: such runs of an
// organization wait for each other, and one must not wait for a slow sender.
func (b *bulk) receive(r *http.Request) (io.ReadCloser, error) {
	if !b.order.Replace {
		return r.Body, nil
	}
	file, err := scratch.Create()
	if err != nil {
		return nil, ringdex.Fail(ringdex.Unavailable, "body.no_room").Because(err)
	}
	if _, err := io.Copy(file, r.Body); err == nil {
		_, err = file.Seek(0, io.SeekStart)
		if err == nil {
			return file, nil
		}
	}
	_ = file.Close()
	return nil, ringdex.Fail(ringdex.Invalid, "body.unread")
}

// maxLine limits a line of NDJSON, in bytes.
const maxLine = 1 << 20

// records reads a record from each line. A line that is none becomes a record with its problem.
func (b *bulk) records(body io.Reader) iter.Seq2[intake.Record, error] {
	return func(yield func(intake.Record, error) bool) {
		scanner := bufio.NewScanner(body)
		scanner.Buffer(make([]byte, 0, 64<<10), maxLine)
		index := 0
		for line := 1; scanner.Scan(); line++ {
			text := strings.TrimSpace(scanner.Text())
			if text == "" {
				continue
			}
			rec := b.record(text)
			rec.At = ringdex.Position{Index: index, Line: line}
			if index++; !yield(rec, nil) {
				return
			}
		}
		if err := scanner.Err(); err != nil {
			yield(intake.Record{}, cutOff(err))
		}
	}
}

// cutOff returns why a body ended early.
func cutOff(err error) error {
	if errors.Is(err, bufio.ErrTooLong) {
		return ringdex.Fail(ringdex.TooLarge, "call.line_too_long", maxLine)
	}
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		return ringdex.Fail(ringdex.TooLarge, "call.body_too_large")
	}
	return ringdex.Fail(ringdex.Invalid, "body.unread").Because(err)
}

// record reads one line. A record is recognised by its external id in the source, else by its id.
func (b *bulk) record(line string) intake.Record {
	var members map[string]any
	if err := fastjson.Unmarshal([]byte(line), &members); err != nil || members == nil {
		return intake.Record{Problems: []*ringdex.Error{ringdex.Problem("", "call.line_not_object")}}
	}
	rec := intake.Record{Original: line}
	draft := wire.CompanyDraft(members)
	if b.order.Kind == ringdex.KindContact {
		draft = wire.ContactDraft(members)
	}
	rec.Ops, rec.Problems = draft.Ops, draft.Problems
	if draft.Company != "" {
		rec.Company = &intake.CompanyRef{Name: draft.Company, At: "company"}
	}
	b.identify(&rec, members)
	return rec
}

func (b *bulk) identify(rec *intake.Record, members map[string]any) {
	if external, is := members["externalId"].(string); is && external != "" {
		rec.Identity.ExternalID = external
		return
	}
	id := ""
	switch v := members["id"].(type) {
	case string:
		id = v
	case float64:
		id = strconv.FormatFloat(v, 'f', -1, 64)
	}
	if id == "" {
		rec.Problems = append(rec.Problems, ringdex.Problem("externalId", "call.no_identity"))
		return
	}
	ref, err := refOf(b.order.Kind, id)
	if err != nil {
		rec.Problems = append(rec.Problems, ringdex.ProblemOf("id", err))
		return
	}
	rec.Identity.ID, rec.Identity.Number, rec.MustExist = ref.Contact, ref.Company, true
}

// file imports a table, as the command line does.
func (b *bulk) file(ctx context.Context, body io.Reader) error {
	rows, err := fileimport.Open(body, table.Layout{})
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	opt := b.options()
	if opt.Organization, err = b.Directory.Organization(ctx, b.order.Organization); err != nil {
		return err
	}
	opt.Language, opt.Outcome = b.in, b.answer.outcome(b.in)
	file, err := b.Files.Prepare(ctx, rows, *opt)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	report := file.Run(ctx)
	return b.end(report.Run, report.Err)
}

// lastLine ends an answer: nothing was lost on the way.
type lastLine struct {
	End   bool      `json:"end"`
	Error string    `json:"error,omitempty"` // why the run stopped
	Run   *wire.Run `json:"run"`
}

// end writes the last line. A run that stopped before the first line is a failure of the call.
func (b *bulk) end(run ringdex.Run, err error) error {
	if err != nil && !b.answer.begun() {
		return err
	}
	row := wire.ToRun(&run, b.in)
	last := lastLine{End: true, Run: &row}
	if err != nil {
		last.Error = b.in.Render(ringdex.TextOf(err))
	}
	if err := b.answer.write(last); err != nil {
		return err
	}
	return b.answer.flush()
}

// lines is an answer of JSON lines, which are sent at least every flushEvery.
type lines struct {
	w       http.ResponseWriter
	out     *bufio.Writer
	encoder *json.Encoder
	control *http.ResponseController
	flushed time.Time
}

const flushEvery = 200 * time.Millisecond

// newLines lets outcomes be read before the whole body is sent (HTTP/1 needs full duplex for it).
func newLines(w http.ResponseWriter) *lines {
	l := &lines{w: w, control: http.NewResponseController(w)}
	_ = l.control.EnableFullDuplex() // without it, outcomes come after the body
	return l
}

func (l *lines) begun() bool { return l.out != nil }

// begin sets the type of the answer. Before that, a failure can still set the status.
func (l *lines) begin() {
	if l.out != nil {
		return
	}
	l.w.Header().Set("Content-Type", typeNDJSON)
	l.out = bufio.NewWriterSize(l.w, 64<<10)
	l.encoder = json.NewEncoder(l.out)
	l.encoder.SetEscapeHTML(false)
	l.flushed = time.Now()
}

// blank sends what was written, and an empty line.
func (l *lines) blank() error {
	l.begin()
	if err := l.out.WriteByte('\n'); err != nil {
		return err
	}
	return l.flush()
}

func (l *lines) write(v any) error {
	l.begin()
	if err := l.encoder.Encode(v); err != nil {
		return err
	}
	if time.Since(l.flushed) < flushEvery {
		return nil
	}
	return l.flush()
}

func (l *lines) flush() error {
	l.flushed = time.Now()
	if err := l.out.Flush(); err != nil {
		return err
	}
	_ = l.control.Flush() // without it, lines come later
	return nil
}

// outcome returns the function that writes an outcome.
func (l *lines) outcome(in i18n.Language) func(*ringdex.Outcome) error {
	return func(o *ringdex.Outcome) error { return l.write(wire.ToImported(o, in)) }
}
