package voipex

import (
	"bytes"
	"context"
	"encoding/csv"
	"iter"
	"mime/multipart"
	"net/http"
	"strconv"

	"ringdex/internal/connector"
	"ringdex/internal/connector/call"
	"ringdex/internal/message"
	"ringdex/internal/ringdex"
	wire "ringdex/internal/wire/voipex"
)

// Complete implements connector.Replacer.
func (v *Voipex) Complete() bool { return v.mode == modeUpload }

// Replace implements connector.Replacer: it uploads one file with all contacts.
func (v *Voipex) Replace(
	ctx context.Context, all iter.Seq2[connector.Change, error], b *connector.Batch, report func(connector.Change, connector.Result) error,
) error {
	f := newFile()
	for c, err := range all {
		if err == nil {
			err = v.add(f, &c, b)
		}
		if err != nil {
			return err
		}
	}
	if len(f.lines) == 0 {
		return message.Err("voipex_remote.empty")
	}
	if err := v.upload(ctx, f); err != nil {
		return err
	}
	for _, r := range f.refused {
		if err := report(r.change, connector.Result{Action: ringdex.Refused, Problem: r.problem}); err != nil {
			return err
		}
	}
	return nil
}

// file is the file that is being made.
type file struct {
	csv     *csv.Writer
	body    bytes.Buffer
	next    int                      // physical line of the next row; the header is line 1
	lines   map[int]connector.Change // by the line where each row begins, without the contacts
	refused []refusal
}

type refusal struct {
	change  connector.Change
	problem error
}

func newFile() *file {
	f := &file{next: 1, lines: map[int]connector.Change{}}
	f.csv = csv.NewWriter(&f.body)
	f.csv.Comma, f.csv.UseCRLF = ';', true
	f.write(wire.Columns)
	return f
}

// write writes a row. A value has no line break, but a line is counted as VOIPEX would.
func (f *file) write(row []string) {
	before := f.body.Len()
	_ = f.csv.Write(row) // a buffer does not fail
	f.csv.Flush()
	f.next += bytes.Count(f.body.Bytes()[before:], []byte("\n"))
}

// add adds a contact. One that VOIPEX would refuse is left out: its row would be refused anyway.
func (v *Voipex) add(f *file, c *connector.Change, b *connector.Batch) error {
	if c.Contact == nil {
		return nil
	}
	change := connector.Change{Ref: c.Ref, Key: c.Key}
	values, _, problem := v.wanted(c, b)
	if problem != nil {
		f.refused = append(f.refused, refusal{change, problem})
		return nil
	}
	f.lines[f.next] = change
	f.write(values.Row())
	if f.body.Len() > maxUpload {
		return message.Err("voipex_remote.too_large", maxUpload)
	}
	return nil
}

// upload sends the file. It may be sent again: the result is the same.
func (v *Voipex) upload(ctx context.Context, f *file) error {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile(filePart, fileName)
	if err == nil {
		_, _ = part.Write(f.body.Bytes()) // a buffer does not fail
		err = form.Close()
	}
	if err != nil {
		return err
	}
	answer, err := v.client().Do(ctx, call.Request{
		Method: http.MethodPost, Path: uploadPath, Body: body.Bytes(), Repeat: true,
		Header: http.Header{"Content-Type": {form.FormDataContentType()}},
	})
	if err != nil {
		return failureOf(err)
	}
	return f.read(answer)
}

// read reads the answer of an upload: JSON if all rows were accepted, else a line for each refused
// one (wire/voipex.md 5.3).
func (f *file) read(answer call.Answer) error {
	if s, ok := saidBy(answer.Body); ok {
		if s.Error != "" {
			return message.Err("voipex_remote.refused", s.Error)
		}
		return nil
	}
	lines := refusedLine.FindAllSubmatch(answer.Body, -1)
	if len(lines) == 0 {
		return answer.Garbled(nil)
	}
	for _, line := range lines {
		n, _ := strconv.Atoi(string(line[1]))
		why := string(line[2])
		change, known := f.lines[n]
		if !known {
			return message.Err("voipex_remote.line", n, why)
		}
		f.refused = append(f.refused, refusal{change, ringdex.Fail(ringdex.Invalid, "connector.refused", why)})
	}
	return nil
}
