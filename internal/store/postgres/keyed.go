package postgres

import (
	"strconv"
	"strings"

	"ringdex/internal/ringdex"
)

// keyed returns one statement for all rows of the keys, with an array for each column. A subquery
// looks up the rows one by one, as in forEach: while the planner considers the table empty, it
// would reverse a join with the arrays and compare each row of the organization with each key. The
// statement uses the physical position of the rows (ctid), which is stable while the organization's
// writer holds the lock.
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
