package helpdesk

import (
	"net/http"

	"ringdex/internal/auth"
	"ringdex/internal/httpx"
	"ringdex/internal/ringdex"
)

// fieldTypes are the numbers of CustomFieldTypeEnum. Only DropDown = 1 was seen; the others are our choice.
var fieldTypes = map[ringdex.FieldType]int{
	ringdex.TypeDropDown: 1, ringdex.TypeText: 2, ringdex.TypeTextArea: 3, ringdex.TypeCheckBox: 4,
	ringdex.TypeDate: 5, ringdex.TypeDateTime: 6, ringdex.TypeInteger: 7, ringdex.TypeDecimal: 8,
}

// customFieldType is UserFieldTypeEnum's number for a custom field; built-in fields follow it (our choice).
const customFieldType = 0

// Built-in fields are listed before the custom ones, as the original mixes both: a reader goes by CustomFieldId.
var (
	builtInContact = []string{"UserName", "Email", "FirstName", "LastName", "MiddleName", "DisplayName", "Phones", "Language", "Customer", "AdditionalInformation"}
	builtInCompany = []string{"Name", "Description", "Web", "Location", "StreetNo", "PostalCode", "CountryCode", "City", "TimeZoneId", "Emails", "EmailDomains", "Phones"}
)

func (a *api) contactFields(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	rows, err := a.fieldRows(r, p, ringdex.KindContact, builtInContact)
	if err != nil {
		return err
	}
	list := fieldList{Fields: make([]any, len(rows))}
	for i, row := range rows {
		list.Fields[i] = contactFieldRow{fieldRow: row, Show: true}
	}
	return httpx.WriteJSON(w, http.StatusOK, list)
}

func (a *api) companyFields(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	rows, err := a.fieldRows(r, p, ringdex.KindCompany, builtInCompany)
	if err != nil {
		return err
	}
	list := fieldList{Fields: make([]any, len(rows))}
	for i, row := range rows {
		list.Fields[i] = companyFieldRow{fieldRow: row}
	}
	return httpx.WriteJSON(w, http.StatusOK, list)
}

func (a *api) fieldRows(r *http.Request, p auth.Principal, kind ringdex.Kind, builtIn []string) ([]fieldRow, error) {
	fields, err := a.Directory.Fields(r.Context(), p.Organization)
	if err != nil {
		return nil, err
	}
	var rows []fieldRow
	for i, title := range builtIn {
		rows = append(rows, fieldRow{Type: i + 1, Index: i, Title: title, Required: i == 0, IsUnique: title == "UserName"})
	}
	for i := range fields {
		if fields[i].Kind == kind {
			rows = append(rows, toFieldRow(&fields[i], len(rows)))
		}
	}
	return rows, nil
}

func toFieldRow(f *ringdex.Field, index int) fieldRow {
	number := fieldTypes[f.Type]
	row := fieldRow{
		Type: customFieldType, CustomFieldID: &f.ID, Index: index, Required: f.Required, IsUnique: f.Unique, Title: f.Title,
		PleaseSelect: f.Type == ringdex.TypeDropDown, CustomFieldType: &number, HintText: orNull(f.Hint),
	}
	if f.Min > 0 || f.Max > 0 {
		row.MinLength = &f.Min
	}
	if f.Max > 0 {
		row.MaxLength = &f.Max
	}
	for i, item := range f.Items {
		row.Items = append(row.Items, fieldItem{Title: item.Title, ID: item.ID, Index: i})
	}
	return row
}
