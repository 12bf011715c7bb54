package phone

import (
	"slices"
	"strconv"
	"strings"

	"ringdex/internal/message"
)

// Regions is an ordered list of default regions ("CZ", "SK", "PL"): numbers
// without a country code are read in the first region in which they are valid.
type Regions []string

// ParseRegions reads a list such as "CZ,SK,PL". Case and space do not matter,
// repeated regions count once, an empty text is an empty list. The error names
// the region that does not exist.
func ParseRegions(text string) (Regions, error) {
	var list Regions
	for item := range strings.FieldsFuncSeq(text, isListSeparator) {
		region := strings.ToUpper(item)
		if countryIn(region) == nil {
			return nil, message.Err("value.unknown_region", strconv.Quote(item))
		}
		if !slices.Contains(list, region) {
			list = append(list, region)
		}
	}
	return list, nil
}

// WithFirst returns the regions with one before the others.
func (r Regions) WithFirst(region string) Regions {
	others := slices.DeleteFunc(slices.Clone(r), func(other string) bool { return other == region })
	return append(Regions{region}, others...)
}

// String returns the list in the form that ParseRegions reads.
func (r Regions) String() string { return strings.Join(r, ",") }

func isListSeparator(r rune) bool {
	return r == ',' || r == ';' || r == ' ' || r == '\t' || r == '\n' || r == '\r'
}
