package ringdex

import (
	"slices"
	"strings"

	"ringdex/internal/phone"
)

// The parsers of built-in fields, and the attributes of custom fields.

// Limits of texts, in characters.
const (
	shortText = 255
	longText  = 10_000
)

// Limits of lists and of the operations on a record (our choice; the foreign wires have none). They
// bound the work under the organization's lock.
const (
	maxReachable  = 100  // numbers, and addresses
	maxElements   = 1000 // of any other list
	maxOperations = 1000 // on one record
)

// IsField reports whether records of the kind have a field of that name, or parts of it ("home" has
// "home.city").
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

// externalIDAttribute returns the attribute of the sending source's external id.
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

// mapped returns an attribute for a map entry; an empty value deletes the entry.
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

// readKey parses a key and trims the space around it.
func readKey(value any, rules *Rules) (string, error) {
	text, err := readText(shortText)(value, rules)
	return strings.TrimSpace(text), err
}

func readDomain(value any, rules *Rules) (string, error) {
	text, err := readText(253)(value, rules)
	text = Fold(strings.TrimPrefix(strings.TrimSpace(text), "@"))
	if err == nil && (text == "" || strings.ContainsAny(text, " @/")) {
		return "", Fail(Invalid, "value.not_domain", Show(value))
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
