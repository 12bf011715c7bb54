package ringdex

import (
	"slices"
	"strings"

	"ringdex/internal/phone"
)

// The fields of records by their native names. One table serves operations, comparison, deltas and locks.

// Limits of texts, in characters.
const (
	shortText = 255
	longText  = 10_000
)

// Limits of lists and of what one record may ask for (our choice; the foreign wires name none). They keep the work for a
// record small, which is done while its organization is locked.
const (
	maxReachable  = 100  // numbers, and addresses
	maxElements   = 1000 // of any other list
	maxOperations = 1000 // on one record
)

var contactNames, contactAttributes = contactSchema()

var companyNames, companyAttributes = companySchema()

// schema collects attributes in order.
type schema[T any] struct {
	names      []string
	attributes map[string]attribute[T]
}

func (s *schema[T]) add(name string, a attribute[T]) {
	s.names = append(s.names, name)
	s.attributes[name] = a
}

func (s *schema[T]) texts(limit int, fields map[string]func(*T) *string) {
	for _, name := range sortedKeys(fields) {
		s.add(name, textual(limit, fields[name]))
	}
}

func contactSchema() ([]string, map[string]attribute[Contact]) {
	s := &schema[Contact]{attributes: map[string]attribute[Contact]{}}
	s.add("userName", scalar(func(c *Contact) *string { return &c.UserName }, readKey, itself))
	contactTexts(s)
	contactLists(s)
	contactScalars(s)
	contactAddresses(s)
	contactLinks(s)
	return s.names, s.attributes
}

// IsField says whether records of the kind have a field of that name, or fields under it as "home.city" is under "home".
func IsField(kind Kind, name string, fields []Field) bool {
	if key, custom := strings.CutPrefix(name, customPrefix); custom {
		_, found := FindField(fields, kind, key)
		return found
	}
	names := append([]string{"source", "locked", "password"}, contactNames...)
	if kind == KindCompany {
		names = append([]string{"source", "locked"}, companyNames...)
	}
	return slices.ContainsFunc(names, func(n string) bool { return n == name || strings.HasPrefix(n, name+".") })
}

func contactTexts(s *schema[Contact]) {
	s.texts(shortText, map[string]func(*Contact) *string{
		"firstName":     func(c *Contact) *string { return &c.FirstName },
		"middleName":    func(c *Contact) *string { return &c.MiddleName },
		"lastName":      func(c *Contact) *string { return &c.LastName },
		"displayName":   func(c *Contact) *string { return &c.DisplayName },
		"organization":  func(c *Contact) *string { return &c.Organization },
		"department":    func(c *Contact) *string { return &c.Department },
		"division":      func(c *Contact) *string { return &c.Division },
		"employeeId":    func(c *Contact) *string { return &c.EmployeeID },
		"manager":       func(c *Contact) *string { return &c.Manager },
		"timeZone":      func(c *Contact) *string { return &c.TimeZone },
		"skype":         func(c *Contact) *string { return &c.Skype },
		"identifier":    func(c *Contact) *string { return &c.Identifier },
		"birthPlace":    func(c *Contact) *string { return &c.BirthPlace },
		"gender":        func(c *Contact) *string { return &c.Gender },
		"maritalStatus": func(c *Contact) *string { return &c.MaritalStatus },
		"job":           func(c *Contact) *string { return &c.Job },
		"jobTitle":      func(c *Contact) *string { return &c.JobTitle },
		"homepage":      func(c *Contact) *string { return &c.Homepage },
		"industry":      func(c *Contact) *string { return &c.Industry },
		"fax":           func(c *Contact) *string { return &c.Fax },
	})
	s.texts(longText, map[string]func(*Contact) *string{
		"note":                  func(c *Contact) *string { return &c.Note },
		"adminNote":             func(c *Contact) *string { return &c.AdminNote },
		"operatorNote":          func(c *Contact) *string { return &c.OperatorNote },
		"additionalInformation": func(c *Contact) *string { return &c.AdditionalInformation },
	})
}

func contactLists(s *schema[Contact]) {
	emails := emailList(func(c *Contact) *[]string { return &c.Emails })
	s.add("emails", emails.attribute(equal[string]))
	s.add("email", emails.head(equal[string]))
	phones := phoneList(func(c *Contact) *[]phone.Number { return &c.Phones })
	s.add("phones", phones.attribute(equal[phone.Number]))
	s.add("phone", phones.head(equal[phone.Number]))
	s.add("tags", textList(func(c *Contact) *[]string { return &c.Tags }).attribute(equal[string]))
	agents := textList(func(c *Contact) *[]string { return &c.Agents })
	agents.gaps = true // the second agent stays the second one when there is no first
	s.add("agents", agents.attribute(equal[string]))
	s.add("companies", integerList(func(c *Contact) *[]int64 { return &c.Companies }).attribute(equal[int64]))
	s.add("internalGroups", integerList(func(c *Contact) *[]int64 { return &c.InternalGroups }).attribute(equal[int64]))
	s.add("operatorGroups", integerList(func(c *Contact) *[]int64 { return &c.OperatorGroups }).attribute(equal[int64]))
}

func contactScalars(s *schema[Contact]) {
	s.add("language", scalar(func(c *Contact) *Language { return &c.Language }, readLanguage, func(l Language) string { return string(l) }))
	s.add("birthDate", scalar(func(c *Contact) *string { return &c.BirthDate }, readDate, itself))
	s.add("pesel", scalar(func(c *Contact) *string { return &c.PESEL }, readChecked("PESEL", validPESEL), itself))
	s.add("regon", scalar(func(c *Contact) *string { return &c.REGON }, readChecked("REGON", validREGON), itself))
	s.add("nip", scalar(func(c *Contact) *string { return &c.NIP }, readChecked("NIP", validNIP), itself))
	s.add("mustChangePassword", scalar(func(c *Contact) *bool { return &c.MustChangePassword }, readFlag, flagText))
	s.add("defaultCompany", scalar(func(c *Contact) *int64 { return &c.DefaultCompany }, readInteger, integerText))
	for _, rn := range roleNames {
		s.add("role."+rn.name, roleAttribute(rn.role))
	}
	s.add("externalId", externalIDAttribute(func(c *Contact) *[]ExternalID { return &c.ExternalIDs }))
}

func contactAddresses(s *schema[Contact]) {
	for _, prefix := range sortedKeys(addresses) {
		at := addresses[prefix]
		s.texts(shortText, map[string]func(*Contact) *string{
			prefix + ".street":     func(c *Contact) *string { return &at(c).Street },
			prefix + ".building":   func(c *Contact) *string { return &at(c).Building },
			prefix + ".flat":       func(c *Contact) *string { return &at(c).Flat },
			prefix + ".postalCode": func(c *Contact) *string { return &at(c).PostalCode },
			prefix + ".city":       func(c *Contact) *string { return &at(c).City },
			prefix + ".country":    func(c *Contact) *string { return &at(c).Country },
		})
	}
}

var addresses = map[string]func(*Contact) *Address{
	"home":     func(c *Contact) *Address { return &c.Home },
	"mailDrop": func(c *Contact) *Address { return &c.MailDrop },
	"invoice":  func(c *Contact) *Address { return &c.Invoice },
}

// linkNames are what a link can hang on besides custom fields (seed 001, the Uri columns).
var linkNames = []string{"name", "organization", "customField1", "customField2", "customField3", "customField4", "customField5", "customField6"}

func contactLinks(s *schema[Contact]) {
	for _, name := range linkNames {
		s.add("links."+name, mapped(name, func(c *Contact) *map[string]string { return &c.Links }, readText(2000)))
	}
}

func companySchema() ([]string, map[string]attribute[Company]) {
	s := &schema[Company]{attributes: map[string]attribute[Company]{}}
	s.texts(shortText, map[string]func(*Company) *string{
		"name":       func(c *Company) *string { return &c.Name },
		"location":   func(c *Company) *string { return &c.Location },
		"street":     func(c *Company) *string { return &c.Street },
		"postalCode": func(c *Company) *string { return &c.PostalCode },
		"city":       func(c *Company) *string { return &c.City },
		"timeZone":   func(c *Company) *string { return &c.TimeZone },
	})
	s.texts(longText, map[string]func(*Company) *string{
		"description": func(c *Company) *string { return &c.Description },
		"web":         func(c *Company) *string { return &c.Web },
	})
	s.add("country", scalar(func(c *Company) *string { return &c.Country }, readCountry, itself))
	s.add("disabled", scalar(func(c *Company) *bool { return &c.Disabled }, readFlag, flagText))
	s.add("emails", emailList(func(c *Company) *[]string { return &c.Emails }).attribute(equal[string]))
	s.add("emailDomains", domainList(func(c *Company) *[]string { return &c.EmailDomains }).attribute(equal[string]))
	s.add("phones", phoneList(func(c *Company) *[]phone.Number { return &c.Phones }).attribute(equal[phone.Number]))
	s.add("tags", textList(func(c *Company) *[]string { return &c.Tags }).attribute(equal[string]))
	s.add("externalId", externalIDAttribute(func(c *Company) *[]ExternalID { return &c.ExternalIDs }))
	return s.names, s.attributes
}

func emailList[T any](at func(*T) *[]string) list[T, string] {
	return list[T, string]{at: at, read: readEmail, same: SameName, text: itself, most: maxReachable}
}

func textList[T any](at func(*T) *[]string) list[T, string] {
	return list[T, string]{at: at, read: readText(shortText), same: equal[string], text: itself, most: maxElements}
}

func domainList[T any](at func(*T) *[]string) list[T, string] {
	return list[T, string]{at: at, read: readDomain, same: SameName, text: itself, most: maxElements}
}

func phoneList[T any](at func(*T) *[]phone.Number) list[T, phone.Number] {
	return list[T, phone.Number]{at: at, read: readPhone, part: phonesIn, same: phone.Number.Same, text: func(n phone.Number) string { return n.Text }, most: maxReachable}
}

func integerList[T any](at func(*T) *[]int64) list[T, int64] {
	return list[T, int64]{at: at, read: readInteger, same: equal[int64], text: integerText, most: maxElements}
}

func roleAttribute(role Roles) attribute[Contact] {
	return attribute[Contact]{
		equal:   func(a, b *Contact) bool { return a.Roles.Has(role) == b.Roles.Has(role) },
		text:    func(c *Contact) string { return flagText(c.Roles.Has(role)) },
		prepare: single(readFlag, func(c *Contact, on bool) { c.Roles = c.Roles.With(role, on) }),
	}
}

// externalIDAttribute is what the sending source calls the record.
func externalIDAttribute[T any](at func(*T) *[]ExternalID) attribute[T] {
	return attribute[T]{
		equal: func(a, b *T) bool { return slices.Equal(*at(a), *at(b)) },
		text:  func(r *T) string { return joinText(*at(r), func(x ExternalID) string { return x.Source + ":" + x.ID }) },
		prepare: func(op *Op, rules *Rules) (func(*T) error, error) {
			source := rules.Source.Key
			return single(readKey, func(r *T, id string) { *at(r) = setExternalID(*at(r), source, id) })(op, rules)
		},
	}
}

func contactCustom(f *Field) attribute[Contact] {
	return mapped(f.ID, func(c *Contact) *map[int64]string { return &c.Custom }, fieldReader(f))
}

func companyCustom(f *Field) attribute[Company] {
	return mapped(f.ID, func(c *Company) *map[int64]string { return &c.Custom }, fieldReader(f))
}

func fieldReader(f *Field) func(any, *Rules) (string, error) {
	return func(value any, _ *Rules) (string, error) { return f.Canonical(value) }
}

// mapped is an attribute that stands in a map under key; no value means no entry.
func mapped[T any, K comparable](key K, at func(*T) *map[K]string, read func(any, *Rules) (string, error)) attribute[T] {
	return attribute[T]{
		equal:   func(a, b *T) bool { return (*at(a))[key] == (*at(b))[key] },
		text:    func(r *T) string { return (*at(r))[key] },
		prepare: single(read, func(r *T, text string) { setMapped(at(r), key, text) }),
	}
}

func setMapped[K comparable](m *map[K]string, key K, text string) {
	switch {
	case text == "":
		delete(*m, key)
	case *m == nil:
		*m = map[K]string{key: text}
	default:
		(*m)[key] = text
	}
}

// readKey reads what a record is found by; the space around it belongs to no key.
func readKey(value any, rules *Rules) (string, error) {
	text, err := readText(shortText)(value, rules)
	return strings.TrimSpace(text), err
}

func readDomain(value any, rules *Rules) (string, error) {
	text, err := readText(253)(value, rules)
	text = Fold(strings.TrimPrefix(strings.TrimSpace(text), "@"))
	if err == nil && (text == "" || strings.ContainsAny(text, " @/")) {
		return "", Errorf(Invalid, "%s is not a domain; write it as example.com", Show(value))
	}
	return text, err
}

func flagText(b bool) string {
	if b {
		return "true"
	}
	return "false"
}

func equal[E comparable](a, b E) bool { return a == b }
