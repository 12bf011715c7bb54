package voipex

import (
	"net/mail"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// schemes are those that a link may have besides http and https (our choice): what opens something on an agent's
// desk, and nothing that could run in a page.
var schemes = []string{"http", "https", "tel", "sip", "callto", "mailto", "crm"}

// Values are one contact as the wire has it; a name that is missing was not given.
type Values map[string]string

// Check finds everything that is wrong with the values by themselves. What is required cannot be taken away.
func (v Values) Check() []*ringdex.Error {
	var problems []*ringdex.Error
	for name, value := range v {
		if reason := checkValue(name, value); reason != "" {
			problems = append(problems, ringdex.Problemf(name, "%s %s", name, reason))
		}
	}
	slices.SortFunc(problems, func(a, b *ringdex.Error) int { return strings.Compare(a.Field, b.Field) })
	if number, given := v["phone1"]; given && number == "" {
		problems = append(problems, ringdex.Problemf("phone1", "phone1 is required"))
	}
	return problems
}

// Missing finds what a new contact needs and the values do not name.
func (v Values) Missing() []*ringdex.Error {
	var problems []*ringdex.Error
	if _, given := v["phone1"]; !given {
		problems = append(problems, ringdex.Problemf("phone1", "phone1 is required"))
	}
	if v["lastName"] == "" && v["firstName"] == "" && v["organization"] == "" {
		problems = append(problems, ringdex.Problemf("lastName", "lastName, firstName or organization is required"))
	}
	return problems
}

func checkValue(name, value string) string {
	switch limit := limits[name]; {
	case value == "":
		return ""
	case len(value) > limit && utf8.RuneCountInString(value) > limit:
		return "is longer than " + strconv.Itoa(limit) + " characters"
	case !utf8.ValidString(value) || strings.ContainsRune(value, 0):
		return "has characters that cannot be kept"
	case name == "phone1" || name == "phone2":
		return checkPhone(value)
	case name == "email":
		return checkEmail(value)
	case name == "externalId" && ringdex.GivenID(value) == "":
		return "begins with a control character"
	case isLink(name):
		return checkURI(value)
	}
	return ""
}

func checkPhone(value string) string {
	if _, reason := phone.Check(value); reason != "" {
		return ringdex.Show(value) + " " + reason.Text()
	}
	return ""
}

func checkEmail(value string) string {
	if address, err := mail.ParseAddress(value); err != nil || address.Address != value {
		return ringdex.Show(value) + " is not an e-mail address"
	}
	return ""
}

func checkURI(value string) string {
	u, err := url.Parse(value)
	switch {
	case err != nil || !slices.Contains(schemes, u.Scheme):
		return ringdex.Show(value) + " is not an absolute address; it must begin with " + strings.Join(schemes[:3], ":, ") + ": or the like"
	case strings.HasPrefix(u.Scheme, "http") && u.Host == "":
		return ringdex.Show(value) + " has no host"
	}
	return ""
}

// Refused returns why VOIPEX would refuse the values as a row of a file; "" when it would take them.
func (v Values) Refused() string {
	switch {
	case v["firstName"] == "" && v["lastName"] == "" && v["organization"] == "":
		return "no name and no organization"
	case v["phone1"] == "":
		return "no valid number"
	case v["email"] != "" && checkEmail(v["email"]) != "":
		return "the e-mail is not valid"
	}
	for _, column := range Columns {
		value := v[column]
		if utf8.RuneCountInString(value) > limits[column] {
			return column + " is too long"
		}
		if u, err := url.Parse(value); isLink(column) && value != "" && (err != nil || !u.IsAbs()) {
			return column + " is not a link"
		}
	}
	return ""
}

// Row returns the values in the order of Columns.
func (v Values) Row() []string {
	row := make([]string, len(Columns))
	for i, column := range Columns {
		row[i] = v[column]
	}
	return row
}
