package web_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"ringdex/internal/intake"
	"ringdex/internal/ringdex"
	"ringdex/internal/web/webtest"
)

// take takes contacts in as a call of a program does, "!" as a record that is refused.
func take(t *testing.T, w *webtest.World, names ...string) ringdex.Run {
	t.Helper()
	var records []intake.Record
	for i, name := range names {
		rec := intake.Record{
			At: ringdex.Position{Index: i}, Identity: intake.Identity{ExternalID: fmt.Sprint("K-", i)}, Original: "<" + name + ">",
			Ops: []ringdex.Op{{Field: "lastName", Verb: ringdex.Set, Value: name}},
		}
		if name == "!" {
			rec.Problems = []*ringdex.Error{ringdex.Problem("phones", "value.not_kind", ringdex.Show("x"))}
		}
		records = append(records, rec)
	}
	order := intake.Order{
		Organization: w.Org, Source: "crm", Kind: ringdex.KindContact, Door: "import", Actor: "erp",
		Authority: ringdex.Authority{Rank: ringdex.Administrator},
	}
	result, err := w.Intake.Call(t.Context(), order, records)
	if err != nil {
		t.Fatal(err)
	}
	runs, err := w.Directory.Runs(t.Context(), w.Org, ringdex.Page{Limit: 1})
	if err != nil || len(runs) != 1 {
		t.Fatalf("got %v, %v: %+v", runs, err, result)
	}
	return runs[0]
}

func TestRuns(t *testing.T) {
	t.Parallel()
	w := webtest.New(t, nil)
	w.AddUser("petr", ringdex.SuperOperator)
	b := w.As("petr")
	wantText(t, "no run", b.Get("/runs"), "Nothing has come in yet")
	names := make([]string, 60)
	for i := range names {
		names[i] = fmt.Sprint("Novák ", i)
	}
	run := take(t, w, append(names, "!")...)
	path := "/runs/" + run.ID.String()
	wantText(t, "the list", b.Get("/runs"), path, "60 created", "1 refused", "crm · import · erp")
	wantText(t, "the run", b.Get(path), "61 records read", path+"/records?action=created", path+"/records?action=refused", path+"/undo")

	first := b.Get(path + "/records?action=created")
	wantText(t, "the created ones", first, ">Novák 0<", ">Novák 49<", `rel="next"`)
	_, next, _ := strings.Cut(first.Body, `rel="next" href="`)
	next, _, _ = strings.Cut(next, `"`)
	last := b.Get(strings.ReplaceAll(next, "&amp;", "&"))
	wantText(t, "their second page", last, ">Novák 50<", ">Novák 59<", "First page")
	if strings.Contains(last.Body, ">Novák 49<") || strings.Contains(last.Body, `rel="next"`) {
		t.Errorf("the second page begins or ends elsewhere:\n%s", last.Body)
	}
	wantText(t, "the refused one", b.Get(path+"/records?action=refused"), "Record 61", "&lt;!&gt;", "phones:")
	wantStatus(t, "an action that there is not", b.Get(path+"/records?action=burnt"), http.StatusNotFound)
	wantStatus(t, "no run", b.Get("/runs/"+ringdex.NewID(webtest.Began).String()), http.StatusNotFound)
	wantStatus(t, "no id", b.Get("/runs/x"), http.StatusNotFound)
}

func TestUndoOfARun(t *testing.T) {
	t.Parallel()
	w := webtest.New(t, nil)
	w.AddUser("petr", ringdex.SuperOperator)
	b := w.As("petr")
	path := "/runs/" + take(t, w, "Nová", "Malý").ID.String()
	wantText(t, "the prediction", b.Get(path+"/undo"), "Take 2 records back")
	wantText(t, "nothing is done yet", b.Get("/runs"), "2 created")

	done := b.Post(path + "/undo")
	if done.Status != http.StatusSeeOther || !strings.HasPrefix(done.Location, "/runs/") || done.Location == path {
		t.Fatalf("got %+v", done)
	}
	wantText(t, "the run that took back", b.Get(done.Location), "2 records taken back", "Takes back", path)
	wantText(t, "taken back already", b.Get(path+"/undo"), "As before")
	wantText(t, "taking back the taking back", b.Get(done.Location+"/undo"), "Take 2 records back")
	again := b.Post(done.Location + "/undo")
	wantText(t, "they are there again", b.Get(again.Location), "2 records taken back")
}

// What a run shows is a matter of rights, also for somebody who types addresses.
func TestRightsOfRuns(t *testing.T) {
	t.Parallel()
	w := webtest.New(t, nil)
	path := "/runs/" + take(t, w, "Nová").ID.String()
	type statuses struct{ list, show, records, undo int }
	const ok, no = http.StatusOK, http.StatusForbidden
	for role, want := range map[ringdex.Roles]statuses{
		ringdex.Administrator: {ok, ok, ok, ok},
		ringdex.SuperOperator: {ok, ok, ok, ok},
		ringdex.Operator:      {ok, ok, no, no},
		ringdex.SmartUser:     {no, no, no, no},
		ringdex.EndUser:       {no, no, no, no},
	} {
		name := role.String()
		w.AddUser(name, role)
		b := w.As(name)
		wantStatus(t, name+": the list", b.Get("/runs"), want.list)
		wantStatus(t, name+": the run", b.Get(path), want.show)
		wantStatus(t, name+": the records", b.Get(path+"/records?action=created"), want.records)
		wantStatus(t, name+": the undo", b.Get(path+"/undo"), want.undo)
		if want.undo == no {
			wantStatus(t, name+": the undo by a form", b.Post(path+"/undo"), no)
		}
	}
}
