package ringdex

import (
	"maps"
	"slices"
	"time"

	"ringdex/internal/phone"
)

// These functions build the lines of ContactFields and CompanyFields, one function for each type of
// field.

// shown are the default wires of a field.
const shown = OnNative | OnFiles

// line returns a field with operations.
func line[T any](name string, shape Shape, at any, a attribute[T]) BuiltIn[T] {
	return BuiltIn[T]{Name: name, Shape: shape, On: shown, At: at, attribute: a}
}

// kept returns a field without operations.
func kept[T, V any](name string, at func(*T) *V) BuiltIn[T] {
	return BuiltIn[T]{Name: name, Shape: ShapeSystem, On: OnNative, At: at}
}

// text returns a field of at most 255 characters.
func text[T any](name string, at func(*T) *string) BuiltIn[T] {
	return line(name, ShapeText, at, textual(shortText, at))
}

// long returns a field of at most 10,000 characters.
func long[T any](name string, at func(*T) *string) BuiltIn[T] {
	return line(name, ShapeText, at, textual(longText, at))
}

// digits returns a text field that looks like a number to a spreadsheet.
func digits[T any](name string, at func(*T) *string) BuiltIn[T] {
	return line(name, ShapeDigits, at, textual(shortText, at))
}

// userName returns the field of the user name.
func userName(at func(*Contact) *string) BuiltIn[Contact] {
	return line("userName", ShapeKey, at, scalar(at, readKey, itself)).on(OnHelpdesk)
}

func date[T any](name string, at func(*T) *string) BuiltIn[T] {
	return line(name, ShapeDate, at, scalar(at, readDate, itself))
}

func country[T any](name string, at func(*T) *string) BuiltIn[T] {
	return line(name, ShapeCountry, at, scalar(at, readCountry, itself))
}

func language[T any](at func(*T) *Language) BuiltIn[T] {
	text := func(l Language) string { return string(l) }
	return line("language", ShapeLanguage, at, scalar(at, readLanguage, text))
}

func domains[T any](name string, at func(*T) *[]string) BuiltIn[T] {
	return line(name, ShapeDomains, at, domainList(at).attribute(equal[string]))
}

// ordered returns a list whose positions matter: the second element stays second without a first.
func ordered[T any](name string, at func(*T) *[]string) BuiltIn[T] {
	values := textList(at)
	values.gaps = true
	return line(name, ShapeTexts, at, values.attribute(equal[string]))
}

// checked returns a field of a number with a check digit.
func checked[T any](name, title string, at func(*T) *string, valid func(string) bool) BuiltIn[T] {
	return line(name, ShapeDigits, at, scalar(at, readChecked(title, valid), itself))
}

func flag[T any](name string, at func(*T) *bool) BuiltIn[T] {
	return line(name, ShapeFlag, at, scalar(at, readFlag, flagText))
}

func integer[T any](name string, at func(*T) *int64) BuiltIn[T] {
	return line(name, ShapeInteger, at, scalar(at, readInteger, integerText))
}

func emails[T any](at func(*T) *[]string) BuiltIn[T] {
	return line("emails", ShapeEmails, at, emailList(at).attribute(equal[string]))
}

func phones[T any](at func(*T) *[]phone.Number) BuiltIn[T] {
	return line("phones", ShapePhones, at, phoneList(at).attribute(equal[phone.Number]))
}

// firstOf returns the field of a list's first element.
func firstOf[T any](name, of string, shape Shape, a attribute[T]) BuiltIn[T] {
	return BuiltIn[T]{Name: name, Of: of, Shape: shape, attribute: a}
}

func texts[T any](name string, at func(*T) *[]string) BuiltIn[T] {
	return line(name, ShapeTexts, at, textList(at).attribute(equal[string]))
}

func integers[T any](name string, at func(*T) *[]int64) BuiltIn[T] {
	return line(name, ShapeIntegers, at, integerList(at).attribute(equal[int64]))
}

// group returns a field whose parts are fields.
func group[T, V any](name string, at func(*T) *V, parts ...BuiltIn[T]) []BuiltIn[T] {
	all := []BuiltIn[T]{{Name: name, Shape: ShapeGroup, At: at}}
	for _, part := range parts {
		part.Of = name
		all = append(all, part)
	}
	return all
}

// within returns a field of an address as a field of the record.
func within[T, V any](name string, at func(*T) *V, part *BuiltIn[V]) BuiltIn[T] {
	place := part.At.(func(*V) *string)
	whole := func(record *T) *string { return place(at(record)) }
	return line(name+"."+part.Name, part.Shape, whole, textual(shortText, whole))
}

func address[T any](name string, at func(*T) *Address) []BuiltIn[T] {
	var parts []BuiltIn[T]
	for i := range AddressFields {
		parts = append(parts, within(name, at, &AddressFields[i]).on(OnThulium|OnVCard))
	}
	return group(name, at, parts...)
}

// externalIDs returns the external ids of all sources, and externalId, that of the sending source.
func externalIDs[T any](wires Wires, at func(*T) *[]ExternalID) []BuiltIn[T] {
	own := line("externalId", ShapeKey, nil, externalIDAttribute(at))
	return group("externalIds", at, own.hidden().on(OnFiles|wires))
}

// missingSince returns the field of when sources no longer had the record.
func missingSince[T any](at func(*T) *map[string]string) []BuiltIn[T] {
	f := kept("missingSince", at)
	f.value = func(record *T) any {
		if since := *at(record); len(since) > 0 {
			return since
		}
		return nil
	}
	return []BuiltIn[T]{f}
}

// locked returns the field of the fields that syncs must not change. Files have no column of it.
func locked[T any](at func(*T) *[]string) BuiltIn[T] {
	f := texts(locks, at)
	f.On = OnNative
	return f
}

// linkNames are the built-in fields that can have a link (seed 001, the Uri columns).
var linkNames = []string{
	"name", "organization", "customField1", "customField2", "customField3", "customField4",
	"customField5", "customField6",
}

func links[T any](at func(*T) *map[string]string) []BuiltIn[T] {
	var parts []BuiltIn[T]
	for _, name := range linkNames {
		part := line("links."+name, ShapeText, nil, mapped(name, at, readText(2000)))
		part.value = func(record *T) any {
			if uri := (*at(record))[name]; uri != "" {
				return uri
			}
			return nil
		}
		parts = append(parts, part.on(OnVoipex))
	}
	return group("links", at, parts...)
}

// roles returns one field to read all roles, and a flag to write each role.
func roles() []BuiltIn[Contact] {
	all := []BuiltIn[Contact]{{
		Name: "role", Shape: ShapeRoles, On: shown | OnHelpdesk,
		At: func(c *Contact) *Roles { return &c.Roles },
	}}
	for _, rn := range roleNames {
		one := line("role."+rn.name, ShapeFlag, nil, roleAttribute(rn.role))
		one.Of = "role"
		all = append(all, one.hidden())
	}
	return all
}

// custom returns the field of all custom values.
func custom[T any](at func(*T) *map[int64]string) BuiltIn[T] {
	return BuiltIn[T]{Name: "custom", Shape: ShapeGroup, On: OnHelpdesk, At: at}
}

// copier returns the function that deep-copies a value; nil for values without references.
func copier[T any](at any) func(*T) {
	switch at := at.(type) {
	case func(*T) *[]string:
		return copyList(at)
	case func(*T) *[]int64:
		return copyList(at)
	case func(*T) *[]phone.Number:
		return copyList(at)
	case func(*T) *[]ExternalID:
		return copyList(at)
	case func(*T) *[]Word:
		return copyList(at)
	case func(*T) *map[string]string:
		return copyMap(at)
	case func(*T) *map[int64]string:
		return copyMap(at)
	}
	return nil
}

func copyList[T, E any](at func(*T) *[]E) func(*T) {
	return func(record *T) { list := at(record); *list = slices.Clone(*list) }
}

func copyMap[T any, K comparable](at func(*T) *map[K]string) func(*T) {
	return func(record *T) { m := at(record); *m = maps.Clone(*m) }
}

// copiers returns the functions that complete a shallow copy of a record.
func copiers[T any](table []BuiltIn[T]) []func(*T) {
	var all []func(*T)
	for i := range table {
		if fn := copier[T](table[i].At); fn != nil {
			all = append(all, fn)
		}
	}
	return all
}

// system returns the lines that the store and the pipeline maintain for every record.
func system[T any](
	source func(*T) *string, version func(*T) *int64, created, updated func(*T) *time.Time,
) []BuiltIn[T] {
	return []BuiltIn[T]{
		kept("source", source), kept("version", version), kept("created", created), kept("updated", updated),
	}
}

// readChecked accepts a number that valid accepts, with or without hyphens and spaces.
func readChecked(name string, valid func(string) bool) func(any, *Rules) (string, error) {
	return func(value any, rules *Rules) (string, error) {
		text, err := readText(30)(value, rules)
		if err != nil || text == "" {
			return "", err
		}
		plain := stripped(text)
		if !valid(plain) {
			return "", Fail(Invalid, "value.check_digit", Show(value), name)
		}
		return plain, nil
	}
}

func stripped(text string) string {
	b := make([]byte, 0, len(text))
	for i := range len(text) {
		if text[i] != '-' && text[i] != ' ' {
			b = append(b, text[i])
		}
	}
	return string(b)
}
