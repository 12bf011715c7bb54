package phone

import (
	"strconv"
	"sync"

	"github.com/nyaruka/phonenumbers"
)

// maxCode is the largest calling code (phonenumbers.MAX_LENGTH_COUNTRY_CODE).
const maxCode = 999

// country is a calling code and the regions that share it, the main one first. Its plan is built on
// first use: all plans together take a tenth of a second.
type country struct {
	code string
	data []*phonenumbers.PhoneMetadata
	once sync.Once
	made *plan
}

// plan returns nil if the library must decide.
func (c *country) plan() *plan {
	c.once.Do(func() { c.made = newPlan(c.code, c.data) })
	return c.made
}

// atlas finds countries by calling code and by region.
type atlas struct {
	codes   [maxCode + 1]*country
	regions map[string]*country
}

// world is the atlas of all calling codes.
var world = sync.OnceValue(func() *atlas {
	a := &atlas{regions: make(map[string]*country)}
	byRegion, byCode := metadata()
	for code := range phonenumbers.GetSupportedCallingCodes() {
		c := &country{code: strconv.Itoa(code)}
		for _, region := range phonenumbers.GetRegionCodesForCountryCode(code) {
			c.data = append(c.data, byRegion[region])
			a.regions[region] = c
		}
		if d, ok := byCode[code]; ok {
			c.data = []*phonenumbers.PhoneMetadata{d}
		}
		a.codes[code] = c
	}
	delete(a.regions, phonenumbers.REGION_CODE_FOR_NON_GEO_ENTITY)
	return a
})

// metadata returns the library's data by region, and by calling code for codes without a region,
// such as +800.
func metadata() (map[string]*phonenumbers.PhoneMetadata, map[int]*phonenumbers.PhoneMetadata) {
	byRegion := make(map[string]*phonenumbers.PhoneMetadata)
	byCode := make(map[int]*phonenumbers.PhoneMetadata)
	all, err := phonenumbers.MetadataCollection()
	if err != nil {
		return byRegion, byCode // unreachable: the library panics at its own start
	}
	for _, d := range all.GetMetadata() {
		if d.GetId() == phonenumbers.REGION_CODE_FOR_NON_GEO_ENTITY {
			byCode[int(d.GetCountryCode())] = d
		} else {
			byRegion[d.GetId()] = d
		}
	}
	return byRegion, byCode
}

// countryOf finds the calling code that digits begin with. No code is the
// beginning of another.
func countryOf(digits string) *country {
	a, code := world(), 0
	for i := 0; i < len(digits) && i < 3; i++ {
		code = code*10 + int(digits[i]-'0')
		if c := a.codes[code]; c != nil && digits[0] != '0' {
			return c
		}
	}
	return nil
}

// countryIn returns the country of a region, or nil if there is no such region.
func countryIn(region string) *country { return world().regions[region] }

// isMain reports whether the plan has the rules of region.
func (c *country) isMain(region string) bool { return c.data[0].GetId() == region }

// IsCallingCode reports whether digits are a calling code of a country, no more and no less.
func IsCallingCode(digits string) bool { return RegionOf(digits) != "" }

// RegionOf returns the main region of a calling code, "DE" for "49" and "001" for "800"; "" for
// digits that are none.
func RegionOf(digits string) string {
	if digits == "" || !allDigits(digits) {
		return ""
	}
	if c := countryOf(digits); c != nil && c.code == digits {
		return c.data[0].GetId()
	}
	return ""
}
