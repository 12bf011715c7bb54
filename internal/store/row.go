package store

import (
	"slices"
	"strconv"
	"time"

	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// contactMembers are the body of a contact's row and of its images in the journal. Id and version stand beside it
// in columns, and in it as well, because an image has no columns. Those that a lookup needs come first.
var contactMembers = slices.Concat(callerMembers, members[ringdex.Contact]{
	part("v", func(c *ringdex.Contact) *int64 { return &c.Version }, numbers[int64]()),
	part("roles", func(c *ringdex.Contact) *ringdex.Roles { return &c.Roles }, numbers[ringdex.Roles]()),
	part("pwd", func(c *ringdex.Contact) *time.Time { return &c.PasswordChanged }, times),
	part("pwdmust", func(c *ringdex.Contact) *bool { return &c.MustChangePassword }, flags),

	contactText("tz", func(c *ringdex.Contact) *string { return &c.TimeZone }),
	contactText("skype", func(c *ringdex.Contact) *string { return &c.Skype }),
	contactText("note", func(c *ringdex.Contact) *string { return &c.Note }),
	contactText("anote", func(c *ringdex.Contact) *string { return &c.AdminNote }),
	contactText("onote", func(c *ringdex.Contact) *string { return &c.OperatorNote }),
	contactText("info", func(c *ringdex.Contact) *string { return &c.AdditionalInformation }),

	part("companies", func(c *ringdex.Contact) *[]int64 { return &c.Companies }, lists(numbers[int64]())),
	part("igroups", func(c *ringdex.Contact) *[]int64 { return &c.InternalGroups }, lists(numbers[int64]())),
	part("ogroups", func(c *ringdex.Contact) *[]int64 { return &c.OperatorGroups }, lists(numbers[int64]())),
	part("tags", func(c *ringdex.Contact) *[]string { return &c.Tags }, lists(texts[string]())),

	contactText("dept", func(c *ringdex.Contact) *string { return &c.Department }),
	contactText("division", func(c *ringdex.Contact) *string { return &c.Division }),
	contactText("employee", func(c *ringdex.Contact) *string { return &c.EmployeeID }),
	contactText("manager", func(c *ringdex.Contact) *string { return &c.Manager }),

	contactText("identifier", func(c *ringdex.Contact) *string { return &c.Identifier }),
	contactText("born", func(c *ringdex.Contact) *string { return &c.BirthDate }),
	contactText("birthplace", func(c *ringdex.Contact) *string { return &c.BirthPlace }),
	contactText("gender", func(c *ringdex.Contact) *string { return &c.Gender }),
	contactText("marital", func(c *ringdex.Contact) *string { return &c.MaritalStatus }),
	contactText("job", func(c *ringdex.Contact) *string { return &c.Job }),
	contactText("jobtitle", func(c *ringdex.Contact) *string { return &c.JobTitle }),
	contactText("homepage", func(c *ringdex.Contact) *string { return &c.Homepage }),
	contactText("industry", func(c *ringdex.Contact) *string { return &c.Industry }),
	contactText("fax", func(c *ringdex.Contact) *string { return &c.Fax }),
	contactText("pesel", func(c *ringdex.Contact) *string { return &c.PESEL }),
	contactText("regon", func(c *ringdex.Contact) *string { return &c.REGON }),
	contactText("nip", func(c *ringdex.Contact) *string { return &c.NIP }),

	part("home", func(c *ringdex.Contact) *ringdex.Address { return &c.Home }, objects(addressMembers)),
	part("maildrop", func(c *ringdex.Contact) *ringdex.Address { return &c.MailDrop }, objects(addressMembers)),
	part("invoice", func(c *ringdex.Contact) *ringdex.Address { return &c.Invoice }, objects(addressMembers)),

	part("custom", func(c *ringdex.Contact) *map[int64]string { return &c.Custom }, textMaps(numberText, textNumber)),
	part("locked", func(c *ringdex.Contact) *[]string { return &c.Locked }, lists(texts[string]())),
	part("created", func(c *ringdex.Contact) *time.Time { return &c.Created }, times),
})

// callerMembers are what a lookup needs of a contact. Reading no more than that halves the time of a start.
var callerMembers = members[ringdex.Contact]{
	part("id", func(c *ringdex.Contact) *ringdex.ID { return &c.ID }, ids),
	contactText("src", func(c *ringdex.Contact) *string { return &c.Source }),
	part("ext", func(c *ringdex.Contact) *[]ringdex.ExternalID { return &c.ExternalIDs }, externalIDs),
	contactText("user", func(c *ringdex.Contact) *string { return &c.UserName }),
	contactText("first", func(c *ringdex.Contact) *string { return &c.FirstName }),
	contactText("middle", func(c *ringdex.Contact) *string { return &c.MiddleName }),
	contactText("last", func(c *ringdex.Contact) *string { return &c.LastName }),
	contactText("display", func(c *ringdex.Contact) *string { return &c.DisplayName }),
	part("emails", func(c *ringdex.Contact) *[]string { return &c.Emails }, lists(texts[string]())),
	part("phones", func(c *ringdex.Contact) *[]phone.Number { return &c.Phones }, lists(objects(phoneMembers))),
	part("lang", func(c *ringdex.Contact) *ringdex.Language { return &c.Language }, texts[ringdex.Language]()),
	part("company", func(c *ringdex.Contact) *int64 { return &c.DefaultCompany }, numbers[int64]()),
	part("agents", func(c *ringdex.Contact) *[]string { return &c.Agents }, lists(texts[string]())),
	part("links", func(c *ringdex.Contact) *map[string]string { return &c.Links }, textMaps(same, same)),
	contactText("org", func(c *ringdex.Contact) *string { return &c.Organization }),
	part("updated", func(c *ringdex.Contact) *time.Time { return &c.Updated }, times),
}

func contactText(name string, at func(*ringdex.Contact) *string) member[ringdex.Contact] {
	return part(name, at, texts[string]())
}

// phoneMembers keep what parsing found, so that starting does not have to parse.
var phoneMembers = members[phone.Number]{
	part("t", func(n *phone.Number) *string { return &n.Text }, texts[string]()),
	part("e", func(n *phone.Number) *string { return &n.E164 }, texts[string]()),
	part("r", func(n *phone.Number) *phone.Reason { return &n.Reason }, texts[phone.Reason]()),
	part("k", func(n *phone.Number) *phone.Kind { return &n.Kind }, texts[phone.Kind]()),
	part("x", func(n *phone.Number) *string { return &n.Extension }, texts[string]()),
}

var addressMembers = members[ringdex.Address]{
	part("street", func(a *ringdex.Address) *string { return &a.Street }, texts[string]()),
	part("building", func(a *ringdex.Address) *string { return &a.Building }, texts[string]()),
	part("flat", func(a *ringdex.Address) *string { return &a.Flat }, texts[string]()),
	part("postal", func(a *ringdex.Address) *string { return &a.PostalCode }, texts[string]()),
	part("city", func(a *ringdex.Address) *string { return &a.City }, texts[string]()),
	part("country", func(a *ringdex.Address) *string { return &a.Country }, texts[string]()),
}

// companyMembers are the body of a company's row and of its images.
var companyMembers = members[ringdex.Company]{
	part("id", func(c *ringdex.Company) *int64 { return &c.ID }, numbers[int64]()),
	part("v", func(c *ringdex.Company) *int64 { return &c.Version }, numbers[int64]()),
	companyText("src", func(c *ringdex.Company) *string { return &c.Source }),
	part("ext", func(c *ringdex.Company) *[]ringdex.ExternalID { return &c.ExternalIDs }, externalIDs),
	companyText("name", func(c *ringdex.Company) *string { return &c.Name }),
	companyText("desc", func(c *ringdex.Company) *string { return &c.Description }),
	companyText("web", func(c *ringdex.Company) *string { return &c.Web }),
	companyText("location", func(c *ringdex.Company) *string { return &c.Location }),
	companyText("street", func(c *ringdex.Company) *string { return &c.Street }),
	companyText("postal", func(c *ringdex.Company) *string { return &c.PostalCode }),
	companyText("city", func(c *ringdex.Company) *string { return &c.City }),
	companyText("country", func(c *ringdex.Company) *string { return &c.Country }),
	companyText("tz", func(c *ringdex.Company) *string { return &c.TimeZone }),
	part("disabled", func(c *ringdex.Company) *bool { return &c.Disabled }, flags),
	part("emails", func(c *ringdex.Company) *[]string { return &c.Emails }, lists(texts[string]())),
	part("domains", func(c *ringdex.Company) *[]string { return &c.EmailDomains }, lists(texts[string]())),
	part("phones", func(c *ringdex.Company) *[]phone.Number { return &c.Phones }, lists(objects(phoneMembers))),
	part("tags", func(c *ringdex.Company) *[]string { return &c.Tags }, lists(texts[string]())),
	part("custom", func(c *ringdex.Company) *map[int64]string { return &c.Custom }, textMaps(numberText, textNumber)),
	part("locked", func(c *ringdex.Company) *[]string { return &c.Locked }, lists(texts[string]())),
	part("created", func(c *ringdex.Company) *time.Time { return &c.Created }, times),
	part("updated", func(c *ringdex.Company) *time.Time { return &c.Updated }, times),
}

func companyText(name string, at func(*ringdex.Company) *string) member[ringdex.Company] {
	return part(name, at, texts[string]())
}

func numberText(n int64) string { return strconv.FormatInt(n, 10) }

func textNumber(text string) int64 {
	n, _ := strconv.ParseInt(text, 10, 64) // it was written as one
	return n
}

func same(text string) string { return text }

func encodeContact(c *ringdex.Contact) string { return contactMembers.encode(c) }

func decodeContact(body []byte) (*ringdex.Contact, error) { return contactMembers.decode(body) }

func encodeCompany(c *ringdex.Company) string { return companyMembers.encode(c) }

func decodeCompany(body []byte) (*ringdex.Company, error) { return companyMembers.decode(body) }
