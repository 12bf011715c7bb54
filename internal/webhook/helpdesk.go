package webhook

import (
	"encoding/json"
	"slices"
	"strconv"

	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// The body that the import of an IPEX Helpdesk takes (seed 000): an array of one item, whose operations bring the
// record there to what it is here. A creation brings all that is set, an update what it has changed. What that wire
// has no path for is not told, and neither are deletions, for which it has no form.

type helpdeskItem struct {
	ExternalID string              `json:"ExternalId"`
	Operations []helpdeskOperation `json:"Operations"`
}

type helpdeskOperation struct {
	Operation string `json:"Operation"`
	Path      string `json:"Path"`
	Value     any    `json:"Value,omitempty"`
}

const (
	replace = "Replace"
	remove  = "Remove"
)

// helpdesk is the body of a change, nil when there is nothing that the wire could say.
func (sc *scene) helpdesk(hook *ringdex.Webhook, c *ringdex.Change) []byte {
	var item helpdeskItem
	switch {
	case c.Contact.After != nil:
		is := c.Contact.After
		item.ExternalID = externalID(hook, is.ExternalIDs, is.ID.String())
		item.Operations = sc.contactOperations(hook, orEmpty(c.Contact.Before), is)
	case c.Company.After != nil:
		is := c.Company.After
		item.ExternalID = companyID(hook, is)
		item.Operations = sc.companyOperations(orEmpty(c.Company.Before), is)
	}
	if len(item.Operations) == 0 {
		return nil
	}
	body, _ := json.Marshal([]helpdeskItem{item}) // texts, numbers and flags are always JSON
	return body
}

func orEmpty[T any](record *T) *T {
	if record == nil {
		return new(T)
	}
	return record
}

// externalID is what the receiver calls the record when it is known to have brought it, else our own id for it.
func externalID(hook *ringdex.Webhook, ids []ringdex.ExternalID, own string) string {
	for _, x := range ids {
		if given := ringdex.GivenID(x.ID); given != "" && x.Source == hook.Source {
			return given
		}
	}
	return own
}

// companyID is an external id of a company. Our own are numbers, which others have too.
func companyID(hook *ringdex.Webhook, c *ringdex.Company) string {
	return externalID(hook, c.ExternalIDs, "ringdex-"+strconv.FormatInt(c.ID, 10))
}

// operations collects what has changed.
type operations []helpdeskOperation

func (o *operations) set(path string, value any) {
	*o = append(*o, helpdeskOperation{replace, "/" + path, value})
}

func (o *operations) clear(path string) {
	*o = append(*o, helpdeskOperation{Operation: remove, Path: "/" + path})
}

func (o *operations) text(path, was, is string) {
	switch {
	case was == is:
	case is == "":
		o.clear(path)
	default:
		o.set(path, is)
	}
}

func (o *operations) flag(path string, was, is bool) {
	if was != is {
		o.set(path, is)
	}
}

func setList[E comparable](o *operations, path string, was, is []E) {
	switch {
	case slices.Equal(was, is):
	case len(is) == 0:
		o.clear(path)
	default:
		o.set(path, is)
	}
}

// emails go by the path that the wire documents as long as there is one address at most.
func (o *operations) emails(was, is []string) {
	if len(was) > 1 || len(is) > 1 {
		setList(o, "Emails", was, is)
		return
	}
	o.text("Email", first(was), first(is))
}

func first(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}

// numbers are international where they are valid: the receiver may live in another country.
func numbers(list []phone.Number) []string {
	var texts []string
	for _, n := range list {
		if n.Valid() && n.Extension == "" {
			texts = append(texts, n.E164)
		} else {
			texts = append(texts, n.Text)
		}
	}
	return texts
}

func (sc *scene) contactOperations(hook *ringdex.Webhook, was, is *ringdex.Contact) []helpdeskOperation {
	var o operations
	for _, t := range []struct{ path, was, is string }{
		{"UserName", was.UserName, is.UserName},
		{"FirstName", was.FirstName, is.FirstName},
		{"MiddleName", was.MiddleName, is.MiddleName},
		{"LastName", was.LastName, is.LastName},
		{"DisplayName", was.DisplayName, is.DisplayName},
		{"SkypeName", was.Skype, is.Skype},
		{"AdditionalInformation", was.AdditionalInformation, is.AdditionalInformation},
		{"AdminNote", was.AdminNote, is.AdminNote},
		{"OperatorNote", was.OperatorNote, is.OperatorNote},
		{"TimeZoneId", was.TimeZone, is.TimeZone},
		{"ManagerKey", was.Manager, is.Manager},
		{"Company", was.Organization, is.Organization},
		{"Department", was.Department, is.Department},
		{"Division", was.Division, is.Division},
		{"EmployeeId", was.EmployeeID, is.EmployeeID},
	} {
		o.text(t.path, t.was, t.is)
	}
	o.emails(was.Emails, is.Emails)
	setList(&o, "Phones", numbers(was.Phones), numbers(is.Phones))
	setList(&o, "InternalGroupIds", was.InternalGroups, is.InternalGroups)
	setList(&o, "OperatorGroupIds", was.OperatorGroups, is.OperatorGroups)
	o.flag("ChangePasswordAfterLogging", was.MustChangePassword, is.MustChangePassword)
	for path, role := range roles {
		o.flag(path, was.Roles.Has(role), is.Roles.Has(role))
	}
	o.language(was.Language, is.Language)
	sc.employer(&o, hook, was.DefaultCompany, is.DefaultCompany)
	sc.customValues(&o, ringdex.KindContact, was.Custom, is.Custom)
	return o
}

var roles = map[string]ringdex.Roles{
	"RoleEndUser": ringdex.EndUser, "RoleSmartUser": ringdex.SmartUser, "RoleOperator": ringdex.Operator,
	"RoleSuperOperator": ringdex.SuperOperator, "RoleAdministrator": ringdex.Administrator,
}

// language goes by its number.
func (o *operations) language(was, is ringdex.Language) {
	i := slices.Index(ringdex.Languages[:], is)
	switch {
	case was == is:
	case i < 0:
		o.clear("Language")
	default:
		o.set("Language", i)
	}
}

// employer is the default company, by what the receiver calls it after having been told of it, and by name, so that
// it can be made where it has not. Other companies of a contact have no form that would hold elsewhere.
func (sc *scene) employer(o *operations, hook *ringdex.Webhook, was, is int64) {
	switch company := sc.companies[is]; {
	case was == is:
	case company == nil:
		o.clear("DefaultCustomer/CustomerExternalId")
	default:
		o.set("DefaultCustomer/CustomerExternalId", companyID(hook, company))
		o.set("DefaultCustomer/CustomerName", company.Name)
	}
}

func (sc *scene) companyOperations(was, is *ringdex.Company) []helpdeskOperation {
	var o operations
	for _, t := range []struct{ path, was, is string }{
		{"Name", was.Name, is.Name},
		{"Description", was.Description, is.Description},
		{"Web", was.Web, is.Web},
		{"Location", was.Location, is.Location},
		{"StreetNo", was.Street, is.Street},
		{"PostalCode", was.PostalCode, is.PostalCode},
		{"City", was.City, is.City},
		{"CountryCode", was.Country, is.Country},
		{"TimeZoneId", was.TimeZone, is.TimeZone},
	} {
		o.text(t.path, t.was, t.is)
	}
	o.flag("Disabled", was.Disabled, is.Disabled)
	setList(&o, "Emails", was.Emails, is.Emails)
	setList(&o, "EmailsDomains", was.EmailDomains, is.EmailDomains)
	setList(&o, "Phones", numbers(was.Phones), numbers(is.Phones))
	sc.customValues(&o, ringdex.KindCompany, was.Custom, is.Custom)
	return o
}

// customValues go by the numbers of fields, which have to be the same at the receiver.
func (sc *scene) customValues(o *operations, kind ringdex.Kind, was, is map[int64]string) {
	for i := range sc.fields {
		f := &sc.fields[i]
		if f.Kind != kind || was[f.ID] == is[f.ID] {
			continue
		}
		path := "CustomFields/" + strconv.FormatInt(f.ID, 10) + "/" + valueMembers[f.Type]
		if value := customValue(f.Type, is[f.ID]); value == nil {
			o.clear(path)
		} else {
			o.set(path, value)
		}
	}
}

var valueMembers = map[ringdex.FieldType]string{
	ringdex.TypeText: "TextBoxValue", ringdex.TypeTextArea: "TextBoxValue", ringdex.TypeDate: "DateValue", ringdex.TypeDateTime: "DateValue",
	ringdex.TypeDecimal: "DoubleValue", ringdex.TypeInteger: "LongValue", ringdex.TypeCheckBox: "CheckBoxValue", ringdex.TypeDropDown: "FieldItem/Id",
}

// customValue is a canonical value in the type that its member has; nil for none.
func customValue(t ringdex.FieldType, text string) any {
	switch t {
	case ringdex.TypeDecimal, ringdex.TypeInteger, ringdex.TypeDropDown:
		if json.Valid([]byte(text)) {
			return json.Number(text)
		}
	case ringdex.TypeCheckBox:
		if text != "" {
			return text == "true"
		}
	}
	if text == "" {
		return nil
	}
	return text
}
