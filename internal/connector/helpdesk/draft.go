package helpdesk

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	"ringdex/internal/intake"
	"ringdex/internal/ringdex"
	wire "ringdex/internal/wire/helpdesk"
)

// convert converts a record of the helpdesk. A member that a version of the helpdesk does not have
// changes nothing; one that is null clears the value.
func (r *reading) convert(ctx context.Context, kind ringdex.Kind, there row) (intake.Record, error) {
	original, err := json.Marshal(there)
	rec := intake.Record{Original: string(original), Identity: intake.Identity{ExternalID: there.key(kind)}}
	if err != nil {
		return rec, err
	}
	if kind == ringdex.KindCompany {
		r.companyOps(&rec, there)
		return rec, nil
	}
	if r.reads == readOurs && there.text("ExternalId") != "" {
		id, err := ringdex.ParseID(there.text("ExternalId"))
		if err != nil {
			return rec, err
		}
		rec.Identity, rec.MustExist = intake.Identity{Home: &ringdex.Home{Contact: id}}, true
	}
	r.contactOps(&rec, there)
	return rec, r.companyOf(ctx, &rec, there)
}

func (r *reading) contactOps(rec *intake.Record, there row) {
	taken := allContactPaths()
	if rec.Identity.Home != nil {
		taken = r.contactPaths // what is not sent is not there, and must not be cleared here
	}
	for _, t := range contactTexts {
		hidden := strings.HasSuffix(t.path, "Note") && there.text(t.path) == "" // shown to some accounts only
		if slices.Contains(taken, t.path) && !hidden {
			textOp(rec, wire.ContactPaths, t.path, there)
		}
	}
	if others, ok := there.list("SecondaryEmails"); ok && rec.Identity.Home == nil && there.text("Email") != "" {
		rec.Ops = append(rec.Ops, ringdex.Op{Verb: ringdex.Set, Field: "emails", Value: append([]any{there.text("Email")}, others...), At: "/Email"})
	}
	if language, err := wire.Language(there.value("Language")); err == nil && there["Language"] != nil && slices.Contains(taken, "Language") {
		rec.Ops = append(rec.Ops, ringdex.Op{Verb: ringdex.Set, Field: "language", Value: language, At: "/Language"})
	}
	if slices.Contains(taken, "Phones") {
		listOp(rec, wire.ContactPaths, "Phones", there)
	}
	r.customOps(rec, ringdex.KindContact, there)
}

func (r *reading) companyOps(rec *intake.Record, there row) {
	for _, t := range companyTexts {
		textOp(rec, wire.CompanyPaths, t.path, there)
	}
	if there["Disabled"] != nil {
		rec.Ops = append(rec.Ops, ringdex.Op{Verb: ringdex.Set, Field: "disabled", Value: there.flag("Disabled"), At: "/Disabled"})
	}
	for _, member := range []string{"Emails", "EmailDomains", "Phones"} {
		listOp(rec, wire.CompanyPaths, member, there)
	}
	r.customOps(rec, ringdex.KindCompany, there)
}

// companyOf refers to the default company: by its number if it is read as a record of the helpdesk,
// too, else by its name, because somebody else's key says nothing here.
func (r *reading) companyOf(ctx context.Context, rec *intake.Record, there row) error {
	number := there.text("CustomerId")
	switch {
	case there["CustomerId"] == nil || rec.Identity.Home != nil && !slices.Contains(r.contactPaths, "DefaultCustomer"):
		return nil
	case number == "":
		rec.Ops = append(rec.Ops, ringdex.Op{Verb: ringdex.Remove, Field: "defaultCompany", At: "/CustomerId"})
		return nil
	}
	key, err := r.companyKey(ctx, number)
	rec.Company = &intake.CompanyRef{Name: there.text("Customer"), At: "/CustomerId"}
	if key == "" || r.reads == readAll {
		rec.Company.ExternalID = number
	}
	return err
}

func textOp(rec *intake.Record, fields map[string]string, member string, there row) {
	if there[member] == nil {
		return
	}
	op := ringdex.Op{Verb: ringdex.Set, Field: fields[member], At: "/" + member}
	if text := there.text(member); text != "" {
		op.Value = text
	}
	rec.Ops = append(rec.Ops, op)
}

func listOp(rec *intake.Record, fields map[string]string, member string, there row) {
	if list, ok := there.list(member); ok {
		rec.Ops = append(rec.Ops, ringdex.Op{Verb: ringdex.Set, Field: fields[member], Value: list, At: "/" + member})
	}
}

// customOps reads the custom fields that are mapped, if the record shows any.
func (r *reading) customOps(rec *intake.Record, kind ringdex.Kind, there row) {
	var data []fieldData
	if there.read("FieldData", &data); data == nil {
		return
	}
	for _, name := range slices.Sorted(maps.Keys(r.mapped(kind))) {
		f, ok := ringdex.FindField(r.sink.Fields(), kind, name)
		if !ok {
			continue
		}
		id, _, _ := strings.Cut(r.mapped(kind)[name], "/")
		op := ringdex.Op{Verb: ringdex.Set, Field: f.Name(), At: "/CustomFields/" + id}
		for i := range data {
			if strconv.FormatInt(data[i].CustomFieldID, 10) == id {
				op.Value = data[i].shown()
			}
		}
		rec.Ops = append(rec.Ops, op)
	}
}

// shown returns the value as people see it; nil for none.
func (d *fieldData) shown() any {
	if d.FieldItem != nil {
		return d.FieldItem.Title
	}
	if _, v := d.value(""); v != "" {
		return v.text()
	}
	return nil
}

// list returns a member that is a list of texts.
func (r row) list(member string) (list []any, ok bool) {
	r.read(member, &list)
	return list, list != nil
}

// value returns a member as operations take it.
func (r row) value(member string) any {
	var v wire.Any
	r.read(member, &v)
	return v.Value
}
