package helpdesk

import "ringdex/internal/ringdex"

// fieldTypes are the numbers of CustomFieldTypeEnum. Only DropDown = 1 was seen; the others are our
// choice.
var fieldTypes = map[ringdex.FieldType]int{
	ringdex.TypeDropDown: 1, ringdex.TypeText: 2, ringdex.TypeTextArea: 3, ringdex.TypeCheckBox: 4,
	ringdex.TypeDate: 5, ringdex.TypeDateTime: 6, ringdex.TypeInteger: 7, ringdex.TypeDecimal: 8,
}

// customFieldType is UserFieldTypeEnum's number for a custom field; built-in fields follow it (our
// choice).
const customFieldType = 0

// The list has built-in fields first, then custom ones. The original mixes both, and readers
// distinguish them by CustomFieldId.
var (
	builtInContact = []string{"UserName", "Email", "FirstName", "LastName", "MiddleName", "DisplayName", "Phones", "Language", "Customer", "AdditionalInformation"}
	builtInCompany = []string{"Name", "Description", "Web", "Location", "StreetNo", "PostalCode", "CountryCode", "City", "TimeZoneId", "Emails", "EmailDomains", "Phones"}
)

// ContactFieldList returns the fields of contacts: the built-in ones and those of the organization.
func ContactFieldList(fields []ringdex.Field) FieldList {
	var list FieldList
	for _, row := range fieldRows(ringdex.KindContact, builtInContact, fields) {
		list.Fields = append(list.Fields, ContactFieldRow{FieldRow: row, Show: true})
	}
	return list
}

// CompanyFieldList returns the fields of companies.
func CompanyFieldList(fields []ringdex.Field) FieldList {
	var list FieldList
	for _, row := range fieldRows(ringdex.KindCompany, builtInCompany, fields) {
		list.Fields = append(list.Fields, CompanyFieldRow{FieldRow: row})
	}
	return list
}

func fieldRows(kind ringdex.Kind, builtIn []string, fields []ringdex.Field) []FieldRow {
	var rows []FieldRow
	for i, title := range builtIn {
		rows = append(rows, FieldRow{Type: i + 1, Index: i, Title: title, Required: i == 0, IsUnique: title == "UserName"})
	}
	for i := range fields {
		if fields[i].Kind == kind {
			rows = append(rows, toFieldRow(&fields[i], len(rows)))
		}
	}
	return rows
}

func toFieldRow(f *ringdex.Field, index int) FieldRow {
	number := fieldTypes[f.Type]
	row := FieldRow{
		Type: customFieldType, CustomFieldID: &f.ID, Index: index, Required: f.Required, IsUnique: f.Unique, Title: f.Title,
		PleaseSelect: f.Type == ringdex.TypeDropDown, CustomFieldType: &number, HintText: OrNull(f.Hint),
	}
	if f.Min > 0 || f.Max > 0 {
		row.MinLength = &f.Min
	}
	if f.Max > 0 {
		row.MaxLength = &f.Max
	}
	for i, item := range f.Items {
		row.Items = append(row.Items, FieldItem{Title: item.Title, ID: item.ID, Index: i})
	}
	return row
}
