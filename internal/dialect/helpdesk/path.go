package helpdesk

import (
	"strconv"
	"strings"

	"ringdex/internal/ringdex"
)

// The paths of operations (seed 000; wire/helpdesk.md sections 2.1 and 3) and what we call the same fields.
// A path is looked up as written first, then without regard to case.

// contactPaths are the scalar and list fields of a contact.
var contactPaths = map[string]string{
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

// companyPaths are those of a company. EmailsDomains and EmailDomains are the same list: the vendor writes both.
var companyPaths = map[string]string{
	"Name": "name", "Description": "description", "Web": "web", "Location": "location", "StreetNo": "street",
	"PostalCode": "postalCode", "CountryCode": "country", "City": "city", "TimeZoneId": "timeZone", "Disabled": "disabled",
	"ExternalId": "externalId", "Emails": "emails", "EmailsDomains": "emailDomains", "EmailDomains": "emailDomains", "Phones": "phones",
}

// lists are the fields that a path may go into, by "-" or an index.
var lists = map[string]bool{
	"phones": true, "emails": true, "emailDomains": true, "companies": true, "internalGroups": true, "operatorGroups": true,
}

// place is what a path leads to.
type place struct {
	field string // native name
	index *int   // of a list's element
	end   bool   // "/-": behind a list's last element
}

// find is the place that a path leads to.
func find(paths map[string]string, path string) (place, error) {
	trimmed, ok := strings.CutPrefix(path, "/")
	if !ok {
		return place{}, ringdex.Errorf(ringdex.Invalid, "a path begins with /")
	}
	segments := strings.Split(trimmed, "/")
	field, ok := paths[segments[0]]
	if !ok {
		field, ok = foldedPaths(paths, segments[0])
	}
	if !ok {
		return place{}, errUnknownPath
	}
	return element(field, segments[1:])
}

var errUnknownPath = ringdex.Errorf(ringdex.Invalid, "there is no such path")

func foldedPaths(paths map[string]string, segment string) (string, bool) {
	for name, field := range paths {
		if strings.EqualFold(name, segment) {
			return field, true
		}
	}
	return "", false
}

// element reads what follows the name of a list.
func element(field string, rest []string) (place, error) {
	at := place{field: field}
	switch {
	case len(rest) == 0:
		return at, nil
	case len(rest) > 1 || !lists[field]:
		return at, errUnknownPath
	case rest[0] == "-":
		at.end = true
		return at, nil
	}
	index, err := strconv.Atoi(rest[0])
	if err != nil || index < 0 {
		return at, ringdex.Errorf(ringdex.Invalid, "%s is neither - nor the index of an element", ringdex.Show(rest[0]))
	}
	at.index = &index
	return at, nil
}

// customPath takes "/CustomFields/{id or key}/{dataType…}" apart.
func customPath(path string) (idOrKey string, dataType []string, ok bool) {
	segments := strings.Split(path, "/")
	if len(segments) < 2 || segments[0] != "" || !strings.EqualFold(segments[1], "CustomFields") {
		return "", nil, false
	}
	if len(segments) < 4 {
		return "", nil, true
	}
	return segments[2], segments[3:], true
}

// defaultCustomer is the member of "/DefaultCustomer/{member}".
func defaultCustomer(path string) (member string, ok bool) {
	segments := strings.Split(path, "/")
	if len(segments) != 3 || segments[0] != "" || !strings.EqualFold(segments[1], "DefaultCustomer") {
		return "", false
	}
	for _, member := range []string{customerName, customerID, customerExternalID} {
		if strings.EqualFold(member, segments[2]) {
			return member, true
		}
	}
	return "", false
}

// The members of DefaultCustomer.
const (
	customerName       = "CustomerName"
	customerID         = "CustomerId"
	customerExternalID = "CustomerExternalId"
)

// dataTypes are the segments that fit a type of field. A drop-down is taken in three forms (wire/helpdesk.md 4.3).
var dataTypes = map[ringdex.FieldType][]string{
	ringdex.TypeText:     {"TextBoxValue"},
	ringdex.TypeTextArea: {"TextBoxValue"},
	ringdex.TypeDate:     {"DateValue"},
	ringdex.TypeDateTime: {"DateValue"},
	ringdex.TypeDecimal:  {"DoubleValue"},
	ringdex.TypeInteger:  {"LongValue"},
	ringdex.TypeCheckBox: {"CheckBoxValue"},
	ringdex.TypeDropDown: {"FieldItem/Id", "FieldItem", "DropDownItemId"},
}
