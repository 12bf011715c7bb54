package store

import (
	"maps"
	"slices"
	"strings"

	"ringdex/internal/fastjson"
	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// contactRow is the body of a contact's row and of its images in the journal. Id and version stand beside it
// in columns, and in it as well, because an image has no columns.
type contactRow struct {
	ID          string            `json:"id"`
	Version     int64             `json:"v"`
	Source      string            `json:"src,omitempty"`
	ExternalIDs map[string]string `json:"ext,omitempty"`

	UserName           string `json:"user,omitempty"`
	Roles              uint8  `json:"roles,omitempty"`
	PasswordChanged    int64  `json:"pwd,omitempty"`
	MustChangePassword bool   `json:"pwdmust,omitempty"`

	FirstName   string `json:"first,omitempty"`
	MiddleName  string `json:"middle,omitempty"`
	LastName    string `json:"last,omitempty"`
	DisplayName string `json:"display,omitempty"`

	Emails   []string   `json:"emails,omitempty"`
	Phones   []phoneRow `json:"phones,omitempty"`
	Language string     `json:"lang,omitempty"`
	TimeZone string     `json:"tz,omitempty"`
	Skype    string     `json:"skype,omitempty"`

	Note                  string `json:"note,omitempty"`
	AdminNote             string `json:"anote,omitempty"`
	OperatorNote          string `json:"onote,omitempty"`
	AdditionalInformation string `json:"info,omitempty"`

	DefaultCompany int64   `json:"company,omitempty"`
	Companies      []int64 `json:"companies,omitempty"`
	InternalGroups []int64 `json:"igroups,omitempty"`
	OperatorGroups []int64 `json:"ogroups,omitempty"`

	Tags   []string          `json:"tags,omitempty"`
	Agents []string          `json:"agents,omitempty"`
	Links  map[string]string `json:"links,omitempty"`

	Organization string `json:"org,omitempty"`
	Department   string `json:"dept,omitempty"`
	Division     string `json:"division,omitempty"`
	EmployeeID   string `json:"employee,omitempty"`
	Manager      string `json:"manager,omitempty"`

	Identifier    string `json:"identifier,omitempty"`
	BirthDate     string `json:"born,omitempty"`
	BirthPlace    string `json:"birthplace,omitempty"`
	Gender        string `json:"gender,omitempty"`
	MaritalStatus string `json:"marital,omitempty"`
	Job           string `json:"job,omitempty"`
	JobTitle      string `json:"jobtitle,omitempty"`
	Homepage      string `json:"homepage,omitempty"`
	Industry      string `json:"industry,omitempty"`
	Fax           string `json:"fax,omitempty"`
	PESEL         string `json:"pesel,omitempty"`
	REGON         string `json:"regon,omitempty"`
	NIP           string `json:"nip,omitempty"`

	Home     *addressRow `json:"home,omitempty"`
	MailDrop *addressRow `json:"maildrop,omitempty"`
	Invoice  *addressRow `json:"invoice,omitempty"`

	Custom  map[int64]string `json:"custom,omitempty"`
	Locked  []string         `json:"locked,omitempty"`
	Created int64            `json:"created"`
	Updated int64            `json:"updated"`
}

// phoneRow keeps what parsing found, so that starting does not have to parse.
type phoneRow struct {
	Text      string `json:"t"`
	E164      string `json:"e,omitempty"`
	Reason    string `json:"r,omitempty"`
	Kind      string `json:"k,omitempty"`
	Extension string `json:"x,omitempty"`
}

type addressRow struct {
	Street     string `json:"street,omitempty"`
	Building   string `json:"building,omitempty"`
	Flat       string `json:"flat,omitempty"`
	PostalCode string `json:"postal,omitempty"`
	City       string `json:"city,omitempty"`
	Country    string `json:"country,omitempty"`
}

// companyRow is the body of a company's row and of its images.
type companyRow struct {
	ID          int64             `json:"id"`
	Version     int64             `json:"v"`
	Source      string            `json:"src,omitempty"`
	ExternalIDs map[string]string `json:"ext,omitempty"`

	Name        string `json:"name"`
	Description string `json:"desc,omitempty"`
	Web         string `json:"web,omitempty"`
	Location    string `json:"location,omitempty"`
	Street      string `json:"street,omitempty"`
	PostalCode  string `json:"postal,omitempty"`
	City        string `json:"city,omitempty"`
	Country     string `json:"country,omitempty"`
	TimeZone    string `json:"tz,omitempty"`
	Disabled    bool   `json:"disabled,omitempty"`

	Emails       []string         `json:"emails,omitempty"`
	EmailDomains []string         `json:"domains,omitempty"`
	Phones       []phoneRow       `json:"phones,omitempty"`
	Tags         []string         `json:"tags,omitempty"`
	Custom       map[int64]string `json:"custom,omitempty"`
	Locked       []string         `json:"locked,omitempty"`
	Created      int64            `json:"created"`
	Updated      int64            `json:"updated"`
}

// encodeContact is the body of c. It cannot fail: the row holds nothing that JSON does not know.
func encodeContact(c *ringdex.Contact) string {
	body, _ := fastjson.Marshal(contactToRow(c))
	return string(body)
}

func decodeContact(body []byte) (*ringdex.Contact, error) {
	var row contactRow
	if err := fastjson.Unmarshal(body, &row); err != nil {
		return nil, err
	}
	return contactFromRow(&row)
}

func encodeCompany(c *ringdex.Company) string {
	body, _ := fastjson.Marshal(companyToRow(c))
	return string(body)
}

func decodeCompany(body []byte) (*ringdex.Company, error) {
	var row companyRow
	if err := fastjson.Unmarshal(body, &row); err != nil {
		return nil, err
	}
	return companyFromRow(&row), nil
}

func contactToRow(c *ringdex.Contact) *contactRow {
	return &contactRow{
		ID: c.ID.String(), Version: c.Version, Source: c.Source, ExternalIDs: externalIDsToRow(c.ExternalIDs),
		UserName: c.UserName, Roles: uint8(c.Roles), PasswordChanged: millis(c.PasswordChanged), MustChangePassword: c.MustChangePassword,
		FirstName: c.FirstName, MiddleName: c.MiddleName, LastName: c.LastName, DisplayName: c.DisplayName,
		Emails: c.Emails, Phones: phonesToRow(c.Phones), Language: string(c.Language), TimeZone: c.TimeZone, Skype: c.Skype,
		Note: c.Note, AdminNote: c.AdminNote, OperatorNote: c.OperatorNote, AdditionalInformation: c.AdditionalInformation,
		DefaultCompany: c.DefaultCompany, Companies: c.Companies, InternalGroups: c.InternalGroups, OperatorGroups: c.OperatorGroups,
		Tags: c.Tags, Agents: c.Agents, Links: c.Links,
		Organization: c.Organization, Department: c.Department, Division: c.Division, EmployeeID: c.EmployeeID, Manager: c.Manager,
		Identifier: c.Identifier, BirthDate: c.BirthDate, BirthPlace: c.BirthPlace, Gender: c.Gender, MaritalStatus: c.MaritalStatus,
		Job: c.Job, JobTitle: c.JobTitle, Homepage: c.Homepage, Industry: c.Industry, Fax: c.Fax, PESEL: c.PESEL, REGON: c.REGON, NIP: c.NIP,
		Home: addressToRow(c.Home), MailDrop: addressToRow(c.MailDrop), Invoice: addressToRow(c.Invoice),
		Custom: c.Custom, Locked: c.Locked, Created: millis(c.Created), Updated: millis(c.Updated),
	}
}

func contactFromRow(r *contactRow) (*ringdex.Contact, error) {
	id, err := ringdex.ParseID(r.ID)
	return &ringdex.Contact{
		ID: id, Version: r.Version, Source: r.Source, ExternalIDs: externalIDsFromRow(r.ExternalIDs),
		UserName: r.UserName, Roles: ringdex.Roles(r.Roles), PasswordChanged: fromMillis(r.PasswordChanged), MustChangePassword: r.MustChangePassword,
		FirstName: r.FirstName, MiddleName: r.MiddleName, LastName: r.LastName, DisplayName: r.DisplayName,
		Emails: r.Emails, Phones: phonesFromRow(r.Phones), Language: ringdex.Language(r.Language), TimeZone: r.TimeZone, Skype: r.Skype,
		Note: r.Note, AdminNote: r.AdminNote, OperatorNote: r.OperatorNote, AdditionalInformation: r.AdditionalInformation,
		DefaultCompany: r.DefaultCompany, Companies: r.Companies, InternalGroups: r.InternalGroups, OperatorGroups: r.OperatorGroups,
		Tags: r.Tags, Agents: r.Agents, Links: r.Links,
		Organization: r.Organization, Department: r.Department, Division: r.Division, EmployeeID: r.EmployeeID, Manager: r.Manager,
		Identifier: r.Identifier, BirthDate: r.BirthDate, BirthPlace: r.BirthPlace, Gender: r.Gender, MaritalStatus: r.MaritalStatus,
		Job: r.Job, JobTitle: r.JobTitle, Homepage: r.Homepage, Industry: r.Industry, Fax: r.Fax, PESEL: r.PESEL, REGON: r.REGON, NIP: r.NIP,
		Home: addressFromRow(r.Home), MailDrop: addressFromRow(r.MailDrop), Invoice: addressFromRow(r.Invoice),
		Custom: r.Custom, Locked: r.Locked, Created: fromMillis(r.Created), Updated: fromMillis(r.Updated),
	}, err
}

func companyToRow(c *ringdex.Company) *companyRow {
	return &companyRow{
		ID: c.ID, Version: c.Version, Source: c.Source, ExternalIDs: externalIDsToRow(c.ExternalIDs),
		Name: c.Name, Description: c.Description, Web: c.Web, Location: c.Location, Street: c.Street, PostalCode: c.PostalCode,
		City: c.City, Country: c.Country, TimeZone: c.TimeZone, Disabled: c.Disabled,
		Emails: c.Emails, EmailDomains: c.EmailDomains, Phones: phonesToRow(c.Phones), Tags: c.Tags,
		Custom: c.Custom, Locked: c.Locked, Created: millis(c.Created), Updated: millis(c.Updated),
	}
}

func companyFromRow(r *companyRow) *ringdex.Company {
	return &ringdex.Company{
		ID: r.ID, Version: r.Version, Source: r.Source, ExternalIDs: externalIDsFromRow(r.ExternalIDs),
		Name: r.Name, Description: r.Description, Web: r.Web, Location: r.Location, Street: r.Street, PostalCode: r.PostalCode,
		City: r.City, Country: r.Country, TimeZone: r.TimeZone, Disabled: r.Disabled,
		Emails: r.Emails, EmailDomains: r.EmailDomains, Phones: phonesFromRow(r.Phones), Tags: r.Tags,
		Custom: r.Custom, Locked: r.Locked, Created: fromMillis(r.Created), Updated: fromMillis(r.Updated),
	}
}

func externalIDsToRow(ids []ringdex.ExternalID) map[string]string {
	if len(ids) == 0 {
		return nil
	}
	m := make(map[string]string, len(ids))
	for _, x := range ids {
		m[x.Source] = x.ID
	}
	return m
}

func externalIDsFromRow(m map[string]string) []ringdex.ExternalID {
	var ids []ringdex.ExternalID
	for _, source := range sortedKeys(m) {
		ids = append(ids, ringdex.ExternalID{Source: source, ID: m[source]})
	}
	return ids
}

func phonesToRow(numbers []phone.Number) []phoneRow {
	rows := make([]phoneRow, len(numbers))
	for i, n := range numbers {
		rows[i] = phoneRow{n.Text, n.E164, string(n.Reason), string(n.Kind), n.Extension}
	}
	return rows
}

func phonesFromRow(rows []phoneRow) []phone.Number {
	var numbers []phone.Number
	for _, r := range rows {
		numbers = append(numbers, phone.Number{Text: r.Text, E164: r.E164, Reason: phone.Reason(r.Reason), Kind: phone.Kind(r.Kind), Extension: r.Extension})
	}
	return numbers
}

func addressToRow(a ringdex.Address) *addressRow {
	if a.IsZero() {
		return nil
	}
	return &addressRow{a.Street, a.Building, a.Flat, a.PostalCode, a.City, a.Country}
}

func addressFromRow(r *addressRow) ringdex.Address {
	if r == nil {
		return ringdex.Address{}
	}
	return ringdex.Address{Street: r.Street, Building: r.Building, Flat: r.Flat, PostalCode: r.PostalCode, City: r.City, Country: r.Country}
}

// fold is the form in which names and addresses are compared.
func fold(text string) string { return strings.ToLower(strings.TrimSpace(text)) }

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
