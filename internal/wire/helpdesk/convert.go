package helpdesk

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// View holds what the JSON of records needs besides the records.
type View struct {
	Companies map[int64]*ringdex.Company
	Fields    []ringdex.Field
	Source    string // whose external ids are shown

	AdminNotes, OperatorNotes bool // whether the caller may see them
}

// Contact returns a contact.
func (v *View) Contact(c *ringdex.Contact) ContactRow {
	row := ContactRow{
		UserProviderKey: c.ID.String(), UserName: OrNull(c.UserName), Email: OrNull(c.Email()),
		FirstName: OrNull(c.FirstName), LastName: OrNull(c.LastName), MiddleName: OrNull(c.MiddleName), DisplayName: OrNull(c.DisplayName),
		FullName: c.FullName(), IsApproved: true,
		IsEndUser: c.Roles.Has(ringdex.EndUser), IsSmartUser: c.Roles.Has(ringdex.SmartUser), IsOperator: c.Roles.Has(ringdex.Operator),
		IsSuperOperator: c.Roles.Has(ringdex.SuperOperator), IsAdministrator: c.Roles.Has(ringdex.Administrator),
		TimeZoneID: OrNull(c.TimeZone), Phones: PhoneTexts(c.Phones), AdditionalInformation: OrNull(c.AdditionalInformation),
		OperatorGroupIDs: list(c.OperatorGroups), InternalGroupIDs: list(c.InternalGroups), Initials: initials(c),
		FieldData: toFieldData(ringdex.KindContact, v.Fields, c.Custom), LastUpdatedUtc: c.Updated, Tags: toTags(c.Tags),
		ExternalID: OrNull(c.ExternalID(v.Source)), ManagerKey: OrNull(c.Manager), Company: OrNull(c.Organization),
		Department: OrNull(c.Department), Division: OrNull(c.Division), EmployeeID: OrNull(c.EmployeeID),
		SkypeName: OrNull(c.Skype),
	}
	if len(c.Emails) > 1 {
		row.SecondaryEmails = c.Emails[1:]
	}
	if v.AdminNotes {
		row.AdminNote = OrNull(c.AdminNote)
	}
	if v.OperatorNotes {
		row.OperatorNote = OrNull(c.OperatorNote)
	}
	if i := slices.Index(ringdex.Languages[:], c.Language); i >= 0 {
		row.Language = &i
	}
	v.join(c, &row)
	return row
}

func (v *View) join(c *ringdex.Contact, row *ContactRow) {
	row.Customers = []IDName{}
	for _, id := range c.Companies {
		if company := v.Companies[id]; company != nil {
			row.Customers = append(row.Customers, IDName{id, company.Name})
		}
	}
	if company := v.Companies[c.DefaultCompany]; company != nil {
		row.Customer, row.CustomerID = &company.Name, &company.ID
	}
}

// CompanyRow returns a company in the form of lists.
func (v *View) CompanyRow(c *ringdex.Company) CompanyRow {
	return CompanyRow{
		ID: c.ID, Name: c.Name, Location: OrNull(c.Location), Disabled: c.Disabled,
		FieldData: toFieldData(ringdex.KindCompany, v.Fields, c.Custom), LastUpdatedUtc: c.Updated,
		CustomerGroups: []IDName{}, Tags: toTags(c.Tags), ExternalID: OrNull(c.ExternalID(v.Source)),
	}
}

// Company returns a complete company.
func (v *View) Company(c *ringdex.Company) CompanyWhole {
	return CompanyWhole{
		CompanyRow: v.CompanyRow(c), Description: OrNull(c.Description), Web: OrNull(c.Web),
		StreetNo: OrNull(c.Street), PostalCode: OrNull(c.PostalCode), CountryCode: OrNull(c.Country), City: OrNull(c.City),
		TimeZoneID: OrNull(c.TimeZone), Emails: list(c.Emails), EmailDomains: list(c.EmailDomains), Phones: PhoneTexts(c.Phones),
	}
}

func toFieldData(kind ringdex.Kind, fields []ringdex.Field, custom map[int64]string) []FieldData {
	data := []FieldData{}
	for i := range fields {
		if text := custom[fields[i].ID]; fields[i].Kind == kind && text != "" {
			data = append(data, toFieldValue(&fields[i], text))
		}
	}
	return data
}

// toFieldValue returns a canonical value in the member for its type. A value that no longer parses,
// because the definition has changed, becomes text.
func toFieldValue(f *ringdex.Field, text string) FieldData {
	d := FieldData{CustomFieldID: f.ID}
	number, numeric := strconv.ParseFloat(text, 64)
	whole, integral := strconv.ParseInt(text, 10, 64)
	switch at := ringdex.Time(text); {
	case (f.Type == ringdex.TypeDate || f.Type == ringdex.TypeDateTime) && !at.IsZero():
		d.DateValue = &at
	case f.Type == ringdex.TypeDecimal && numeric == nil:
		d.DoubleValue = &number
	case f.Type == ringdex.TypeInteger && integral == nil:
		d.LongValue = &whole
	case f.Type == ringdex.TypeCheckBox:
		checked := text == "true"
		d.CheckBoxValue = &checked
	case f.Type == ringdex.TypeDropDown && integral == nil:
		d.FieldItem = &FieldPick{whole, itemTitle(f, whole)}
	default:
		d.TextBoxValue = &text
	}
	return d
}

func itemTitle(f *ringdex.Field, id int64) string {
	for _, item := range f.Items {
		if item.ID == id {
			return item.Title
		}
	}
	return ""
}

// PhoneTexts returns numbers in the form of the wire: valid ones international.
func PhoneTexts(numbers []phone.Number) []string {
	texts := []string{}
	for _, n := range numbers {
		if n.Valid() && n.Extension == "" {
			texts = append(texts, n.E164)
		} else {
			texts = append(texts, n.Text)
		}
	}
	return texts
}

func toTags(names []string) []Tag {
	tags := []Tag{}
	for _, name := range names {
		tags = append(tags, Tag{Name: name})
	}
	return tags
}

func initials(c *ringdex.Contact) string {
	var b strings.Builder
	for _, name := range []string{c.FirstName, c.LastName} {
		if r, _ := utf8.DecodeRuneInString(name); name != "" {
			b.WriteRune(r)
		}
	}
	return strings.ToUpper(b.String())
}

// list is never null: clients loop over it.
func list[E any](values []E) []E {
	if values == nil {
		return []E{}
	}
	return values
}

// OrNull returns nil, which is JSON null, for an empty text.
func OrNull(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}
