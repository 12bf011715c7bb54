package run

import (
	"context"

	"ringdex/internal/auth"
	"ringdex/internal/ringdex"
	"ringdex/internal/web/page"
	"ringdex/internal/web/ui"
)

// shown is a run with what it takes back.
type shown struct {
	ringdex.Run
	Undone *ringdex.Run // that it takes back; nil for none
}

// show answers GET /runs/{id}: its figures, with what is worth a look.
func (p *pages) show(c *page.Call) error {
	run, err := p.find(c)
	if err != nil {
		return err
	}
	s := shown{Run: run, Undone: p.undone(c.Request.Context(), c.Who.Organization, run.Undoes)}
	if c.Partial() {
		return c.Part(figures(c.View, s))
	}
	return c.Show(ui.Head{Title: title(c.View, &run), Section: section}, showPage(c.View, s))
}

// undone returns the run that another one takes back, nil if it is gone.
func (p *pages) undone(ctx context.Context, org ringdex.OrganizationID, id ringdex.ID) *ringdex.Run {
	if id.IsZero() {
		return nil
	}
	run, err := p.Directory.Run(ctx, org, id)
	if err != nil {
		return nil // only its name is lost
	}
	return &run
}

// mayUndo reports whether the reader can take the run back: a folded one has no changes any more.
func mayUndo(v *ui.View, r *ringdex.Run) bool {
	return v.May(auth.Import) && r.Runs == 0 && !going(r) && r.Counts.Created+r.Counts.Updated+r.Counts.Deleted > 0
}

// figure is a number of a run, with the action of the records behind it.
type figure struct {
	Action ringdex.Action
	Count  int64
	Kind   string // of the tag
}

// counted returns the figures that add up to the records read, and the deleted ones if there are
// any.
func counted(n ringdex.Counts) []figure {
	list := []figure{
		{ringdex.Created, n.Created, "good"},
		{ringdex.Updated, n.Updated, "accent"},
		{ringdex.Unchanged, n.Unchanged, ""},
		{ringdex.Refused, n.Refused, "bad"},
	}
	if n.Deleted > 0 {
		list = append(list, figure{ringdex.Deleted, n.Deleted, "warn"})
	}
	return list
}

// finding is something worth a look in a file.
type finding struct {
	Key   string // message key of its name
	Count int
}

func found(f *ringdex.Findings) (list []finding) {
	for _, one := range []finding{
		{"run.invalid_numbers", f.Invalid},
		{"run.unreachable", f.Unreachable},
		{"run.nameless", f.Nameless},
		{"run.noted", f.Noted},
		{"run.companies", f.Companies},
		{"run.duplicates", f.Duplicates},
		{"run.empty_rows", f.EmptyRows},
		{"run.title_rows", f.Titles},
		{"run.hidden_rows", f.HiddenRows},
	} {
		if one.Count > 0 {
			list = append(list, one)
		}
	}
	return list
}
