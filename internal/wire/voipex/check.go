package voipex

import (
	"net/mail"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"ringdex/internal/message"
	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// schemes are the allowed schemes of links besides http and https (our choice): they open an
// application of the agent and cannot run code in a page.
var schemes = []string{"http", "https", "tel", "sip", "callto", "mailto", "crm"}

// Values are one contact on the wire; a missing name means that no value was given.
type Values map[string]string

// Has reports whether a value was given, even if it is empty.
func (v Values) Has(name string) bool {
	_, given := v[name]
	return given
}

// Check returns all problems of the given values. A required value cannot be empty.
func (v Values) Check() []*ringdex.Error {
	var problems []*ringdex.Error
	for name, value := range v {
		if reason := checkValue(name, value); !reason.IsZero() {
			problems = append(problems, ringdex.Problem(name, "voipex.value", name, reason))
		}
	}
	slices.SortFunc(problems, func(a, b *ringdex.Error) int { return strings.Compare(a.Field, b.Field) })
	if number, given := v["phone1"]; given && number == "" {
		problems = append(problems, ringdex.Problem("phone1", "voipex.required"))
	}
	return problems
}

// Missing returns a problem for each required value that a new contact lacks.
func (v Values) Missing() []*ringdex.Error {
	var problems []*ringdex.Error
	if _, given := v["phone1"]; !given {
		problems = append(problems, ringdex.Problem("phone1", "voipex.required"))
	}
	if v["lastName"] == "" && v["firstName"] == "" && v["organization"] == "" {
		problems = append(problems, ringdex.Problem("lastName", "voipex.name_required"))
	}
	return problems
}

func checkValue(name, value string) message.Text {
	switch limit := limits[name]; {
	case value == "":
		return message.Text{}
	case len(value) > limit && utf8.RuneCountInString(value) > limit:
		return message.New("voipex.longer", limit)
	case !utf8.ValidString(value) || strings.ContainsRune(value, 0):
		return message.New("voipex.characters")
	case name == "phone1" || name == "phone2":
		return checkPhone(value)
	case name == "email":
		return checkEmail(value)
	case name == "externalId" && ringdex.GivenID(value) == "":
		return message.New("voipex.control")
	case isLink(name):
		return checkURI(value)
	}
	return message.Text{}
}

func checkPhone(value string) message.Text {
	if _, reason := phone.Check(value); reason != "" {
		return message.New("voipex.value", ringdex.Show(value), reason)
	}
	return message.Text{}
}

func checkEmail(value string) message.Text {
	if address, err := mail.ParseAddress(value); err != nil || address.Address != value {
		return message.New("voipex.not_email", ringdex.Show(value))
	}
	return message.Text{}
}

func checkURI(value string) message.Text {
	u, err := url.Parse(value)
	switch {
	case err != nil || !slices.Contains(schemes, u.Scheme):
		return message.New("voipex.not_uri", ringdex.Show(value), strings.Join(schemes[:3], ":, "))
	case strings.HasPrefix(u.Scheme, "http") && u.Host == "":
		return message.New("voipex.no_host", ringdex.Show(value))
	}
	return message.Text{}
}

// Refused returns why VOIPEX would refuse the values as a row of a file, or "".
func (v Values) Refused() string {
	switch {
	case v["firstName"] == "" && v["lastName"] == "" && v["organization"] == "":
		return "no name and no organization"
	case v["phone1"] == "":
		return "no valid number"
	case v["email"] != "" && !checkEmail(v["email"]).IsZero():
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
