package helpdesk

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"ringdex/internal/auth"
	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// contactRows turns contacts into rows of the wire.
type contactRows struct {
	companies map[int64]*ringdex.Company
	fields    []ringdex.Field
	caller    auth.Principal // notes are for administrators, or for operators, only
}

func (to contactRows) row(c *ringdex.Contact) contactRow {
	row := contactRow{
		UserProviderKey: c.ID.String(), UserName: orNull(c.UserName), Email: orNull(c.Email()),
		FirstName: orNull(c.FirstName), LastName: orNull(c.LastName), MiddleName: orNull(c.MiddleName), DisplayName: orNull(c.DisplayName),
		FullName: c.FullName(), IsApproved: true,
		IsEndUser: c.Roles.Has(ringdex.EndUser), IsSmartUser: c.Roles.Has(ringdex.SmartUser), IsOperator: c.Roles.Has(ringdex.Operator),
		IsSuperOperator: c.Roles.Has(ringdex.SuperOperator), IsAdministrator: c.Roles.Has(ringdex.Administrator),
		TimeZoneID: orNull(c.TimeZone), Phones: phoneTexts(c.Phones), AdditionalInformation: orNull(c.AdditionalInformation),
		OperatorGroupIDs: list(c.OperatorGroups), InternalGroupIDs: list(c.InternalGroups), Initials: initials(c),
		FieldData: toFieldData(ringdex.KindContact, to.fields, c.Custom), LastUpdatedUtc: c.Updated, Tags: toTags(c.Tags),
		ExternalID: orNull(c.ExternalID(sourceOf(to.caller))), ManagerKey: orNull(c.Manager), Company: orNull(c.Organization),
		Department: orNull(c.Department), Division: orNull(c.Division), EmployeeID: orNull(c.EmployeeID),
		SkypeName: orNull(c.Skype),
	}
	if len(c.Emails) > 1 {
		row.SecondaryEmails = c.Emails[1:]
	}
	if to.caller.May(auth.Administer) {
		row.AdminNote = orNull(c.AdminNote)
	}
	if to.caller.May(auth.Read) {
		row.OperatorNote = orNull(c.OperatorNote)
	}
	if i := slices.Index(ringdex.Languages[:], c.Language); i >= 0 {
		row.Language = &i
	}
	to.join(c, &row)
	return row
}

func (to contactRows) join(c *ringdex.Contact, row *contactRow) {
	row.Customers = []idName{}
	for _, id := range c.Companies {
		if company := to.companies[id]; company != nil {
			row.Customers = append(row.Customers, idName{id, company.Name})
		}
	}
	if company := to.companies[c.DefaultCompany]; company != nil {
		row.Customer, row.CustomerID = &company.Name, &company.ID
	}
}

func toCompanyRow(c *ringdex.Company, source string, fields []ringdex.Field) companyRow {
	return companyRow{
		ID: c.ID, Name: c.Name, Location: orNull(c.Location), Disabled: c.Disabled,
		FieldData: toFieldData(ringdex.KindCompany, fields, c.Custom), LastUpdatedUtc: c.Updated,
		CustomerGroups: []idName{}, Tags: toTags(c.Tags), ExternalID: orNull(c.ExternalID(source)),
	}
}

func toCompanyWhole(c *ringdex.Company, source string, fields []ringdex.Field) companyWhole {
	return companyWhole{
		companyRow: toCompanyRow(c, source, fields), Description: orNull(c.Description), Web: orNull(c.Web),
		StreetNo: orNull(c.Street), PostalCode: orNull(c.PostalCode), CountryCode: orNull(c.Country), City: orNull(c.City),
		TimeZoneID: orNull(c.TimeZone), Emails: list(c.Emails), EmailDomains: list(c.EmailDomains), Phones: phoneTexts(c.Phones),
	}
}

func toFieldData(kind ringdex.Kind, fields []ringdex.Field, custom map[int64]string) []fieldData {
	data := []fieldData{}
	for i := range fields {
		if text := custom[fields[i].ID]; fields[i].Kind == kind && text != "" {
			data = append(data, toFieldValue(&fields[i], text))
		}
	}
	return data
}

// toFieldValue is a canonical value in the member that its type has on the wire. What does not parse any more,
// because the definition has changed since, comes as text.
func toFieldValue(f *ringdex.Field, text string) fieldData {
	d := fieldData{CustomFieldID: f.ID}
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
		d.FieldItem = &fieldPick{whole, itemTitle(f, whole)}
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

// phoneTexts are the numbers as the original keeps them: international where they are valid.
func phoneTexts(numbers []phone.Number) []string {
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

func toTags(names []string) []tag {
	tags := []tag{}
	for _, name := range names {
		tags = append(tags, tag{Name: name})
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
