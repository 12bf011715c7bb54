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

// columns are those of the CSV, and the members of the JSON, with their limits in characters (seed 001).
var columns = func() map[string]int {
	all := map[string]int{
		"firstName": 255, "lastName": 255, "organization": 255, "externalId": 255, "email": 254, "phone1": 100, "phone2": 100,
		"agent1": 55, "agent2": 55, "nameUri": maxURI, "organizationUri": maxURI,
	}
	for _, f := range customFields {
		all[f], all[uriOf[f]] = 55, maxURI
	}
	return all
}()

// maxURI is ours; the original names no limit.
const maxURI = 2000

var customFields = []string{"customField1", "customField2", "customField3", "customField4", "customField5", "customField6"}

// uriOf and linkOf are the column with the link of a custom field, and the field of ours where that is kept.
var uriOf, linkOf = named("", "Uri"), named("links.", "")

func named(before, after string) map[string]string {
	all := map[string]string{}
	for _, f := range customFields {
		all[f] = before + f + after
	}
	return all
}

// schemes are those that a link may have besides http and https (our choice): what opens something on an agent's
// desk, and nothing that could run in a page.
var schemes = []string{"http", "https", "tel", "sip", "callto", "mailto", "crm"}

// values are one contact as the wire has it; a name that is missing was not given.
type values map[string]string

// check finds everything that is wrong with the values by themselves. What is required cannot be taken away.
func (v values) check() []*ringdex.Error {
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

// missing finds what a new contact needs and the values do not name.
func (v values) missing() []*ringdex.Error {
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
	switch limit := columns[name]; {
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
	case strings.HasSuffix(name, "Uri"):
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

// direct are the columns that are a field of ours as they stand.
var direct = map[string]string{
	"firstName": "firstName", "lastName": "lastName", "organization": "organization", "nameUri": "links.name", "organizationUri": "links.organization",
}

// operations turn values into operations on a contact. whole says that what is not given is to be taken away, but for
// links, which an edit keeps (wire/voipex.md, decided 9), unless the values are a row of a file.
func (v values) operations(fields customIDs, whole, links bool) []ringdex.Op {
	ops := make([]ringdex.Op, 0, 20)
	set := func(column, field string, always bool) {
		if value, given := v[column]; given || always {
			ops = append(ops, ringdex.Op{Verb: ringdex.Set, Field: field, Value: value, At: column})
		}
	}
	for _, column := range []string{"firstName", "lastName", "organization"} {
		set(column, direct[column], whole)
	}
	for _, column := range []string{"nameUri", "organizationUri"} {
		set(column, direct[column], links)
	}
	for _, column := range customFields {
		if name, defined := fields[column]; defined {
			set(column, name, whole)
		}
		set(uriOf[column], linkOf[column], links)
	}
	for _, l := range lists {
		if whole {
			ops = append(ops, v.all(l.field, l.columns))
		} else {
			ops = v.some(ops, l.field, l.columns)
		}
	}
	return ops
}

// lists are our lists that columns make up.
var lists = []struct {
	field   string
	columns []string
}{{"emails", []string{"email"}}, {"phones", []string{"phone1", "phone2"}}, {"agents", []string{"agent1", "agent2"}}}

// all sets a whole list. The second agent stays the second one when there is no first.
func (v values) all(field string, columns []string) ringdex.Op {
	var items []any
	for i, column := range columns {
		if text := v[column]; text != "" || field == "agents" && i == 0 && v[columns[1]] != "" {
			items = append(items, text)
		}
	}
	return ringdex.Op{Verb: ringdex.Set, Field: field, Value: items, At: columns[0]}
}

// some puts what is given into its place of a list, last place first, so that one that is taken away moves none of them.
func (v values) some(ops []ringdex.Op, field string, columns []string) []ringdex.Op {
	for i, column := range slices.Backward(columns) {
		if text, given := v[column]; given && text == "" {
			ops = append(ops, ringdex.Op{Verb: ringdex.Place, Field: field, Index: &i, Value: "", At: column})
		}
	}
	for i, column := range columns {
		if text := v[column]; text != "" {
			ops = append(ops, ringdex.Op{Verb: ringdex.Place, Field: field, Index: &i, Value: text, At: column})
		}
	}
	return ops
}
