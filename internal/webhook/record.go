package webhook

import (
	"strconv"
	"time"

	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// members are a record in JSON, under the names that fields have everywhere ("home.city"), without those that are
// empty. Numbers are there twice, as the export has them: the texts as "phones", what they mean as "numbers".
type members map[string]any

func (m members) texts(texts map[string]string) {
	for name, text := range texts {
		if text != "" {
			m[name] = text
		}
	}
}

func (m members) head(source string, version int64, created, updated time.Time) {
	m.texts(map[string]string{"source": source})
	m["version"], m["created"], m["updated"] = version, created.UTC(), updated.UTC()
}

func addList[E any](m members, name string, list []E) {
	if len(list) > 0 {
		m[name] = list
	}
}

func (m members) phones(numbers []phone.Number) {
	if len(numbers) == 0 {
		return
	}
	var texts []string
	var rows []numberRow
	for _, n := range numbers {
		texts = append(texts, n.Text)
		rows = append(rows, numberRow{n.Text, n.E164, string(n.Kind), n.Extension, string(n.Reason)})
	}
	m["phones"], m["numbers"] = texts, rows
}

type numberRow struct {
	Text      string `json:"text"`
	E164      string `json:"e164,omitempty"`
	Kind      string `json:"kind,omitempty"`
	Extension string `json:"extension,omitempty"`
	Reason    string `json:"reason,omitempty"` // why it is not valid
}

// custom are the custom fields by key, or by number where they have none.
func (sc *scene) custom(m members, kind ringdex.Kind, values map[int64]string) {
	custom := map[string]string{}
	for id, value := range values {
		name := strconv.FormatInt(id, 10)
		if f, ok := ringdex.FindField(sc.fields, kind, name); ok && f.Key != "" {
			name = f.Key
		}
		if value != "" {
			custom[name] = value
		}
	}
	if len(custom) > 0 {
		m["custom"] = custom
	}
}

// contact is a contact as events show it. Passwords are no part of a contact, and when one was set is told nobody.
func (sc *scene) contact(c *ringdex.Contact) members {
	m := members{"id": c.ID.String()}
	m.head(c.Source, c.Version, c.Created, c.Updated)
	m.texts(map[string]string{
		"userName": c.UserName, "firstName": c.FirstName, "middleName": c.MiddleName, "lastName": c.LastName, "displayName": c.DisplayName,
		"language": string(c.Language), "timeZone": c.TimeZone, "skype": c.Skype, "note": c.Note, "adminNote": c.AdminNote,
		"operatorNote": c.OperatorNote, "additionalInformation": c.AdditionalInformation, "organization": c.Organization,
		"department": c.Department, "division": c.Division, "employeeId": c.EmployeeID, "manager": c.Manager,
		"identifier": c.Identifier, "birthDate": c.BirthDate, "birthPlace": c.BirthPlace, "gender": c.Gender, "maritalStatus": c.MaritalStatus,
		"job": c.Job, "jobTitle": c.JobTitle, "homepage": c.Homepage, "industry": c.Industry, "fax": c.Fax,
		"pesel": c.PESEL, "regon": c.REGON, "nip": c.NIP,
	})
	for prefix, a := range map[string]ringdex.Address{"home": c.Home, "mailDrop": c.MailDrop, "invoice": c.Invoice} {
		m.texts(map[string]string{
			prefix + ".street": a.Street, prefix + ".building": a.Building, prefix + ".flat": a.Flat,
			prefix + ".postalCode": a.PostalCode, prefix + ".city": a.City, prefix + ".country": a.Country,
		})
	}
	for name, uri := range c.Links {
		m.texts(map[string]string{"links." + name: uri})
	}
	sc.lists(m, c)
	sc.custom(m, ringdex.KindContact, c.Custom)
	return m
}

func (sc *scene) lists(m members, c *ringdex.Contact) {
	m.texts(map[string]string{"role": c.Roles.String()})
	m.phones(c.Phones)
	addList(m, "emails", c.Emails)
	addList(m, "tags", c.Tags)
	addList(m, "agents", c.Agents)
	addList(m, "companies", c.Companies)
	addList(m, "internalGroups", c.InternalGroups)
	addList(m, "operatorGroups", c.OperatorGroups)
	addList(m, "locked", c.Locked)
	if c.MustChangePassword {
		m["mustChangePassword"] = true
	}
	if c.DefaultCompany != 0 {
		m["defaultCompany"] = c.DefaultCompany
		if company := sc.companies[c.DefaultCompany]; company != nil {
			m["company"] = company.Name
		}
	}
}

// company is a company as events show it.
func (sc *scene) company(c *ringdex.Company) members {
	m := members{"id": c.ID}
	m.head(c.Source, c.Version, c.Created, c.Updated)
	m.texts(map[string]string{
		"name": c.Name, "description": c.Description, "web": c.Web, "location": c.Location, "street": c.Street,
		"postalCode": c.PostalCode, "city": c.City, "country": c.Country, "timeZone": c.TimeZone,
	})
	m.phones(c.Phones)
	addList(m, "emails", c.Emails)
	addList(m, "emailDomains", c.EmailDomains)
	addList(m, "tags", c.Tags)
	addList(m, "locked", c.Locked)
	if c.Disabled {
		m["disabled"] = true
	}
	sc.custom(m, ringdex.KindCompany, c.Custom)
	return m
}
