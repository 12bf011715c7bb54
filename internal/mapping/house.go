package mapping

import (
	"strings"

	"ringdex/internal/ringdex"
)

// house keeps the number of a company's house or flat until its street is known.
func (d *Draft) house(field, title, text string) {
	d.houses[map[string]int{"street.building": 0, "street.flat": 1}[field]], d.houseAt = text, title
}

// addHouse adds the numbers to the street, as people write it: Leśna 12/3. A company has no field
// of its own for them.
func (d *Draft) addHouse() {
	number := strings.Trim(d.houses[0]+"/"+d.houses[1], "/")
	if number == "" {
		return
	}
	for i := range d.Ops {
		if op := &d.Ops[i]; op.Field == "street" && op.Verb == ringdex.Set {
			if street := op.Value.(string); !strings.HasSuffix(" "+street, " "+number) {
				op.Value = street + " " + number
			}
			return
		}
	}
	d.Set("street", d.houseAt, number)
}
