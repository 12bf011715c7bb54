// Package imports has the pages that bring a file in, step by step: the file, where its records go,
// its columns, a dry run, the mending of refused rows, and the import.
//
// It owns the steps and how they look. Each is an address, so that "back" works and a step can be
// left. What waits between them is kept by package upload.
package imports

import (
	"errors"

	"ringdex/internal/auth"
	"ringdex/internal/directory"
	"ringdex/internal/message"
	"ringdex/internal/ringdex"
	"ringdex/internal/table"
	"ringdex/internal/upload"
	"ringdex/internal/web/page"
	"ringdex/internal/web/ui"
)

// Deps are what the pages need.
type Deps struct {
	Uploads   *upload.Uploads
	Directory *directory.Directory
}

type pages struct{ Deps }

// section is the key of the navigation's entry.
const section = "import"

const root = "/import"

// New returns the pages. They are for whoever may import.
func New(d Deps) page.Area {
	p := &pages{d}
	area := page.Area{Sections: []page.Section{
		{Section: ui.Section{Key: section, Path: root, Icon: "import", Label: "imports.section"}, Right: auth.Import},
	}}
	for pattern, handle := range map[string]func(*page.Call) error{
		"GET " + root:                    p.start,
		"POST " + root:                   p.receive,
		"GET " + root + "/{id}":          p.file,
		"POST " + root + "/{id}":         p.chooseLayout,
		"GET " + root + "/{id}/target":   p.target,
		"POST " + root + "/{id}/target":  p.chooseTarget,
		"GET " + root + "/{id}/columns":  p.columns,
		"POST " + root + "/{id}/columns": p.chooseColumns,
		"GET " + root + "/{id}/check":    p.check,
		"GET " + root + "/{id}/rows":     p.rows,
		"GET " + root + "/{id}/repair":   p.repair,
		"POST " + root + "/{id}/repair":  p.mend,
		"GET " + root + "/{id}/refused":  p.download,
		"GET " + root + "/{id}/run":      p.progress,
		"POST " + root + "/{id}/run":     p.run,
		"POST " + root + "/{id}/discard": p.discard,
	} {
		area.Routes = append(area.Routes, page.Route{Pattern: pattern, Right: auth.Import, Handle: handle})
	}
	return area
}

// find returns the file of the address. NotFound if it waits no more.
func (p *pages) find(c *page.Call) (*upload.File, error) {
	id, err := ringdex.ParseID(c.Request.PathValue("id"))
	if err != nil {
		return nil, ringdex.FailAs(ringdex.NotFound, err)
	}
	return p.Uploads.Find(c.Who.Principal, id)
}

// The steps, in their order.
const (
	stepFile    = "file"
	stepTarget  = "target"
	stepColumns = "columns"
	stepCheck   = "check"
	stepRun     = "run"
)

var steps = []string{stepFile, stepTarget, stepColumns, stepCheck, stepRun}

// pathOf returns the address of a step of a file.
func pathOf(f *upload.File, step string) string {
	path := root + "/" + f.ID.String()
	if step == stepFile {
		return path
	}
	return path + "/" + step
}

// head returns the head of a page about a file.
func head(c *page.Call, f *upload.File) ui.Head {
	return ui.Head{Title: c.T("imports.of", shortName(f.Name)), Section: section}
}

// longestName is how many letters of a file's name are shown.
const longestName = 60

func shortName(name string) string {
	letters := []rune(ringdex.OneLine(name))
	if len(letters) > longestName {
		return string(letters[:longestName-1]) + "…"
	}
	return string(letters)
}

// fault returns what to tell of an error that is the fault of the file or of what was chosen, and
// whether it is one.
func fault(v *ui.View, err error) (string, bool) {
	defect, ofFile := errors.AsType[*table.Defect](err)
	switch {
	case err == nil:
		return "", false
	case ofFile && defect.Key != table.ErrRead, ringdex.CodeOf(err) == ringdex.Invalid:
		return v.Sentence(message.Of(err)), true
	}
	return "", false
}
