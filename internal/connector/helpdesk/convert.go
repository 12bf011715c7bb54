package helpdesk

import (
	"cmp"
	"slices"

	"ringdex/internal/connector"
	"ringdex/internal/ringdex"
	wire "ringdex/internal/wire/helpdesk"
)

// textOf is a path with the text for it.
type textOf[T any] struct {
	path string
	of   func(*T) string
}

// contactTexts are the texts of contacts. Those from TimeZoneId on are no documented paths of the
// import, only members of newer models (section 2.1), so they are sent only on request.
var contactTexts = []textOf[ringdex.Contact]{
	{"Email", (*ringdex.Contact).Email},
	{"FirstName", func(c *ringdex.Contact) string { return c.FirstName }},
	{"LastName", func(c *ringdex.Contact) string { return c.LastName }},
	{"MiddleName", func(c *ringdex.Contact) string { return c.MiddleName }},
	{"DisplayName", func(c *ringdex.Contact) string { return c.DisplayName }},
	{"AdditionalInformation", func(c *ringdex.Contact) string { return c.AdditionalInformation }},
	{"SkypeName", func(c *ringdex.Contact) string { return c.Skype }},
	{"AdminNote", func(c *ringdex.Contact) string { return c.AdminNote }},
	{"OperatorNote", func(c *ringdex.Contact) string { return c.OperatorNote }},
	{"TimeZoneId", func(c *ringdex.Contact) string { return c.TimeZone }},
	{"ManagerKey", func(c *ringdex.Contact) string { return c.Manager }},
	{"Company", func(c *ringdex.Contact) string { return c.Organization }},
	{"Department", func(c *ringdex.Contact) string { return c.Department }},
	{"Division", func(c *ringdex.Contact) string { return c.Division }},
	{"EmployeeId", func(c *ringdex.Contact) string { return c.EmployeeID }},
}

var companyTexts = []textOf[ringdex.Company]{
	{"Name", func(c *ringdex.Company) string { return c.Name }},
	{"Description", func(c *ringdex.Company) string { return c.Description }},
	{"Web", func(c *ringdex.Company) string { return c.Web }},
	{"Location", func(c *ringdex.Company) string { return c.Location }},
	{"StreetNo", func(c *ringdex.Company) string { return c.Street }},
	{"PostalCode", func(c *ringdex.Company) string { return c.PostalCode }},
	{"CountryCode", func(c *ringdex.Company) string { return c.Country }},
	{"City", func(c *ringdex.Company) string { return c.City }},
	{"TimeZoneId", func(c *ringdex.Company) string { return c.TimeZone }},
}

// The paths of the import that are not texts; DefaultCustomer is the default company.
var (
	otherContactPaths = []string{"Language", "Phones", "DefaultCustomer", "CustomerIds"}
	otherCompanyPaths = []string{"Disabled", "Emails", "EmailDomains", "Phones"}
)

// defaultContactPaths are those that the vendor's page documents (seed 000), without memberships,
// which lists of contacts do not show.
const defaultContactPaths = "Email, FirstName, LastName, MiddleName, DisplayName, AdditionalInformation, SkypeName, AdminNote, OperatorNote, " +
	"Language, Phones, DefaultCustomer"

func allContactPaths() []string { return slices.Concat(pathsOf(contactTexts), otherContactPaths) }
func allCompanyPaths() []string { return slices.Concat(pathsOf(companyTexts), otherCompanyPaths) }

func pathsOf[T any](texts []textOf[T]) (all []string) {
	for _, t := range texts {
		all = append(all, t.path)
	}
	return all
}

// draft is what the helpdesk should have of a record.
type draft struct {
	values
	note error // what was left out
}

func (d *draft) leaveOut(note error) { d.note = cmp.Or(d.note, note) }

// contact converts a contact.
func (h *helpdesk) contact(c *connector.Change, b *connector.Batch) draft {
	var d draft
	from := c.Contact
	d.set("/UserName", h.userNameOf(from, c.Key))
	texts(&d, contactTexts, h.contactPaths, from)
	h.language(&d, from)
	h.companies(&d, from, b)
	h.rolesOf(&d, from)
	if slices.Contains(h.contactPaths, "Phones") {
		for _, text := range wire.PhoneTexts(from.Phones) {
			d.add(phonesPath, text)
		}
	}
	if len(from.Emails) > 1 && slices.Contains(h.contactPaths, "Email") {
		d.leaveOut(ringdex.Problem("/Email", "helpdesk_remote.one_email", from.Emails[0]))
	}
	h.custom(&d, ringdex.KindContact, b.Fields, from.Custom)
	return d
}

// company converts a company.
func (h *helpdesk) company(c *connector.Change, b *connector.Batch) draft {
	var d draft
	from := c.Company
	texts(&d, companyTexts, h.companyPaths, from)
	if from.Disabled && slices.Contains(h.companyPaths, "Disabled") {
		d.set("/Disabled", true)
	}
	for path, list := range map[string][]string{
		"Emails": from.Emails, "EmailDomains": from.EmailDomains, "Phones": wire.PhoneTexts(from.Phones),
	} {
		if slices.Contains(h.companyPaths, path) {
			for _, text := range list {
				d.add(h.listPath(path), text)
			}
		}
	}
	h.custom(&d, ringdex.KindCompany, b.Fields, from.Custom)
	return d
}

// listPath returns the path of a company's list.
func (h *helpdesk) listPath(name string) string {
	if name == "EmailDomains" {
		return "/" + h.emailDomains
	}
	return "/" + name
}

func texts[T any](d *draft, table []textOf[T], wanted []string, from *T) {
	for _, t := range table {
		if slices.Contains(wanted, t.path) {
			d.setText("/"+t.path, t.of(from))
		}
	}
}

func (h *helpdesk) userNameOf(c *ringdex.Contact, key string) string {
	switch h.userName {
	case userNameOurs:
		return cmp.Or(c.UserName, c.Email(), key)
	case userNameKey:
		return key
	}
	return cmp.Or(c.Email(), c.UserName, key)
}

func (h *helpdesk) language(d *draft, c *ringdex.Contact) {
	if i := slices.Index(ringdex.Languages[:], c.Language); i >= 0 && slices.Contains(h.contactPaths, "Language") {
		d.set("/Language", i)
	}
}

// companies links a contact to its default company by our key of it, and to the others by their
// numbers in the helpdesk, which are the only form of that path (section 2.1).
func (h *helpdesk) companies(d *draft, c *ringdex.Contact, b *connector.Batch) {
	if company, ok := b.Companies[c.DefaultCompany]; ok && slices.Contains(h.contactPaths, "DefaultCustomer") {
		d.setText(companyPath, company.Key)
	}
	for _, id := range c.Companies {
		company, ok := b.Companies[id]
		if number := recall(company.Memory).ID; ok && number != "" && id != c.DefaultCompany && slices.Contains(h.contactPaths, "CustomerIds") {
			d.add("/CustomerIds", value(number))
		}
	}
}

// companyPath is the default company of a contact, by our key.
const companyPath = "/DefaultCustomer/" + wire.CustomerExternalID

// rolePaths are the roles that are sent: never the administrator's.
var rolePaths = map[string]ringdex.Roles{
	"/RoleEndUser": ringdex.EndUser, "/RoleSmartUser": ringdex.SmartUser, "/RoleOperator": ringdex.Operator, "/RoleSuperOperator": ringdex.SuperOperator,
}

// rolesOf makes a new contact an end user, as in the vendor's sample (seed 000), or sends the roles
// that the contact has here.
func (h *helpdesk) rolesOf(d *draft, c *ringdex.Contact) {
	if !h.roles {
		d.set("/RoleEndUser", true)
		return
	}
	for path, role := range rolePaths {
		if c.Roles.Has(role) {
			d.set(path, true)
		}
	}
}

// once returns the paths that are set for a new contact and never changed.
func (h *helpdesk) once() []string {
	if h.roles {
		return once[:1]
	}
	return once
}
