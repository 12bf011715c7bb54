package voipex

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"mime/multipart"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"ringdex/internal/auth"
	"ringdex/internal/httpx"
	"ringdex/internal/intake"
	"ringdex/internal/ringdex"
	"ringdex/internal/scratch"
	"ringdex/internal/table"
	"ringdex/internal/table/charset"
	"ringdex/internal/table/format"
	wire "ringdex/internal/wire/voipex"
)

// uploadPatience is the idle timeout of an upload.
const uploadPatience = 30 * time.Second

// uploaded is the answer if no row was refused, byte for byte as documented (seed 001).
const uploaded = `{ "message":"uploaded","error":"" }`

// upload replaces the source's contacts by the rows of a CSV file. The file goes to disk first: a
// slow client must not lock the organization.
func (a *api) upload(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	httpx.Patient(w, r, uploadPatience)
	file, err := a.receive(r)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	if err := httpx.EnterFile(w, r); err != nil {
		return err
	}
	lines, err := a.replace(r.Context(), p, file)
	if err != nil {
		return err
	}
	if lines.n == 0 {
		httpx.WriteJSONBytes(w, http.StatusOK, []byte(uploaded))
		return nil
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = lines.WriteTo(w) // an error means that the client has left
	return nil
}

// receive spools the part "file" to a temporary file.
func (a *api) receive(r *http.Request) (*scratch.File, error) {
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, ringdex.Fail(ringdex.Invalid, "voipex.not_multipart")
	}
	file, err := scratch.Create()
	if err != nil {
		return nil, a.unreceived(r.Context(), err)
	}
	if err := a.spool(r.Context(), file, parts); err != nil {
		_ = file.Close()
		return nil, err
	}
	return file, nil
}

// spool rewinds the file. It refuses two parts "file": one would be dropped silently.
func (a *api) spool(ctx context.Context, file *scratch.File, parts *multipart.Reader) error {
	for found := false; ; {
		part, err := parts.NextPart()
		switch {
		case errors.Is(err, io.EOF) && !found:
			return ringdex.Fail(ringdex.Invalid, "voipex.no_part")
		case errors.Is(err, io.EOF):
			_, err = file.Seek(0, io.SeekStart)
			return err
		case err != nil:
			return a.unreceived(ctx, err)
		case part.FormName() != "file":
			continue
		case found:
			return ringdex.Fail(ringdex.Invalid, "voipex.two_parts")
		}
		if err := a.copyPart(ctx, file, part); err != nil {
			return err
		}
		found = true
	}
}

func (a *api) copyPart(ctx context.Context, file *scratch.File, part *multipart.Part) error {
	n, err := io.Copy(file, io.LimitReader(part, a.MaxUpload+1))
	switch {
	case err != nil:
		return a.unreceived(ctx, err)
	case n > a.MaxUpload:
		return ringdex.Fail(ringdex.TooLarge, "voipex.too_large", a.MaxUpload>>20)
	}
	return nil
}

// unreceived maps the error of an upload: the sender's fault, or a failure of our disk.
func (a *api) unreceived(ctx context.Context, err error) error {
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		return ringdex.Fail(ringdex.TooLarge, "voipex.upload_too_large")
	}
	if _, ours := errors.AsType[*scratch.Error](err); ours {
		a.Log.ErrorContext(ctx, "an upload cannot be kept; make room in the folder for temporary files (TMPDIR)", "error", err)
		return ringdex.Fail(ringdex.Unavailable, "voipex.no_room").Because(err)
	}
	return ringdex.Fail(ringdex.Invalid, "voipex.cut_off").Because(err)
}

// replace imports the rows and returns a line for each refused one.
func (a *api) replace(ctx context.Context, p auth.Principal, file io.Reader) (*refusedLines, error) {
	rows, err := format.Open(file, table.Options{
		Layout: table.Layout{Format: table.CSV, Encoding: charset.UTF8, Delimiter: ';'},
		Limits: table.Limits{Rows: int(a.MaxUpload / leastRow), Columns: 100},
	})
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	if err := checkHeader(rows.Header()); err != nil {
		return nil, err
	}
	reader, job := newRowReader(rows), a.job(p)
	if err := a.define(ctx, p.Organization, reader.has); err != nil {
		return nil, err
	}
	job.Replace, job.WantRecords, job.Fields = true, false, reader.setFields
	job.Meaning = strings.Join(rows.Header(), ";") // a row's meaning depends on the header
	lines := &refusedLines{}
	_, err = a.Intake.Stream(ctx, job, reader.records(), func(o *ringdex.Outcome) error {
		if o.Action == ringdex.Refused {
			lines.add(o)
		}
		return nil
	})
	return lines, err
}

// maxLines limits the refused rows in the answer. The run keeps all of them (GET
// /v1/runs/{id}/outcomes).
const maxLines = 10_000

// refusedLines is the answer with the refused rows.
type refusedLines struct {
	text bytes.Buffer
	n    int
}

func (l *refusedLines) add(o *ringdex.Outcome) {
	if l.n++; l.n <= maxLines {
		fmt.Fprintf(&l.text, "Error on line number %d occured. %s\n", o.At.Line, reasons(o.Problems)) // sic: seed 001
	}
}

// WriteTo writes the lines and the number of omitted ones.
func (l *refusedLines) WriteTo(w io.Writer) (int64, error) {
	if l.n > maxLines {
		fmt.Fprintf(&l.text, "%d more lines have errors.\n", l.n-maxLines)
	}
	return l.text.WriteTo(w)
}

// leastRow is the minimum size of a row with a number, in bytes. It bounds the number of rows that
// a file can have: shorter rows are refused anyway.
const leastRow = 10

func reasons(problems []*ringdex.Error) string {
	texts := make([]string, len(problems))
	for i, p := range problems {
		texts[i] = strings.ReplaceAll(p.Error(), "\n", " ")
	}
	return strings.Join(texts, "; ")
}

// notes joins the notes on ignored and adjusted values, each with its member.
func notes(of []*ringdex.Error) string {
	texts := make([]string, len(of))
	for i, n := range of {
		texts[i] = n.Error()
		if n.Field != "" {
			texts[i] = n.Field + ": " + n.Error()
		}
	}
	return strings.Join(texts, "; ")
}

// checkHeader refuses a file whose columns are not those of the wire: importing it would lose data.
func checkHeader(header []string) error {
	seen := map[string]bool{}
	for _, name := range header {
		switch known := wire.Known(name); {
		case !known:
			return ringdex.Fail(ringdex.Invalid, "voipex.no_column", ringdex.Show(name))
		case seen[name]:
			return ringdex.Fail(ringdex.Invalid, "voipex.column_twice", ringdex.Show(name))
		}
		seen[name] = true
	}
	if !slices.Contains(header, "phone1") {
		return ringdex.Fail(ringdex.Invalid, "voipex.column_missing")
	}
	return nil
}

// rowReader turns the rows of a file into records.
type rowReader struct {
	rows     *table.Reader
	fields   atomic.Pointer[wire.CustomIDs] // by the latest fields; batches are planned concurrently
	header   []string
	at       map[string]int // index of each column of a row's key
	repeated map[string]int // count of equal rows without ids
}

func newRowReader(rows *table.Reader) *rowReader {
	r := &rowReader{rows: rows, header: rows.Header(), at: map[string]int{}, repeated: map[string]int{}}
	for i, name := range r.header {
		r.at[name] = i + 1
	}
	return r
}

func (r *rowReader) has(column string) bool { return r.at[column] > 0 }

func (r *rowReader) setFields(fields []ringdex.Field) {
	ids := wire.IDsOf(fields)
	r.fields.Store(&ids)
}

// records yields the rows until the file is malformed.
func (r *rowReader) records() iter.Seq2[intake.Record, error] {
	return func(yield func(intake.Record, error) bool) {
		for i := 0; ; i++ {
			row, err := r.rows.Next()
			if errors.Is(err, io.EOF) {
				return
			}
			rec := intake.Record{At: ringdex.Position{Index: i, Line: row.Line}, Original: string(row.Text)}
			if err == nil {
				err = r.rows.WrongCount(row)
			}
			switch broken, ofRow := errors.AsType[*table.Defect](err); {
			case err == nil:
				r.read(&rec, row.Fields)
			case table.IsRow(err) && ofRow:
				rec.Problems = []*ringdex.Error{{Code: ringdex.Invalid, Text: broken.Text}}
			default:
				yield(rec, err)
				return
			}
			if !yield(rec, nil) {
				return
			}
		}
	}
}

// read sets the record's key. The rest is parsed only if the row has changed.
func (r *rowReader) read(rec *intake.Record, cells []string) {
	rec.Identity = r.key(cells)
	rec.Content = rec.Original
	kept := slices.Clone(cells) // the reader reuses cells
	rec.Read = func(rec *intake.Record) {
		v := make(wire.Values, len(r.header))
		for i, name := range r.header {
			v[name] = trimmed(kept[i])
		}
		if rec.Problems = slices.Concat(rec.Problems, v.Check(), v.Missing()); len(rec.Problems) == 0 {
			rec.Ops = v.Operations(*r.fields.Load(), true, true)
		}
	}
}

// key returns the key of a row: its external id, else one derived from its values.
func (r *rowReader) key(cells []string) intake.Identity {
	external := r.cell(cells, "externalId")
	phone1, names := r.cell(cells, "phone1"), []string{r.cell(cells, "firstName"), r.cell(cells, "lastName"), r.cell(cells, "organization")}
	made := wire.MadeID(0, phone1, names...)
	if external != "" {
		return intake.Identity{ExternalID: external, Former: made}
	}
	n := r.repeated[made]
	r.repeated[made]++
	return intake.Identity{ExternalID: wire.MadeID(n, phone1, names...)}
}

func (r *rowReader) cell(cells []string, name string) string {
	if i := r.at[name]; i > 0 {
		return trimmed(cells[i-1])
	}
	return ""
}
