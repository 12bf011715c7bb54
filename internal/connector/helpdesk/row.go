package helpdesk

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"ringdex/internal/ringdex"
	wire "ringdex/internal/wire/helpdesk"
)

// row is a record as the helpdesk shows it. Its members differ between versions of the helpdesk
// (section 0), so it is read by member.
type row map[string]json.RawMessage

// text returns a member that is a text or a number; "" for null.
func (r row) text(member string) string {
	var text wire.Loose
	if r[member] == nil || json.Unmarshal(r[member], &text) != nil {
		return ""
	}
	return string(text)
}

func (r row) flag(member string) bool { return string(r[member]) == "true" }

// read decodes a member. It leaves out alone if the member is not there or has another form.
func (r row) read(member string, out any) {
	if r[member] != nil {
		_ = json.Unmarshal(r[member], out)
	}
}

// key returns the id of the record in the helpdesk.
func (r row) key(kind ringdex.Kind) string {
	if kind == ringdex.KindCompany {
		return r.text("Id")
	}
	return r.text("UserProviderKey")
}

// fieldData is the value of a custom field (section 4.3).
type fieldData struct {
	CustomFieldID int64 `json:"CustomFieldId"`
	TextBoxValue  *string
	DateValue     *wire.Moment
	DoubleValue   *float64
	LongValue     *int64
	CheckBoxValue *bool
	FieldItem     *struct {
		ID    int64 `json:"Id"`
		Title string
	}
}

// contactValues returns what the import would have to send for a contact to be as it is. companies
// are the external ids of companies by their numbers.
func (h *helpdesk) contactValues(r row, companies map[string]string) values {
	var v values
	v.setText("/UserName", r.text("UserName"))
	rowTexts(&v, contactTexts, h.contactPaths, r)
	for path := range rolePaths {
		if r.flag("Is"+strings.TrimPrefix(path, "/Role")) && (h.roles || path == "/RoleEndUser") {
			v.set(path, true)
		}
	}
	if language, err := strconv.Atoi(r.text("Language")); err == nil && slices.Contains(h.contactPaths, "Language") {
		v.set("/Language", language)
	}
	if slices.Contains(h.contactPaths, "DefaultCustomer") {
		v.setText(companyPath, companies[r.text("CustomerId")])
	}
	if slices.Contains(h.contactPaths, "Phones") {
		v.list("Phones", phonesPath, r)
	}
	h.memberships(&v, r)
	h.customValues(&v, ringdex.KindContact, r)
	return v
}

// memberships reads the companies besides the default one.
func (h *helpdesk) memberships(v *values, r row) {
	var all []wire.IDName
	r.read("Customers", &all)
	for _, c := range all {
		if id := strconv.FormatInt(c.ID, 10); id != r.text("CustomerId") && slices.Contains(h.contactPaths, "CustomerIds") {
			v.add("/CustomerIds", value(id))
		}
	}
}

func (h *helpdesk) companyValues(r row) values {
	var v values
	rowTexts(&v, companyTexts, h.companyPaths, r)
	if r.flag("Disabled") && slices.Contains(h.companyPaths, "Disabled") {
		v.set("/Disabled", true)
	}
	for _, name := range []string{"Emails", "EmailDomains", "Phones"} {
		if slices.Contains(h.companyPaths, name) {
			v.list(name, h.listPath(name), r)
		}
	}
	h.customValues(&v, ringdex.KindCompany, r)
	return v
}

func rowTexts[T any](v *values, table []textOf[T], wanted []string, r row) {
	for _, t := range table {
		if slices.Contains(wanted, t.path) {
			v.setText("/"+t.path, r.text(t.path))
		}
	}
}

// list reads a list with its doubles, because places in it count.
func (v *values) list(member, path string, r row) {
	var list []string
	r.read(member, &list)
	for _, text := range list {
		if v.Many == nil {
			v.Many = map[string][]value{}
		}
		v.Many[path] = append(v.Many[path], jsonOf(text))
	}
}

// customValues reads the custom fields that are mapped.
func (h *helpdesk) customValues(v *values, kind ringdex.Kind, r row) {
	var data []fieldData
	r.read("FieldData", &data)
	for _, d := range data {
		for _, to := range h.mapped(kind) {
			id, dataType, _ := strings.Cut(to, "/")
			if id != strconv.FormatInt(d.CustomFieldID, 10) {
				continue
			}
			if found, one := d.value(h.dropDown); found != "" && (dataType == "" || dataType == found || found == h.dropDown) {
				v.set("/CustomFields/"+id+"/"+found, one)
			}
		}
	}
}

// value returns the data type and the value of the member that is set.
func (d *fieldData) value(dropDown string) (dataType string, v value) {
	switch {
	case d.FieldItem != nil:
		return dropDown, jsonOf(d.FieldItem.ID)
	case d.TextBoxValue != nil:
		return "TextBoxValue", jsonOf(*d.TextBoxValue)
	case d.CheckBoxValue != nil:
		return "CheckBoxValue", jsonOf(*d.CheckBoxValue)
	case d.LongValue != nil:
		return "LongValue", jsonOf(*d.LongValue)
	case d.DoubleValue != nil:
		return "DoubleValue", jsonOf(*d.DoubleValue)
	case d.DateValue != nil:
		return "DateValue", jsonOf(d.DateValue.UTC().Format(timeForm))
	}
	return "", ""
}

// timeForm is how we write the value of a date: as the vendor's sample (seed 000).
const timeForm = "2006-01-02T15:04:05.000Z"
