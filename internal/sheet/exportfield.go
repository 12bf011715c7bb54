package sheet

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// outField is one field of a record as files show it: one text, or several.
type outField[T any] struct {
	name      string
	text      func(*T) string
	list      func(*T) []string // where text is nil
	separator string            // of lists that share a cell; empty: each value has a column of its own
	custom    bool
}

// values are those of a record, none when it has none.
func (f *outField[T]) values(record *T) []string {
	if f.list != nil {
		return f.list(record)
	}
	if text := f.text(record); text != "" {
		return []string{text}
	}
	return nil
}

// cells are the values as columns hold them.
func (f *outField[T]) cells(record *T) []string {
	values := f.values(record)
	if f.separator == "" || len(values) == 0 {
		return values
	}
	return []string{joinWords(values, f.separator)}
}

// title is the name of the column that holds the value at i.
func (f *outField[T]) title(i int) string {
	if i == 0 {
		return f.name
	}
	return f.name + strconv.Itoa(i+1)
}

func texts[T any](list []outField[T], name string, text func(*T) string) []outField[T] {
	return append(list, outField[T]{name: name, text: text})
}

// contactFields are the native fields of contacts, in the order of columns.
func (e *Export) contactFields() []outField[ringdex.Contact] {
	type C = ringdex.Contact
	f := []outField[C]{
		{name: "externalId", text: func(c *C) string { return ringdex.GivenID(c.ExternalID(e.sourceOf(c.Source))) }},
		{name: "userName", text: func(c *C) string { return c.UserName }},
		{name: "role", text: func(c *C) string { return c.Roles.String() }},
		{name: "firstName", text: func(c *C) string { return c.FirstName }},
		{name: "middleName", text: func(c *C) string { return c.MiddleName }},
		{name: "lastName", text: func(c *C) string { return c.LastName }},
		{name: "displayName", text: func(c *C) string { return c.DisplayName }},
		{name: "email", list: func(c *C) []string { return c.Emails }},
		{name: "phone", list: func(c *C) []string { return phoneTexts(c.Phones) }},
		{name: "language", text: func(c *C) string { return string(c.Language) }},
		{name: "company", list: e.defaultCompany, separator: ";"},
		{name: "companyExternalId", text: e.defaultCompanyID},
		{name: "companies", list: e.memberships, separator: ";"},
		{name: "organization", text: func(c *C) string { return c.Organization }},
		{name: "department", text: func(c *C) string { return c.Department }},
		{name: "division", text: func(c *C) string { return c.Division }},
		{name: "employeeId", text: func(c *C) string { return c.EmployeeID }},
		{name: "manager", text: func(c *C) string { return c.Manager }},
		{name: "job", text: func(c *C) string { return c.Job }},
		{name: "jobTitle", text: func(c *C) string { return c.JobTitle }},
		{name: "timeZone", text: func(c *C) string { return c.TimeZone }},
		{name: "skype", text: func(c *C) string { return c.Skype }},
		{name: "identifier", text: func(c *C) string { return c.Identifier }},
		{name: "birthDate", text: func(c *C) string { return c.BirthDate }},
		{name: "birthPlace", text: func(c *C) string { return c.BirthPlace }},
		{name: "gender", text: func(c *C) string { return c.Gender }},
		{name: "maritalStatus", text: func(c *C) string { return c.MaritalStatus }},
		{name: "homepage", text: func(c *C) string { return c.Homepage }},
		{name: "industry", text: func(c *C) string { return c.Industry }},
		{name: "fax", text: func(c *C) string { return c.Fax }},
		{name: "pesel", text: func(c *C) string { return c.PESEL }},
		{name: "regon", text: func(c *C) string { return c.REGON }},
		{name: "nip", text: func(c *C) string { return c.NIP }},
		{name: "note", text: func(c *C) string { return c.Note }},
		{name: "adminNote", text: func(c *C) string { return c.AdminNote }},
		{name: "operatorNote", text: func(c *C) string { return c.OperatorNote }},
		{name: "additionalInformation", text: func(c *C) string { return c.AdditionalInformation }},
		{name: "tags", list: func(c *C) []string { return c.Tags }, separator: ";,"},
		{name: "agents", list: func(c *C) []string { return c.Agents }, separator: ";,"},
		{name: "internalGroups", list: func(c *C) []string { return integers(c.InternalGroups) }, separator: ";,"},
		{name: "operatorGroups", list: func(c *C) []string { return integers(c.OperatorGroups) }, separator: ";,"},
		{name: "mustChangePassword", text: func(c *C) string { return flagText(c.MustChangePassword) }},
	}
	f = addressFields(f, "home", func(c *C) *ringdex.Address { return &c.Home })
	f = addressFields(f, "mailDrop", func(c *C) *ringdex.Address { return &c.MailDrop })
	f = addressFields(f, "invoice", func(c *C) *ringdex.Address { return &c.Invoice })
	for _, name := range voipexLinks {
		f = texts(f, "links."+name, func(c *C) string { return c.Links[name] })
	}
	return append(f, customFields(e, func(c *C) map[int64]string { return c.Custom })...)
}

func addressFields(f []outField[ringdex.Contact], prefix string, of func(*ringdex.Contact) *ringdex.Address) []outField[ringdex.Contact] {
	f = texts(f, prefix+".street", func(c *ringdex.Contact) string { return of(c).Street })
	f = texts(f, prefix+".building", func(c *ringdex.Contact) string { return of(c).Building })
	f = texts(f, prefix+".flat", func(c *ringdex.Contact) string { return of(c).Flat })
	f = texts(f, prefix+".postalCode", func(c *ringdex.Contact) string { return of(c).PostalCode })
	f = texts(f, prefix+".city", func(c *ringdex.Contact) string { return of(c).City })
	return texts(f, prefix+".country", func(c *ringdex.Contact) string { return of(c).Country })
}

// companyFields are the native fields of companies, in the order of columns.
func (e *Export) companyFields() []outField[ringdex.Company] {
	type C = ringdex.Company
	f := []outField[C]{
		{name: "externalId", text: func(c *C) string { return ringdex.GivenID(c.ExternalID(e.sourceOf(c.Source))) }},
		{name: "name", text: func(c *C) string { return c.Name }},
		{name: "description", text: func(c *C) string { return c.Description }},
		{name: "web", text: func(c *C) string { return c.Web }},
		{name: "location", text: func(c *C) string { return c.Location }},
		{name: "street", text: func(c *C) string { return c.Street }},
		{name: "postalCode", text: func(c *C) string { return c.PostalCode }},
		{name: "city", text: func(c *C) string { return c.City }},
		{name: "country", text: func(c *C) string { return c.Country }},
		{name: "timeZone", text: func(c *C) string { return c.TimeZone }},
		{name: "disabled", text: func(c *C) string { return flagText(c.Disabled) }},
		{name: "emails", list: func(c *C) []string { return c.Emails }},
		{name: "emailDomains", list: func(c *C) []string { return c.EmailDomains }},
		{name: "phones", list: func(c *C) []string { return phoneTexts(c.Phones) }},
		{name: "tags", list: func(c *C) []string { return c.Tags }, separator: ";,"},
	}
	return append(f, customFields(e, func(c *C) map[int64]string { return c.Custom })...)
}

// customFields are named by their key, or by number where they have none, or one that is a native name.
func customFields[T any](e *Export, of func(*T) map[int64]string) []outField[T] {
	opt := Options{Kind: e.Kind, Fields: e.Fields}
	var list []outField[T]
	for i := range e.Fields {
		f := &e.Fields[i]
		if f.Kind != e.Kind {
			continue
		}
		name := f.Name()
		_, native := opt.exact(f.Key)
		if t, found := opt.custom(f.Key); f.Key != "" && !native && found && t.field == name {
			name = f.Key
		}
		text := func(record *T) string { return customText(f, of(record)[f.ID]) }
		list = append(list, outField[T]{name: name, text: text, custom: true})
	}
	return list
}

// customText is a value as people write it: days without a time, items by their title, as long as that reads back
// to the same value.
func customText(f *ringdex.Field, value string) string {
	shown := value
	switch f.Type {
	case ringdex.TypeDate:
		if t := ringdex.Time(value); !t.IsZero() {
			shown = t.Format(time.DateOnly)
		}
	case ringdex.TypeDropDown:
		if i := slices.IndexFunc(f.Items, func(i ringdex.Item) bool { return strconv.FormatInt(i.ID, 10) == value }); i >= 0 {
			shown = f.Items[i].Title
		}
	}
	if back, err := f.Canonical(shown); err != nil || back != value {
		return value
	}
	return shown
}

func phoneTexts(numbers []phone.Number) []string {
	all := make([]string, len(numbers))
	for i, n := range numbers {
		all[i] = n.Text
	}
	return all
}

func integers(list []int64) []string {
	all := make([]string, len(list))
	for i, n := range list {
		all[i] = strconv.FormatInt(n, 10)
	}
	return all
}

func flagText(on bool) string {
	if on {
		return "true"
	}
	return ""
}

// oneLine is for places that hold no line breaks.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
