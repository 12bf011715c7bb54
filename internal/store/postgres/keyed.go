package postgres

import (
	"strconv"
	"strings"

	"ringdex/internal/ringdex"
)

// keyed does the same to all rows that the keys name, as one statement with an array for each column. The rows are
// looked up one by one in a query of their own, as in forEach: of a join with the arrays, the planner would turn the
// order around as long as it takes the table for empty, and compare each row of the organization with each key. What is
// found is taken by its place in the table, which stays what it is as long as the organization's writer has the turn.
func keyed(does, table string, columns []string, org ringdex.OrganizationID, keys []any) (text string, params []any) {
	params = append(params, int64(org))
	var arrays, names, conditions []string
	for i, name := range columns {
		values, kind := column(keys, i, len(columns))
		params = append(params, values)
		n := strconv.Itoa(len(params))
		arrays, names = append(arrays, "$"+n+"::"+kind+"[]"), append(names, "k"+n)
		conditions = append(conditions, " AND "+name+" = given.k"+n)
	}
	given := "unnest(" + strings.Join(arrays, ", ") + ") AS given(" + strings.Join(names, ", ") + ")"
	places := forEach(given, "ctid AS place", table+" WHERE organization = $1"+strings.Join(conditions, ""))
	return does + " WHERE ctid" + asArray(places), params
}
