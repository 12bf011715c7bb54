package ringdex

import (
	"slices"
	"time"

	"ringdex/internal/phone"
)

// CompanyFields are the built-in fields of companies, in the order of columns and of deltas.
var CompanyFields = labelled(KindCompany, slices.Concat(
	[]BuiltIn[Company]{kept("id", func(c *Company) *int64 { return &c.ID }).on(OnHelpdesk)},
	system(
		func(c *Company) *string { return &c.Source }, func(c *Company) *int64 { return &c.Version },
		func(c *Company) *time.Time { return &c.Created },
		func(c *Company) *time.Time { return &c.Updated },
	),
	externalIDs(OnHelpdesk, func(c *Company) *[]ExternalID { return &c.ExternalIDs }),
	missingSince(func(c *Company) *map[string]string { return &c.MissingSince }),
	companyTexts, companyLists,
	[]BuiltIn[Company]{
		custom(func(c *Company) *map[int64]string { return &c.Custom }),
		locked(func(c *Company) *[]string { return &c.Locked }),
		kept("said", func(c *Company) *[]Word { return &c.Words }).hidden(),
	},
))

// companyWires are the foreign wires that know companies.
const companyWires = OnHelpdesk | OnThulium | OnVCard

var companyTexts = []BuiltIn[Company]{
	text("name", func(c *Company) *string { return &c.Name }).on(companyWires),
	long("description", func(c *Company) *string { return &c.Description }).on(companyWires),
	long("web", func(c *Company) *string { return &c.Web }).on(companyWires),
	text("location", func(c *Company) *string { return &c.Location }).on(OnHelpdesk),
	text("street", func(c *Company) *string { return &c.Street }).on(companyWires),
	digits("postalCode", func(c *Company) *string { return &c.PostalCode }).on(companyWires),
	text("city", func(c *Company) *string { return &c.City }).on(companyWires),
	country("country", func(c *Company) *string { return &c.Country }).on(companyWires),
	text("timeZone", func(c *Company) *string { return &c.TimeZone }).on(OnHelpdesk),
}

var companyLists = []BuiltIn[Company]{
	flag("disabled", func(c *Company) *bool { return &c.Disabled }).on(OnHelpdesk),
	emails(func(c *Company) *[]string { return &c.Emails }).on(companyWires),
	domains("emailDomains", func(c *Company) *[]string { return &c.EmailDomains }).on(OnHelpdesk),
	phones(func(c *Company) *[]phone.Number { return &c.Phones }).on(companyWires),
	texts("tags", func(c *Company) *[]string { return &c.Tags }).on(OnHelpdesk | OnVCard),
}

var companyNames, companyAttributes = written(CompanyFields)

var companyCopiers = copiers(CompanyFields)
