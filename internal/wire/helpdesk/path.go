package helpdesk

import (
	"strconv"
	"strings"

	"ringdex/internal/ringdex"
)

// The paths of operations (seed 000; wire/helpdesk.md sections 2.1 and 3) and our names of the same
// fields. An exact match precedes a case-insensitive one.

// ContactPaths are the scalar and list fields of a contact.
var ContactPaths = map[string]string{
	"UserName": "userName", "Email": "email", "FirstName": "firstName", "LastName": "lastName", "MiddleName": "middleName",
	"DisplayName": "displayName", "Phone": "phone", "AdditionalInformation": "additionalInformation", "SkypeName": "skype",
	"AdminNote": "adminNote", "OperatorNote": "operatorNote", "Language": "language", "ChangePasswordAfterLogging": "mustChangePassword",
	"RoleEndUser": "role.end-user", "RoleSmartUser": "role.smart-user", "RoleOperator": "role.operator",
	"RoleSuperOperator": "role.super-operator", "RoleAdministrator": "role.administrator", "ExternalId": "externalId",
	"TimeZoneId": "timeZone", "ManagerKey": "manager", "Company": "organization", "Department": "department",
	"Division": "division", "EmployeeId": "employeeId",
	"Phones": "phones", "CustomerIds": "companies", "InternalGroupIds": "internalGroups", "OperatorGroupIds": "operatorGroups",
	"Emails": "emails",
}

// CompanyPaths are the fields of a company. The vendor writes EmailsDomains and EmailDomains for
// the same list.
var CompanyPaths = map[string]string{
	"Name": "name", "Description": "description", "Web": "web", "Location": "location", "StreetNo": "street",
	"PostalCode": "postalCode", "CountryCode": "country", "City": "city", "TimeZoneId": "timeZone", "Disabled": "disabled",
	"ExternalId": "externalId", "Emails": "emails", "EmailsDomains": "emailDomains", "EmailDomains": "emailDomains", "Phones": "phones",
}

// Lists are the fields whose paths may end in "-" or an index.
var Lists = map[string]bool{
	"phones": true, "emails": true, "emailDomains": true, "companies": true, "internalGroups": true, "operatorGroups": true,
}

// Place is the target of a path.
type Place struct {
	Field string // native name
	Index *int   // of an element of a list
	End   bool   // "/-": after the last element of a list
}

// Find resolves a path.
func Find(paths map[string]string, path string) (Place, error) {
	trimmed, ok := strings.CutPrefix(path, "/")
	if !ok {
		return Place{}, ringdex.Fail(ringdex.Invalid, "helpdesk.path")
	}
	segments := strings.Split(trimmed, "/")
	field, ok := paths[segments[0]]
	if !ok {
		field, ok = foldedPaths(paths, segments[0])
	}
	if !ok {
		return Place{}, errUnknownPath
	}
	return element(field, segments[1:])
}

var errUnknownPath = ringdex.Fail(ringdex.Invalid, "helpdesk.no_path")

func foldedPaths(paths map[string]string, segment string) (string, bool) {
	for name, field := range paths {
		if strings.EqualFold(name, segment) {
			return field, true
		}
	}
	return "", false
}

// element parses the rest of a path after a list's name.
func element(field string, rest []string) (Place, error) {
	at := Place{Field: field}
	switch {
	case len(rest) == 0:
		return at, nil
	case len(rest) > 1 || !Lists[field]:
		return at, errUnknownPath
	case rest[0] == "-":
		at.End = true
		return at, nil
	}
	index, err := strconv.Atoi(rest[0])
	if err != nil || index < 0 {
		return at, ringdex.Fail(ringdex.Invalid, "helpdesk.index", ringdex.Show(rest[0]))
	}
	at.Index = &index
	return at, nil
}

// CustomPath parses "/CustomFields/{id or key}/{dataType…}".
func CustomPath(path string) (idOrKey string, dataType []string, ok bool) {
	segments := strings.Split(path, "/")
	if len(segments) < 2 || segments[0] != "" || !strings.EqualFold(segments[1], "CustomFields") {
		return "", nil, false
	}
	if len(segments) < 4 {
		return "", nil, true
	}
	return segments[2], segments[3:], true
}

// DefaultCustomer returns the member of "/DefaultCustomer/{member}".
func DefaultCustomer(path string) (member string, ok bool) {
	segments := strings.Split(path, "/")
	if len(segments) != 3 || segments[0] != "" || !strings.EqualFold(segments[1], "DefaultCustomer") {
		return "", false
	}
	for _, member := range []string{CustomerName, CustomerID, CustomerExternalID} {
		if strings.EqualFold(member, segments[2]) {
			return member, true
		}
	}
	return "", false
}

// The members of DefaultCustomer.
const (
	CustomerName       = "CustomerName"
	CustomerID         = "CustomerId"
	CustomerExternalID = "CustomerExternalId"
)

// DataTypes are the segments that a type of field allows. A drop-down has three forms
// (wire/helpdesk.md 4.3).
var DataTypes = map[ringdex.FieldType][]string{
	ringdex.TypeText:     {"TextBoxValue"},
	ringdex.TypeTextArea: {"TextBoxValue"},
	ringdex.TypeDate:     {"DateValue"},
	ringdex.TypeDateTime: {"DateValue"},
	ringdex.TypeDecimal:  {"DoubleValue"},
	ringdex.TypeInteger:  {"LongValue"},
	ringdex.TypeCheckBox: {"CheckBoxValue"},
	ringdex.TypeDropDown: {"FieldItem/Id", "FieldItem", "DropDownItemId"},
}

// PasswordPath is the path whose value is never stored or shown.
const PasswordPath = "/Password"
