package run

import (
	"strings"

	"github.com/a-h/templ"

	"ringdex/internal/ringdex"
	"ringdex/internal/web/ui"
)

// title names a run: its file, or the calls or the day that it sums up.
func title(v *ui.View, r *ringdex.Run) string {
	switch {
	case r.Runs > 0:
		return v.T("run.day", r.Runs, r.Calls)
	case r.Calls > 0:
		return v.T("run.calls", r.Calls)
	case r.Name != "":
		return r.Name
	case !r.Undoes.IsZero():
		return v.T("run.an_undo")
	}
	return v.T("run.of_door", r.Door)
}

// stateTag returns the look of the tag of a state.
func stateTag(s ringdex.RunState) string {
	switch s {
	case ringdex.RunStopped:
		return "bad"
	case ringdex.RunRunning:
		return "accent"
	}
	return "good"
}

// origin returns where a run came from: source, door and who sent it.
func origin(r *ringdex.Run) string {
	var parts []string
	for _, part := range []string{r.Source, r.Door, r.Actor} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, " · ")
}

// reasons returns why a record was refused, in sentences.
func reasons(v *ui.View, problems []*ringdex.Error) (all []string) {
	for _, p := range problems {
		text := v.Sentence(p.Text)
		if p.Field != "" {
			text = p.Field + ": " + text
		}
		all = append(all, text)
	}
	return all
}

// place says where a refused record stood: its line in a file, else its position in the call.
func place(v *ui.View, f *ringdex.Refusal) string {
	if f.At.Line > 0 {
		return v.T("run.line", int64(f.At.Line))
	}
	return v.T("run.position", int64(f.At.Index+1))
}

// nameOf returns a name, or what stands for a missing one.
func nameOf(v *ui.View, name string) string {
	if name == "" {
		return v.T("run.no_name")
	}
	return name
}

func icon(r *ringdex.Run) string {
	switch {
	case !r.Undoes.IsZero():
		return "undo"
	case r.Calls > 0 || r.Runs > 0:
		return "doors"
	}
	return "import"
}

// refresh lets htmx ask for a part again every second while something is going on.
func refresh(live bool, path, part string) templ.Attributes {
	if !live {
		return nil
	}
	return templ.Attributes{"hx-get": path, "hx-trigger": "every 1s", "hx-target": part, "hx-swap": "outerHTML"}
}
