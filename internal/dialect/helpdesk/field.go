package helpdesk

import (
	"net/http"

	"ringdex/internal/auth"
	"ringdex/internal/httpx"
	"ringdex/internal/ringdex"
	wire "ringdex/internal/wire/helpdesk"
)

func (a *api) contactFields(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	return a.answerFields(w, r, p, wire.ContactFieldList)
}

func (a *api) companyFields(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	return a.answerFields(w, r, p, wire.CompanyFieldList)
}

func (a *api) answerFields(w http.ResponseWriter, r *http.Request, p auth.Principal, list func([]ringdex.Field) wire.FieldList) error {
	fields, err := a.Directory.Fields(r.Context(), p.Organization)
	if err != nil {
		return err
	}
	return httpx.WriteJSON(w, http.StatusOK, list(fields))
}
