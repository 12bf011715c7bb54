package mapping

import (
	"ringdex/internal/mapping/cell"
	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// longestNumber is the maximum number of digits of a number (ITU-T E.164). A cell with more
// contains several numbers, and lookups would find none of them.
const longestNumber = 15

// near returns the regions in which the numbers of the current column are divided: first that of
// their prefix.
func (d *Draft) near() phone.Regions {
	if region := cell.RegionBehind(d.prefix); region != "" {
		return d.regions.WithFirst(region)
	}
	return d.regions
}

// numbers reads the numbers of a cell. It refuses a row with numbers that cannot be separated, or
// whose prefix leads to no valid country.
func (d *Draft) numbers(title, text string, first bool) {
	var all []string
	for _, one := range phone.Split(cell.Whole(text), d.near()) {
		one, ok := d.prefixed(title, one)
		if !ok {
			return
		}
		for _, number := range d.alternatives(title, one) {
			if number, ok = d.whole(title, number); !ok {
				return
			}
			all = append(all, number)
		}
	}
	if first && len(all) > 0 {
		d.Phone = all[0]
	}
	d.list("phones", title, all, first)
}

// prefixed returns a number with the prefix of its column, if there is one; ok is false if the row
// is refused.
func (d *Draft) prefixed(title, one string) (whole string, ok bool) {
	if d.prefix == "" {
		return one, true
	}
	if one, ok = cell.WithPrefix(d.prefix, one, d.regions); !ok {
		d.wrongPrefix(title, one)
	}
	d.elsewhere = true
	return one, ok
}

// alternatives returns the numbers of a text with several endings, or notes that only the first one
// is taken. The text of an exported number stays as it is.
func (d *Draft) alternatives(title, one string) []string {
	if d.exported {
		return []string{one}
	}
	all, whole := phone.Alternatives(one, d.regions)
	if !whole {
		d.note(title, "cell.first_number", ringdex.Show(one))
	}
	return all
}

// whole returns a number in the country of the row, if it has one of its own; ok is false if the
// row is refused.
func (d *Draft) whole(title, one string) (whole string, ok bool) {
	n := phone.Parse(one, d.regions)
	if n.Reason == phone.Letters {
		if number, ok := phone.WithoutRemark(one, d.regions); ok {
			d.note(title, "cell.words_left_out", ringdex.Show(one))
			one, n = number, phone.Parse(number, d.regions)
		}
	}
	d.guessed(n)
	switch {
	case n.Reason == phone.Damaged:
		d.cut(title, one)
		return "", false
	case n.Reason == phone.TooLong && cell.Digits(one) > longestNumber:
		d.Problem(title, "value.several_numbers", ringdex.Show(one))
		return "", false
	case !n.Valid():
		d.Invalid = append(d.Invalid, n)
	case d.elsewhere && phone.Parse(one, d.m.opt.Regions).E164 != n.E164:
		if n.Extension != "" {
			return n.E164 + " ext. " + n.Extension, true
		}
		return n.E164, true
	}
	return one, true
}

// wrongPrefix refuses a row whose prefix does not fit its number, with the region in which it does.
func (d *Draft) wrongPrefix(title, number string) {
	if region := cell.ValidIn(d.prefix, number); region != "" {
		d.Problem(title, "cell.prefix_elsewhere", ringdex.Show(number), ringdex.Show(d.prefix), region)
		return
	}
	d.Problem(title, "cell.prefix", ringdex.Show(number), ringdex.Show(d.prefix))
}

// guessed notes that a number without a calling code was read although the country of its row is
// not known: it may be of any country.
func (d *Draft) guessed(n phone.Number) {
	if d.unknown.text == "" || !n.Valid() || phone.Parse(n.Text, nil).Valid() {
		return
	}
	d.note(d.m.Title(d.unknown.column), "cell.country", ringdex.Show(d.unknown.text))
	d.unknown.text = ""
}
