package helpdesk

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"ringdex/internal/auth"
	"ringdex/internal/fastjson"
	"ringdex/internal/httpx"
	"ringdex/internal/intake"
	"ringdex/internal/ringdex"
	wire "ringdex/internal/wire/helpdesk"
)

func (a *api) syncContacts(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	outcomes, records, err := a.sync(w, r, p, ringdex.KindContact, wire.MaxContacts)
	if err != nil {
		return err
	}
	results := make([]wire.ContactResult, len(outcomes))
	for i := range outcomes {
		results[i] = toContactResult(&outcomes[i], &records[i], sourceOf(p))
	}
	return httpx.WriteJSON(w, http.StatusOK, results)
}

func (a *api) syncCompanies(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	outcomes, records, err := a.sync(w, r, p, ringdex.KindCompany, wire.MaxCompanies)
	if err != nil {
		return err
	}
	results := make([]wire.CompanyResult, len(outcomes))
	for i := range outcomes {
		results[i] = toCompanyResult(&outcomes[i], &records[i], sourceOf(p))
	}
	return httpx.WriteJSON(w, http.StatusOK, results)
}

// sync imports the items of a call.
func (a *api) sync(w http.ResponseWriter, r *http.Request, p auth.Principal, kind ringdex.Kind, limit int) ([]ringdex.Outcome, []intake.Record, error) {
	body, err := httpx.ReadJSON(w, r, maxBody)
	if err != nil {
		return nil, nil, err
	}
	items, err := split(body, limit)
	if err != nil {
		return nil, nil, err
	}
	records := make([]intake.Record, len(items))
	translators := make([]*translator, len(items))
	for i, item := range items {
		records[i].At.Index = i
		if translators[i], err = a.readItem(kind, item, &records[i]); err != nil && !json.Valid(body) {
			return nil, nil, notJSON(body)
		}
	}
	report, err := a.Intake.Call(r.Context(), a.job(p, kind, translators...), records)
	for i := range report.Outcomes {
		if aboutNobody(&records[i]) {
			report.Outcomes[i].Problems = records[i].Problems
		}
		if report.Outcomes[i].Action != ringdex.Refused {
			a.memo.add(items[i], &records[i])
		}
	}
	return report.Outcomes, records, err
}

// aboutNobody reports whether an item or its key cannot be parsed. Problems with missing values are
// then only consequences.
func aboutNobody(rec *intake.Record) bool {
	members := []string{"", "UserProviderKey", "Id", "ExternalId", "Email"}
	return slices.ContainsFunc(rec.Problems, func(p *ringdex.Error) bool { return slices.Contains(members, p.Field) })
}

func (a *api) job(p auth.Principal, kind ringdex.Kind, records ...*translator) intake.Order {
	return intake.Order{
		Organization: p.Organization, Source: sourceOf(p), Kind: kind, Door: "helpdesk", Actor: p.Actor,
		UserNames: kind == ringdex.KindContact, WantRecords: true, Authority: p.Authority(),
		Fields: func(fields []ringdex.Field) {
			for _, t := range records {
				t.complete(fields)
			}
		},
	}
}

// split returns the elements of the array. Any other body, a null item or too many items refuse the
// whole call.
func split(body []byte, limit int) ([]json.RawMessage, error) {
	var items []json.RawMessage
	if err := fastjson.Unmarshal(body, &items); err != nil {
		items = nil
		if err := json.Unmarshal(body, &items); err != nil { // its result counts, and its error has a position
			return nil, httpx.NotJSON(body, err)
		}
	}
	if items == nil {
		return nil, ringdex.Fail(ringdex.Invalid, "helpdesk.null_items")
	}
	if len(items) > limit {
		return nil, ringdex.Fail(ringdex.Invalid, "helpdesk.too_many_items", len(items), limit)
	}
	for i, item := range items {
		switch item = bytes.TrimSpace(item); {
		case bytes.Equal(item, []byte("null")):
			return nil, ringdex.Fail(ringdex.Invalid, "helpdesk.null_item", i)
		case item[0] != '{':
			return nil, ringdex.Fail(ringdex.Invalid, "helpdesk.not_object", i)
		}
	}
	return items, nil
}

// readItem is the function readItem, with the memo of contacts.
func (a *api) readItem(kind ringdex.Kind, raw json.RawMessage, rec *intake.Record) (*translator, error) {
	if kind == ringdex.KindContact {
		if t := a.memo.recall(raw, rec); t != nil {
			return t, nil
		}
	}
	return readItem(kind, raw, rec)
}

// readItem reads one item into a record. A mistake in it is a problem of that record only. err
// means that the item could not be decoded; that refuses the whole call if the body is not JSON.
func readItem(kind ringdex.Kind, raw json.RawMessage, rec *intake.Record) (*translator, error) {
	rec.Original = string(raw)
	t := newTranslator(kind, rec)
	item, err := decode[wire.Item](raw)
	if err != nil {
		rec.Identity.ExternalID = idOf(raw)
		rec.Problems = append(rec.Problems, ringdex.Problem("", "helpdesk.unreadable_item", withoutPlace(err)))
		return t, err
	}
	readKey(kind, &item, rec)
	t.translate(func() { t.operations(item) })
	if kind == ringdex.KindContact && rec.Password == "" {
		rec.Content = rec.Original
	}
	return t, nil
}

func (t *translator) operations(item wire.Item) {
	for i, op := range item.Operations {
		t.read(i, op)
	}
}

// idOf returns the external id of an item that cannot be decoded, so that the sender can identify
// it.
func idOf(raw json.RawMessage) string {
	item, err := decode[struct {
		ExternalID wire.Loose `json:"ExternalId"`
	}](raw)
	if err != nil || !wire.IsKey(string(item.ExternalID)) {
		return ""
	}
	return string(item.ExternalID)
}

// read adds an operation of an import.
func (t *translator) read(index int, op *wire.Operation) {
	if op == nil {
		t.rec.Problems = append(t.rec.Problems, ringdex.Problem("Operations", "helpdesk.null_operation", index))
		return
	}
	v, err := wire.ImportVerb(op.Operation.Value)
	if err != nil {
		t.rec.Problems = append(t.rec.Problems, ringdex.ProblemOf(string(op.Path), err))
		return
	}
	t.add(v, string(op.Path), op.Value.Value)
}

func readKey(kind ringdex.Kind, item *wire.Item, rec *intake.Record) {
	rec.Identity.ExternalID = readKeyText(rec, "ExternalId", item.ExternalID)
	var err error
	if kind == ringdex.KindCompany {
		if rec.Identity.Number, err = item.ID.Number(); err != nil {
			rec.Problems = append(rec.Problems, ringdex.Problem("Id", "value.not_integer", ringdex.Show(string(item.ID))))
		}
		return
	}
	rec.Identity.Email = readKeyText(rec, "Email", item.Email)
	if item.UserProviderKey == "" {
		return
	}
	if rec.Identity.ID, err = ringdex.ParseID(string(item.UserProviderKey)); err != nil {
		rec.Problems = append(rec.Problems, ringdex.ProblemOf("UserProviderKey", err))
	}
}

// readKeyText returns a key, or none if the value cannot be one; then nothing is matched by it.
func readKeyText(rec *intake.Record, member string, text wire.Loose) string {
	if wire.IsKey(string(text)) {
		return string(text)
	}
	rec.Problems = append(rec.Problems, ringdex.Problem(member, "helpdesk.key", ringdex.Show(string(text)), wire.MaxKey))
	return ""
}

// summary joins all problems or notes of an item with their paths; nil if there are none.
func summary(problems []*ringdex.Error) *string {
	if len(problems) == 0 {
		return nil
	}
	parts := make([]string, len(problems))
	for i, p := range problems {
		parts[i] = p.Error()
		if p.Field != "" {
			parts[i] = pathOf(p.Field) + ": " + p.Error()
		}
	}
	text := strings.Join(parts, "; ")
	return &text
}

// pathOf returns a field's path on this wire. Problems that are not about a single operation have
// our own names.
func pathOf(field string) string {
	if id, ok := strings.CutPrefix(field, "custom."); ok {
		return "/CustomFields/" + id
	}
	if path, ours := ownPaths[field]; ours {
		return path
	}
	return field
}

// ownPaths are the paths of fields that the intake names.
var ownPaths = map[string]string{
	"password": wire.PasswordPath, "userName": "/UserName", "externalId": "/ExternalId", "name": "/Name", "email": "/Email",
}

func toContactResult(o *ringdex.Outcome, rec *intake.Record, source string) wire.ContactResult {
	result := wire.ContactResult{Success: o.Action != ringdex.Refused, ErrorMessage: summary(o.Problems), Message: summary(o.Notes), ExternalID: wire.OrNull(rec.Identity.ExternalID)}
	if !o.Holder.IsZero() {
		result.UserProviderKeyConflict = wire.OrNull(o.Holder.String())
	}
	if c := o.Contact; c != nil {
		result.Username, result.UserProviderKey = wire.OrNull(c.UserName), wire.OrNull(c.ID.String())
		result.ExternalID = wire.OrNull(c.ExternalID(source))
		if c.DefaultCompany > 0 {
			result.CustomerID = &c.DefaultCompany
		}
		return result
	}
	if !rec.Identity.ID.IsZero() {
		result.UserProviderKey = wire.OrNull(rec.Identity.ID.String())
	}
	for _, op := range rec.Ops {
		if name, ok := op.Value.(string); ok && op.Field == "userName" {
			result.Username = wire.OrNull(name)
		}
	}
	return result
}

func toCompanyResult(o *ringdex.Outcome, rec *intake.Record, source string) wire.CompanyResult {
	result := wire.CompanyResult{Success: o.Action != ringdex.Refused, ErrorMessage: summary(o.Problems), Message: summary(o.Notes), ExternalID: wire.OrNull(rec.Identity.ExternalID)}
	if c := o.Company; c != nil {
		result.Name, result.CustomerID, result.ExternalID = &c.Name, &c.ID, wire.OrNull(c.ExternalID(source))
		return result
	}
	if rec.Identity.Number != 0 {
		result.CustomerID = &rec.Identity.Number
	}
	for _, op := range rec.Ops {
		if name, ok := op.Value.(string); ok && op.Field == "name" {
			result.Name = wire.OrNull(name)
		}
	}
	return result
}
