// Package heading recognises the names of columns in files of contacts and companies, in Czech,
// Slovak, Polish, German and English, and in the exports of the programs that are common here. The
// names are in contact.names and company.names: a new name needs a word there and no code.
package heading

import (
	"slices"
	"strconv"
	"strings"

	"ringdex/internal/fold"
	"ringdex/internal/ringdex"
)

// Match is one column with the field it was recognised as.
type Match struct {
	Column    int    // from 0
	Header    string // unchanged
	Field     string // empty: not recognised
	Duplicate bool   // recognised, but an earlier column has this field
}

// Recognise finds the field that a name of a column means: case, diacritics and punctuation do not
// matter. A field that can be repeated gets a number from 2 on ("Telefon 3"
// is phone3, "phone1" is phone).
func Recognise(k ringdex.Kind, header string) (field string, ok bool) {
	t := tableOf(k)
	if t == nil {
		return "", false
	}
	if field, ok = t.find(fold.Key(header)); ok {
		return field, true
	}
	name, _, hinted := strings.Cut(header, "(") // "PSČ (bez mezery)"
	if !hinted {
		name, _, hinted = strings.Cut(header, "[")
	}
	if !hinted {
		return "", false
	}
	return t.find(fold.Key(name))
}

// maybe is what a name means whose column holds numbers.
func maybe(k ringdex.Kind, header string) string {
	t := tableOf(k)
	if t == nil {
		return ""
	}
	return t.maybe[strings.TrimRight(fold.Key(header), "0123456789")]
}

// RecogniseAll recognises a whole header, one Match a column. What a name means may depend on the
// others: "Name" next to "Vorname" is the last name, next to "Surname" the first, alone the whole
// one; "Kraj" next to "PSČ" is a region and not a country. A second column of a field that can be
// repeated gets the next number; of any other it is a Duplicate.
func RecogniseAll(k ringdex.Kind, headers []string, holdsNumbers func(column int) bool) []Match {
	matches := make([]Match, len(headers))
	for i, h := range headers {
		field, known := Recognise(k, h)
		if !known && holdsNumbers != nil && holdsNumbers(i) {
			field = maybe(k, h)
		}
		matches[i] = Match{Column: i, Header: h, Field: field}
	}
	if k == ringdex.KindContact {
		settleName(matches)
		settleFirm(matches)
		settleBirth(matches)
	}
	settleID(matches)
	settleKraj(matches)
	settleHouse(matches)
	settleRepeats(k, matches)
	return matches
}

// plainNumbers are names of a column of house numbers behind the street, and of anything elsewhere.
var plainNumbers = strings.Fields("cislo c numer nr nummer no number")

// settleHouse: "Numer" behind "Ulica" is the number of the house.
func settleHouse(matches []Match) {
	for i := 1; i < len(matches); i++ {
		address, street := strings.CutSuffix(matches[i-1].Field, "street")
		if m := &matches[i]; street && m.Field == "" && slices.Contains(plainNumbers, fold.Key(m.Header)) {
			m.Field = address + "building"
		}
	}
}

// MayBeName reports whether a title names persons where no other column does and its values are
// neither numbers nor e-mails: "Kontakt".
func MayBeName(header string) bool {
	key := fold.Key(header)
	return key == "kontakt" || key == "kontakty" || key == "kontaktni"
}

// settleName decides what the plain word "name" means.
func settleName(matches []Match) {
	has := func(field string) bool {
		return slices.ContainsFunc(matches, func(m Match) bool { return m.Field == field })
	}
	field := "displayName"
	switch first, last := has("firstName"), has("lastName"); {
	case first && !last:
		field = "lastName"
	case last && !first:
		field = "firstName"
	}
	for i := range matches {
		if fold.Key(matches[i].Header) == "name" {
			matches[i].Field = field
		}
	}
}

// settleFirm: "Název" and "Nazwa" are names of firms. Next to the name of a person it is the
// person's company.
func settleFirm(matches []Match) {
	firm := func(m Match) bool { key := fold.Key(m.Header); return key == "nazev" || key == "nazwa" }
	if !slices.ContainsFunc(matches, func(m Match) bool {
		return !firm(m) && (m.Field == "firstName" || m.Field == "lastName" || m.Field == "displayName")
	}) {
		return
	}
	for i := range matches {
		if firm(matches[i]) {
			matches[i].Field = "company"
		}
	}
}

// settleBirth: "Geburtstag" next to the year and the month is the day of the month.
func settleBirth(matches []Match) {
	has := func(field string) bool {
		return slices.ContainsFunc(matches, func(m Match) bool { return m.Field == field })
	}
	if !has("yearOfBirth") || !has("monthOfBirth") {
		return
	}
	for i := range matches {
		if matches[i].Field == "birthDate" {
			matches[i].Field = "dayOfBirth"
		}
	}
}

// settleID: a number of the program that wrote the file gives way to an id of another one.
func settleID(matches []Match) {
	own := func(m Match) bool { key := fold.Key(m.Header); return key == "id" || key == "recordid" }
	if !slices.ContainsFunc(matches, func(m Match) bool { return m.Field == "externalId" && !own(m) }) {
		return
	}
	for i := range matches {
		if own(matches[i]) {
			matches[i].Field = ""
		}
	}
}

// settleKraj: "kraj" is the country in Polish but a region in Czech and Slovak, where the postal
// code is called "PSČ".
func settleKraj(matches []Match) {
	czech := slices.ContainsFunc(matches, func(m Match) bool { return strings.Contains(fold.Key(m.Header), "psc") })
	for i := range matches {
		if czech && fold.Key(matches[i].Header) == "kraj" {
			matches[i].Field = ""
		}
	}
}

func settleRepeats(k ringdex.Kind, matches []Match) {
	t := tableOf(k)
	taken := map[string]bool{}
	for i := range matches {
		m := &matches[i]
		if m.Field == "" {
			continue
		}
		if base := strings.TrimRight(m.Field, "0123456789"); taken[m.Field] && t != nil && t.repeats[base] {
			m.Field = nextFree(matches, taken, base)
		}
		m.Duplicate = taken[m.Field]
		taken[m.Field] = true
	}
}

// nextFree leaves numbers alone that a later column has by its own name.
func nextFree(matches []Match, taken map[string]bool, base string) string {
	for n := 2; ; n++ {
		field := base + strconv.Itoa(n)
		named := func(m Match) bool { return m.Field == field }
		if !taken[field] && !slices.ContainsFunc(matches, named) {
			return field
		}
	}
}

// Known reports whether a text is the name of a column of contacts or of companies.
func Known(name string) bool {
	_, contact := Recognise(ringdex.KindContact, name)
	_, company := Recognise(ringdex.KindCompany, name)
	return contact || company
}
