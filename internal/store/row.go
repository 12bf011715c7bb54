package store

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// A body on disk has the names and the order of these lists. Other fields of ringdex.ContactFields
// and ringdex.CompanyFields follow under their native names, so a new field needs no line here. A
// renamed field is missing from the tables and fails the start of the program.

// callerNames are the members that lookups need. They come first, and a start that stops after them
// takes half the time.
var callerNames = []string{
	"id", "src=source", "ext=externalIds", "user=userName", "first=firstName", "middle=middleName", "last=lastName",
	"display=displayName", "emails", "phones", "lang=language", "company=defaultCompany", "agents", "links",
	"org=organization", "updated",
}

// searchedNames adds what searches need besides.
var searchedNames = slices.Concat(callerNames, []string{"companies", "tags"})

// contactNames adds the others. Id and version are also columns, but images in the journal have no
// columns.
var contactNames = slices.Concat(callerNames, []string{
	"v=version", "roles=role", "pwd=password", "pwdmust=mustChangePassword", "tz=timeZone", "skype", "note",
	"anote=adminNote", "onote=operatorNote", "info=additionalInformation", "companies", "igroups=internalGroups",
	"ogroups=operatorGroups", "tags", "dept=department", "division", "employee=employeeId", "manager", "identifier",
	"born=birthDate", "birthplace=birthPlace", "gender", "marital=maritalStatus", "job", "jobtitle=jobTitle",
	"homepage", "industry", "fax", "pesel", "regon", "nip", "home", "maildrop=mailDrop", "invoice", "custom",
	"locked", "created",
})

var companyNames = []string{
	"id", "v=version", "src=source", "ext=externalIds", "name", "desc=description", "web", "location", "street",
	"postal=postalCode", "city", "country", "tz=timeZone", "disabled", "emails", "domains=emailDomains", "phones",
	"tags", "custom", "locked", "created", "updated",
}

var addressNames = []string{"street", "building", "flat", "postal=postalCode", "city", "country"}

var (
	contactMembers = membersOf(ringdex.ContactFields, contactNames)
	companyMembers = membersOf(ringdex.CompanyFields, companyNames)
	callerMembers  = membersOf(ringdex.ContactFields, searchedNames)[:len(searchedNames)]
)

// membersOf returns the members of a body: the named ones in that order, then all others.
func membersOf[T any](table []ringdex.BuiltIn[T], names []string) members[T] {
	var all members[T]
	placed := map[string]bool{}
	for _, name := range names {
		short, native, _ := strings.Cut(name, "=")
		native = cmp.Or(native, short)
		f := ringdex.FindBuiltIn(table, native)
		if f == nil {
			panic("store: no field is called " + native + " any more; the bodies on disk have it as " + short)
		}
		all, placed[native] = append(all, memberOf(short, f)), true
	}
	for i := range table {
		if f := &table[i]; f.Of == "" && !placed[f.Name] {
			all = append(all, memberOf(f.Name, f))
		}
	}
	return all
}

// memberOf returns the codec of a whole field, by the type of its value.
func memberOf[T any](name string, f *ringdex.BuiltIn[T]) member[T] {
	switch at := f.At.(type) {
	case func(*T) *string:
		return part(name, at, texts[string]())
	case func(*T) *bool:
		return part(name, at, flags)
	case func(*T) *int64:
		return part(name, at, numbers[int64]())
	case func(*T) *ringdex.ID:
		return part(name, at, ids)
	case func(*T) *ringdex.Language:
		return part(name, at, texts[ringdex.Language]())
	case func(*T) *ringdex.Roles:
		return part(name, at, numbers[ringdex.Roles]())
	case func(*T) *time.Time:
		return part(name, at, times)
	case func(*T) *ringdex.Address:
		return part(name, at, objects(membersOf(ringdex.AddressFields, addressNames)))
	}
	return memberOfMany(name, f)
}

// memberOfMany is memberOf for multiple values.
func memberOfMany[T any](name string, f *ringdex.BuiltIn[T]) member[T] {
	switch at := f.At.(type) {
	case func(*T) *[]string:
		return part(name, at, lists(texts[string]()))
	case func(*T) *[]int64:
		return part(name, at, lists(numbers[int64]()))
	case func(*T) *[]phone.Number:
		return part(name, at, lists(objects(phoneMembers)))
	case func(*T) *[]ringdex.ExternalID:
		return part(name, at, externalIDs)
	case func(*T) *[]ringdex.Word:
		return part(name, at, words)
	case func(*T) *map[string]string:
		return part(name, at, textMaps(same, same))
	case func(*T) *map[int64]string:
		return part(name, at, textMaps(numberText, textNumber))
	}
	panic(fmt.Sprintf("store: no form for %s, which is a %T", f.Name, f.At))
}

// phoneMembers store the parsed number, so that a start need not parse it.
var phoneMembers = members[phone.Number]{
	part("t", func(n *phone.Number) *string { return &n.Text }, texts[string]()),
	part("e", func(n *phone.Number) *string { return &n.E164 }, texts[string]()),
	part("r", func(n *phone.Number) *phone.Reason { return &n.Reason }, texts[phone.Reason]()),
	part("k", func(n *phone.Number) *phone.Kind { return &n.Kind }, texts[phone.Kind]()),
	part("x", func(n *phone.Number) *string { return &n.Extension }, texts[string]()),
}

// words are what sources last said.
var words = lists(form[ringdex.Word]{append: wordMembers.append, read: wordMembers.read})

var wordMembers = members[ringdex.Word]{
	part("s", func(w *ringdex.Word) *string { return &w.Source }, texts[string]()),
	part("t", func(w *ringdex.Word) *time.Time { return &w.At }, times),
	part("v", func(w *ringdex.Word) *[]ringdex.Said { return &w.Said }, said),
}

// said encodes values as an object of lists by field.
var said = form[[]ringdex.Said]{
	none: func(v *[]ringdex.Said) bool { return len(*v) == 0 },
	append: func(b []byte, v *[]ringdex.Said) []byte {
		start := len(b)
		for i := range *v {
			b = append(appendText(append(b, ','), (*v)[i].Field), ':')
			if len((*v)[i].Values) == 0 {
				b = append(b, "[]"...)
				continue
			}
			b = textList.append(b, &(*v)[i].Values)
		}
		b[start] = '{'
		return append(b, '}')
	},
	read: func(s *scanner, v *[]ringdex.Said) {
		for more := s.open('{', '}'); more; more = s.more('}') {
			one := ringdex.Said{Field: s.name()}
			textList.read(s, &one.Values)
			*v = append(*v, one)
		}
	},
}

var textList = lists(texts[string]())

func numberText(n int64) string { return strconv.FormatInt(n, 10) }

func textNumber(text string) int64 {
	n, _ := strconv.ParseInt(text, 10, 64) // written as a number
	return n
}

func same(text string) string { return text }

func encodeContact(c *ringdex.Contact) string { return contactMembers.encode(c) }

func decodeContact(body []byte) (*ringdex.Contact, error) { return contactMembers.decode(body) }

func encodeCompany(c *ringdex.Company) string { return companyMembers.encode(c) }

func decodeCompany(body []byte) (*ringdex.Company, error) { return companyMembers.decode(body) }
