package helpdesk

import (
	"encoding/json"
	"mime"
	"net/http"
	"slices"
	"strconv"

	"ringdex/internal/auth"
	"ringdex/internal/httpx"
	"ringdex/internal/intake"
	"ringdex/internal/message"
	"ringdex/internal/ringdex"
	wire "ringdex/internal/wire/helpdesk"
)

// patchType is mandatory: with another one the original does not read the body as operations (seed
// 000).
const patchType = "application/json-patch+json"

func (a *api) patchContact(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	id, err := ringdex.ParseID(r.PathValue("id"))
	if err != nil {
		return ringdex.FailAs(ringdex.NotFound, err)
	}
	return a.patch(w, r, p, ringdex.KindContact, intake.Identity{ID: id})
}

func (a *api) patchCompany(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	number, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil || number <= 0 {
		return ringdex.Fail(ringdex.NotFound, "company.not_found", ringdex.Show(r.PathValue("id")))
	}
	return a.patch(w, r, p, ringdex.KindCompany, intake.Identity{Number: number})
}

// patch is an intake of one record: 200 with an empty body, and a header that notes what was
// ignored; 404 for an unknown id, 400 for any mistake.
func (a *api) patch(w http.ResponseWriter, r *http.Request, p auth.Principal, kind ringdex.Kind, key intake.Identity) error {
	if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind != patchType {
		return status{http.StatusUnsupportedMediaType, "The Content-Type must be " + patchType + "."}
	}
	body, err := httpx.ReadJSON(w, r, maxBody)
	if err != nil {
		return err
	}
	ops, err := readPatch(body)
	if err != nil {
		return err
	}
	records := []intake.Record{{Identity: key, MustExist: true, Original: string(body)}}
	t := newTranslator(kind, &records[0])
	t.translate(func() { err = takePatch(t, ops) })
	if err != nil {
		return err
	}
	report, err := a.Intake.Call(r.Context(), a.job(p, kind, t), records)
	if err != nil {
		return err
	}
	if notes := summary(report.Outcomes[0].Notes); notes != nil {
		httpx.AddNote(w, *notes)
	}
	return patchFailure(report.Outcomes[0].Problems)
}

func readPatch(body []byte) ([]*wire.PatchOperation, error) {
	if !json.Valid(body) {
		return nil, notJSON(body)
	}
	ops, err := decode[[]*wire.PatchOperation](body)
	switch i := slices.Index(ops, nil); {
	case err != nil:
		return nil, err
	case ops == nil:
		return nil, ringdex.Fail(ringdex.Invalid, "helpdesk.null_operations")
	case i >= 0:
		return nil, ringdex.Fail(ringdex.Invalid, "helpdesk.null_operation", i)
	}
	return ops, nil
}

func takePatch(t *translator, ops []*wire.PatchOperation) error {
	for _, op := range ops {
		v, ok := wire.Verbs[op.Op]
		if !ok {
			return ringdex.Fail(ringdex.Invalid, "helpdesk.patch_operation", ringdex.Show(op.Op))
		}
		t.add(v, op.Path, op.Value.Value)
	}
	return nil
}

func patchFailure(problems []*ringdex.Error) error {
	if len(problems) == 0 {
		return nil
	}
	code := ringdex.Invalid
	for _, p := range problems {
		if p.Code == ringdex.NotFound || p.Code == ringdex.Denied {
			code = p.Code
		}
	}
	return &ringdex.Error{Code: code, Text: message.Verbatim(*summary(problems))}
}
