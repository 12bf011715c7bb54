package native

import (
	"net/http"

	"ringdex/internal/auth"
	"ringdex/internal/dialect"
	"ringdex/internal/httpx"
	"ringdex/internal/ringdex"
	wire "ringdex/internal/wire/native"
)

func (a *api) saidRoutes() map[string]dialect.Route {
	return map[string]dialect.Route{
		"GET /v1/contacts/{id}/sources":  dialect.For(auth.Read, a.said(ringdex.KindContact)),
		"GET /v1/companies/{id}/sources": dialect.For(auth.Read, a.said(ringdex.KindCompany)),
		"POST /v1/contacts:settle":       dialect.For(auth.Administer, a.settle(ringdex.KindContact)),
		"POST /v1/companies:settle":      dialect.For(auth.Administer, a.settle(ringdex.KindCompany)),
	}
}

// said answers GET …/{id}/sources: what each source says of a record, and its locks.
func (a *api) said(kind ringdex.Kind) handler {
	return func(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
		ref, err := refOf(kind, r.PathValue("id"))
		if err != nil {
			return err
		}
		found, err := a.Records.SourcesOf(r.Context(), p, ref)
		if err != nil {
			return err
		}
		in, view := speaks(w, r), wire.View{Fields: found.Fields}
		items := make([]wire.Said, len(found.Descriptions))
		for i := range found.Descriptions {
			items[i] = view.Said(kind, &found.Descriptions[i], in.Render)
		}
		locks := make([]wire.Lock, len(found.Locks))
		for i, l := range found.Locks {
			locks[i] = view.Lock(kind, l.Field, l.By)
		}
		return httpx.WriteJSON(w, http.StatusOK, map[string]any{"items": items, "locked": locks})
	}
}

// settle answers POST …:settle[?dryRun=true].
func (a *api) settle(kind ringdex.Kind) handler {
	return func(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
		q := newQuery(r)
		dryRun := q.flag("dryRun")
		if err := q.end(); err != nil {
			return err
		}
		run, err := a.Records.Settle(r.Context(), p, kind, dryRun)
		if err != nil {
			return err
		}
		return httpx.WriteJSON(w, http.StatusOK, wire.ToRun(&run, speaks(w, r)))
	}
}
