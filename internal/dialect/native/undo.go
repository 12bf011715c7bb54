package native

import (
	"net/http"
	"strconv"

	"ringdex/internal/auth"
	"ringdex/internal/dialect"
	"ringdex/internal/httpx"
	"ringdex/internal/ringdex"
	"ringdex/internal/undo"
	wire "ringdex/internal/wire/native"
)

func (a *api) undoRoutes() map[string]dialect.Route {
	return map[string]dialect.Route{
		"POST /v1/runs/{id}/undo":         dialect.For(auth.Import, a.undoRun),
		"POST /v1/changes/{seq}/undo":     dialect.For(auth.Import, a.undoChange),
		"POST /v1/contacts/{id}/restore":  dialect.For(auth.Import, a.restoreContact),
		"POST /v1/companies/{id}/restore": dialect.For(auth.Import, a.restoreCompany),
	}
}

// undoRun answers POST /v1/runs/{id}/undo[?dryRun=true][&fields=true].
func (a *api) undoRun(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	run, err := a.findRun(r, p)
	if err != nil {
		return err
	}
	return a.takeBack(w, r, p, undo.Order{Run: run.ID})
}

// undoChange answers POST /v1/changes/{seq}/undo.
func (a *api) undoChange(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	seq, err := strconv.ParseInt(r.PathValue("seq"), 10, 64)
	if err != nil || seq < 1 {
		return ringdex.Fail(ringdex.NotFound, "undo.no_change", ringdex.Show(r.PathValue("seq")))
	}
	return a.takeBack(w, r, p, undo.Order{Change: seq})
}

func (a *api) restoreContact(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	id, err := ringdex.ParseID(r.PathValue("id"))
	if err != nil {
		return ringdex.FailAs(ringdex.NotFound, err)
	}
	return a.restore(w, r, p, ringdex.Ref{Kind: ringdex.KindContact, Contact: id})
}

func (a *api) restoreCompany(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return ringdex.Fail(ringdex.NotFound, "undo.not_deleted", ringdex.Show(r.PathValue("id")))
	}
	return a.restore(w, r, p, ringdex.Ref{Kind: ringdex.KindCompany, Company: id})
}

// restore takes the last deletion of a record back.
func (a *api) restore(w http.ResponseWriter, r *http.Request, p auth.Principal, ref ringdex.Ref) error {
	deletion, err := a.Directory.Deletion(r.Context(), p.Organization, ref)
	if err != nil {
		return err
	}
	return a.takeBack(w, r, p, undo.Order{Change: deletion.Seq})
}

// mostLeft limits the changes in an answer; the outcomes of the run have all that were left.
const mostLeft = 1000

type undoAnswer struct {
	Run  wire.Run        `json:"run"`
	Left []wire.Reversal `json:"left"`
}

// takeBack answers with the run that took changes back and with what it left. dryRun=true only
// predicts; fields=true takes single fields back.
func (a *api) takeBack(w http.ResponseWriter, r *http.Request, p auth.Principal, o undo.Order) error {
	in, left := speaks(w, r), []wire.Reversal{}
	o.Organization, o.Actor, o.Authority = p.Organization, p.Actor, p.Authority()
	o.Report = func(reversal *ringdex.Reversal) error {
		if reversal.Action == ringdex.Refused && len(left) < mostLeft {
			left = append(left, wire.ToReversal(reversal, in))
		}
		return nil
	}
	q := newQuery(r)
	o.DryRun, o.Fields = q.flag("dryRun"), q.flag("fields")
	if err := q.end(); err != nil {
		return err
	}
	httpx.Patient(w, r, downloadPatience)
	run, err := a.Undo.TakeBack(r.Context(), o)
	if err != nil {
		return err
	}
	return httpx.WriteJSON(w, http.StatusOK, undoAnswer{wire.ToRun(&run, in), left})
}
