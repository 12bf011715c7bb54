package imports

import (
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"path/filepath"
	"strings"
	"time"

	"ringdex/internal/httpx"
	"ringdex/internal/ringdex"
	"ringdex/internal/upload"
	"ringdex/internal/web/page"
	"ringdex/internal/web/ui"
)

// started is the page on which a file is handed in.
type started struct {
	Waiting []*upload.File
	Most    int64 // bytes of a file
	Problem string
}

// start answers GET /import.
func (p *pages) start(c *page.Call) error { return p.showStart(c, http.StatusOK, "") }

func (p *pages) showStart(c *page.Call, status int, problem string) error {
	s := started{Waiting: p.Uploads.List(c.Who.Principal), Most: p.Uploads.MaxFile, Problem: problem}
	return c.ShowAs(status, ui.Head{Title: c.T("imports.title"), Section: section}, startPage(c.View, s))
}

// patience is how long the browser may send nothing of a file.
const patience = time.Minute

// receive answers POST /import with a file of a form.
func (p *pages) receive(c *page.Call) error {
	httpx.Patient(c.Writer, c.Request, patience)
	f, err := p.add(c)
	switch code := ringdex.CodeOf(err); {
	case err == nil:
		return c.Go(pathOf(f, stepFile))
	case code == ringdex.Invalid || code == ringdex.TooLarge || code == ringdex.Conflict:
		return p.showStart(c, page.Status(err), c.View.Sentence(textOf(err)))
	}
	return err
}

// add receives the part of the form that is a file.
func (p *pages) add(c *page.Call) (*upload.File, error) {
	parts, err := c.Request.MultipartReader()
	if err != nil {
		return nil, ringdex.Fail(ringdex.Invalid, "imports.no_file").Because(err)
	}
	for {
		part, err := parts.NextPart()
		switch {
		case errors.Is(err, io.EOF):
			return nil, ringdex.Fail(ringdex.Invalid, "imports.no_file")
		case err != nil:
			return nil, ringdex.Fail(ringdex.Invalid, "body.unread").Because(err)
		case part.FormName() == "file" && part.FileName() != "":
			return p.Uploads.Add(c.Who.Principal, nameOf(part), part)
		}
	}
}

// nameOf returns the name of a file. Some browsers send the folder with it.
func nameOf(part *multipart.Part) string {
	name := filepath.Base(strings.ReplaceAll(part.FileName(), `\`, "/"))
	return ringdex.OneLine(strings.ToValidUTF8(name, "\uFFFD"))
}

// discard answers POST /import/{id}/discard.
func (p *pages) discard(c *page.Call) error {
	f, err := p.find(c)
	if err != nil {
		return err
	}
	if err := p.Uploads.Discard(c.Who.Principal, f.ID); err != nil {
		return err
	}
	c.Done("", "imports.discarded", shortName(f.Name))
	return c.Go(root)
}

// whereTo returns the step at which a file that waits is gone on with.
func whereTo(f *upload.File) string {
	switch {
	case f.Taken() != nil:
		return stepRun
	case f.Trial() != nil:
		return stepCheck
	}
	return stepFile
}
