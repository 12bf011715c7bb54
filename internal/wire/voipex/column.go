// Package voipex has the columns of a VOIPEX contact, their limits and checks, and the conversions
// from and to contacts. The dialect, connectors and exports use it. It only converts: no HTTP, no
// store.
package voipex

import (
	"strings"

	"ringdex/internal/ringdex"
)

// CustomFields are the six custom fields of the wire. We store them as custom fields with these
// keys.
var CustomFields = []string{"customField1", "customField2", "customField3", "customField4", "customField5", "customField6"}

// Columns are those of the CSV, in its order, and the members of the JSON.
var Columns = columns()

func columns() []string {
	all := []string{"firstName", "lastName", "organization", "externalId", "email", "phone1", "phone2", "agent1", "agent2"}
	all = append(all, CustomFields...)
	for i := range ringdex.ContactFields {
		if name, ok := strings.CutPrefix(ringdex.ContactFields[i].Name, links); ok {
			all = append(all, LinkColumn(name))
		}
	}
	return all
}

// The name of a link column is that of the linked column with a suffix; we store links under the
// linked column's name.
const (
	links   = "links."
	linkEnd = "Uri"
)

// LinkColumn is the column with the link of a field: "nameUri" of "name".
func LinkColumn(field string) string { return field + linkEnd }

// Known reports whether a name is that of a column.
func Known(name string) bool { return limits[name] > 0 }

// limits are the maximum lengths of the columns, in characters (seed 001).
var limits = func() map[string]int {
	all := map[string]int{
		"firstName": 255, "lastName": 255, "organization": 255, "externalId": 255, "email": 254, "phone1": 100, "phone2": 100,
		"agent1": 55, "agent2": 55,
	}
	for _, name := range CustomFields {
		all[name] = 55
	}
	for _, name := range Columns {
		if isLink(name) {
			all[name] = maxURI
		}
	}
	return all
}()

func isLink(column string) bool { return strings.HasSuffix(column, linkEnd) }

// maxURI is our limit, in characters; the original has none.
const maxURI = 2000
