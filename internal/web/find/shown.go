package find

import (
	"slices"
	"strings"

	"ringdex/internal/ringdex"
	"ringdex/internal/web/ui"
)

// shownAt says where a field is shown on the page of its record, and in its form.
type shownAt int

const (
	inHead  shownAt = iota // by itself: names, numbers, addresses, tags
	inMain                 // among those that most records have
	inMore                 // among the others
	nowhere                // not for people, or on a page of its own
)

var headFields = []string{"firstName", "middleName", "lastName", "displayName", "name", "emails", "phones", "tags"}

var mainFields = []string{"organization", "jobTitle", "language", "note", "description", "web", "street", "postalCode", "city", "country"}

var hiddenFields = []string{
	"id", "version", "source", "created", "updated", "missingSince", "role", "locked", "companies", "defaultCompany", "internalGroups",
	"operatorGroups", "mustChangePassword",
}

func placeOf(name string) shownAt {
	head, _, _ := strings.Cut(name, ".")
	switch {
	case slices.Contains(headFields, name):
		return inHead
	case slices.Contains(mainFields, name):
		return inMain
	case slices.Contains(hiddenFields, head) || head == "links":
		return nowhere
	}
	return inMore
}

// fact is a field with its value, as a page shows it.
type fact struct {
	Name, Label string
	Value       string
	Link        string // where the value leads; "" for nowhere
	Locked      bool   // imports do not change it
}

// facts returns the fields of a record that have values, except those of the head.
func facts[T any](v *ui.View, kind ringdex.Kind, table []ringdex.BuiltIn[T], record *T, custom map[int64]string, fields []ringdex.Field) (list []fact) {
	for i := range table {
		f := &table[i]
		if place := placeOf(f.Name); f.On&ringdex.OnNative == 0 || place == inHead || place == nowhere {
			continue
		}
		if texts := f.Texts(record); len(texts) > 0 {
			list = append(list, fact{Name: f.Name, Label: ui.FieldName(v, kind, f.Name, fields), Value: shownValue(v, f.Shape, texts), Link: webLink(texts[0])})
		}
	}
	for _, f := range fields {
		if value := custom[f.ID]; f.Kind == kind && value != "" {
			list = append(list, fact{Name: f.Name(), Label: f.Title, Value: shownCustom(v, &f, value), Link: webLink(value)})
		}
	}
	return list
}

// lock marks the facts that are locked.
func lock(list []fact, locked []string) []fact {
	for i := range list {
		list[i].Locked = slices.Contains(locked, list[i].Name)
	}
	return list
}

// empty returns how many fields of a kind have no value, of those that a page could show.
func empty[T any](kind ringdex.Kind, table []ringdex.BuiltIn[T], fields []ringdex.Field, shown int) int {
	n := 0
	for i := range table {
		if place := placeOf(table[i].Name); table[i].On&ringdex.OnNative != 0 && place != inHead && place != nowhere {
			n++
		}
	}
	for i := range fields {
		if fields[i].Kind == kind {
			n++
		}
	}
	return n - shown
}

// webLink returns a value that is an address of the web, else "".
func webLink(value string) string {
	lower := strings.ToLower(value)
	if strings.ContainsAny(value, " \n") || !strings.HasPrefix(lower, "http://") && !strings.HasPrefix(lower, "https://") {
		return ""
	}
	return value
}
