package ringdex

import (
	"slices"
	"time"

	"ringdex/internal/checkdigit"
	"ringdex/internal/phone"
)

// ContactFields are the built-in fields of contacts, in the order of columns and of deltas.
var ContactFields = labelled(KindContact, slices.Concat(
	contactHead, contactIdentity, contactReach, contactTexts, contactLists,
	address("home", func(c *Contact) *Address { return &c.Home }),
	address("mailDrop", func(c *Contact) *Address { return &c.MailDrop }),
	address("invoice", func(c *Contact) *Address { return &c.Invoice }),
	links(func(c *Contact) *map[string]string { return &c.Links }),
	[]BuiltIn[Contact]{
		custom(func(c *Contact) *map[int64]string { return &c.Custom }).on(OnVoipex | OnThulium),
		locked(func(c *Contact) *[]string { return &c.Locked }),
		kept("said", func(c *Contact) *[]Word { return &c.Words }).hidden(),
		kept("password", func(c *Contact) *time.Time { return &c.PasswordChanged }).hidden(),
	},
))

// everywhere are all foreign wires that know contacts.
const everywhere = OnHelpdesk | OnVoipex | OnThulium | OnVCard

var contactHead = slices.Concat(
	[]BuiltIn[Contact]{kept("id", func(c *Contact) *ID { return &c.ID }).on(OnHelpdesk | OnVoipex)},
	system(
		func(c *Contact) *string { return &c.Source }, func(c *Contact) *int64 { return &c.Version },
		func(c *Contact) *time.Time { return &c.Created },
		func(c *Contact) *time.Time { return &c.Updated },
	),
	externalIDs(OnHelpdesk|OnVoipex, func(c *Contact) *[]ExternalID { return &c.ExternalIDs }),
	missingSince(func(c *Contact) *map[string]string { return &c.MissingSince }),
)

var contactIdentity = slices.Concat(
	[]BuiltIn[Contact]{userName(func(c *Contact) *string { return &c.UserName })},
	roles(),
	[]BuiltIn[Contact]{
		text("firstName", func(c *Contact) *string { return &c.FirstName }).on(everywhere),
		text("middleName", func(c *Contact) *string { return &c.MiddleName }).
			on(OnHelpdesk | OnVCard),
		text("lastName", func(c *Contact) *string { return &c.LastName }).on(everywhere),
		text("displayName", func(c *Contact) *string { return &c.DisplayName }).
			on(OnHelpdesk | OnVCard),
	},
)

var (
	contactEmails = emailList(func(c *Contact) *[]string { return &c.Emails })
	contactPhones = phoneList(func(c *Contact) *[]phone.Number { return &c.Phones })
)

var contactReach = []BuiltIn[Contact]{
	emails(contactEmails.at).on(everywhere),
	firstOf("email", "emails", ShapeEmails, contactEmails.head(equal[string])),
	phones(contactPhones.at).on(everywhere),
	firstOf("phone", "phones", ShapePhones, contactPhones.head(equal[phone.Number])),
	language(func(c *Contact) *Language { return &c.Language }).on(OnHelpdesk | OnVCard),
	integer("defaultCompany", func(c *Contact) *int64 { return &c.DefaultCompany }).on(OnHelpdesk),
	integers("companies", func(c *Contact) *[]int64 { return &c.Companies }).on(OnHelpdesk),
}

var contactTexts = []BuiltIn[Contact]{
	text("organization", func(c *Contact) *string { return &c.Organization }).
		on(OnHelpdesk | OnVoipex | OnVCard),
	text("department", func(c *Contact) *string { return &c.Department }).on(OnHelpdesk | OnVCard),
	text("division", func(c *Contact) *string { return &c.Division }).on(OnHelpdesk),
	digits("employeeId", func(c *Contact) *string { return &c.EmployeeID }).on(OnHelpdesk),
	text("manager", func(c *Contact) *string { return &c.Manager }).on(OnHelpdesk),
	text("job", func(c *Contact) *string { return &c.Job }).on(OnThulium | OnVCard),
	text("jobTitle", func(c *Contact) *string { return &c.JobTitle }).on(OnThulium | OnVCard),
	text("timeZone", func(c *Contact) *string { return &c.TimeZone }).on(OnHelpdesk),
	text("skype", func(c *Contact) *string { return &c.Skype }).on(OnHelpdesk),
	digits("identifier", func(c *Contact) *string { return &c.Identifier }).on(OnThulium),
	date("birthDate", func(c *Contact) *string { return &c.BirthDate }).on(OnThulium | OnVCard),
	text("birthPlace", func(c *Contact) *string { return &c.BirthPlace }).on(OnThulium),
	text("gender", func(c *Contact) *string { return &c.Gender }).on(OnThulium),
	text("maritalStatus", func(c *Contact) *string { return &c.MaritalStatus }).on(OnThulium),
	text("homepage", func(c *Contact) *string { return &c.Homepage }).on(OnThulium | OnVCard),
	text("industry", func(c *Contact) *string { return &c.Industry }).on(OnThulium),
	digits("fax", func(c *Contact) *string { return &c.Fax }).on(OnThulium | OnVCard),
	checked("pesel", "PESEL", func(c *Contact) *string { return &c.PESEL }, checkdigit.PESEL).
		on(OnThulium),
	checked("regon", "REGON", func(c *Contact) *string { return &c.REGON }, checkdigit.REGON).
		on(OnThulium),
	checked("nip", "NIP", func(c *Contact) *string { return &c.NIP }, checkdigit.NIP).on(OnThulium),
	long("note", func(c *Contact) *string { return &c.Note }).on(OnThulium | OnVCard),
	long("adminNote", func(c *Contact) *string { return &c.AdminNote }).on(OnHelpdesk),
	long("operatorNote", func(c *Contact) *string { return &c.OperatorNote }).on(OnHelpdesk),
	long("additionalInformation", func(c *Contact) *string { return &c.AdditionalInformation }).
		on(OnHelpdesk),
}

var contactLists = []BuiltIn[Contact]{
	texts("tags", func(c *Contact) *[]string { return &c.Tags }).on(OnHelpdesk | OnVCard),
	ordered("agents", func(c *Contact) *[]string { return &c.Agents }).on(OnVoipex),
	integers("internalGroups", func(c *Contact) *[]int64 { return &c.InternalGroups }).
		on(OnHelpdesk),
	integers("operatorGroups", func(c *Contact) *[]int64 { return &c.OperatorGroups }).
		on(OnHelpdesk),
	flag("mustChangePassword", func(c *Contact) *bool { return &c.MustChangePassword }).
		on(OnHelpdesk),
}

// AddressFields are the parts of an address.
var AddressFields = []BuiltIn[Address]{
	text("street", func(a *Address) *string { return &a.Street }),
	text("building", func(a *Address) *string { return &a.Building }),
	text("flat", func(a *Address) *string { return &a.Flat }),
	digits("postalCode", func(a *Address) *string { return &a.PostalCode }),
	text("city", func(a *Address) *string { return &a.City }),
	text("country", func(a *Address) *string { return &a.Country }),
}

var contactNames, contactAttributes = written(ContactFields)

var contactCopiers = copiers(ContactFields)
