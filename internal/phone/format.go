package phone

import (
	"fmt"
	"hash/fnv"
	"runtime/debug"
	"sync"

	"github.com/nyaruka/phonenumbers"
)

// library is the module that carries the numbering data.
const library = "github.com/nyaruka/phonenumbers"

// National returns the national form without spaces and prefix ("603303963"); ok is false if e164
// does not belong to region.
func National(e164, region string) (digits string, ok bool) {
	v := read164(e164)
	if !v.ok() || v.region != region {
		return "", false
	}
	return v.nsn, true
}

// read164 parses a valid E.164 number; for anything else it returns the zero verdict.
func read164(e164 string) verdict {
	if len(e164) < 2 || e164[0] != '+' || !allDigits(e164[1:]) {
		return verdict{}
	}
	v, _ := international(e164[1:])
	if !v.ok() || v.e164(e164) != e164 {
		return verdict{}
	}
	return v
}

// Format returns the international form for people: "+420 603 303 963". A text that is not a number
// with a calling code is returned unchanged.
func Format(e164 string) string {
	n, err := phonenumbers.Parse(e164, "")
	if err != nil {
		return e164
	}
	return phonenumbers.Format(n, phonenumbers.INTERNATIONAL)
}

// Check judges a text as an international number, which begins with a plus. A text without a plus
// has the reason UnknownCountry, like libphonenumber without a region.
func Check(text string) (e164 string, reason Reason) {
	n := Parse(text, nil)
	if !n.Valid() {
		return "", n.Reason
	}
	if !read(n.Text).sign {
		return "", UnknownCountry
	}
	return n.E164, ""
}

// MetadataVersion identifies the numbering data, to be recorded with an import: the library's
// version and a hash of the data, because a build may replace the library.
func MetadataVersion() string { return metadataVersion() }

var metadataVersion = sync.OnceValue(func() string {
	return fmt.Sprintf("phonenumbers %s %08x", libraryVersion(), metadataHash())
})

func libraryVersion() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	for _, dep := range info.Deps {
		if dep.Path == library {
			return dep.Version
		}
	}
	return "unknown"
}

// metadataHash hashes the data that decides on validity.
func metadataHash() uint32 {
	hash := fnv.New32a()
	all, err := phonenumbers.MetadataCollection()
	if err != nil {
		return 0
	}
	for _, m := range all.GetMetadata() {
		fmt.Fprintln(hash, m.GetId(), m.GetCountryCode(), m.GetNationalPrefixForParsing())
		for _, d := range descriptions(m) {
			fmt.Fprintln(hash, d.GetNationalNumberPattern(), d.GetPossibleLength())
		}
	}
	return hash.Sum32()
}

// descriptions returns a region's patterns: the general one first, then those of the kinds in the
// library's order (getNumberTypeHelper).
func descriptions(m *phonenumbers.PhoneMetadata) []*phonenumbers.PhoneNumberDesc {
	return []*phonenumbers.PhoneNumberDesc{
		m.GetGeneralDesc(), m.GetPremiumRate(), m.GetTollFree(), m.GetSharedCost(), m.GetVoip(),
		m.GetPersonalNumber(), m.GetPager(), m.GetUan(), m.GetVoicemail(), m.GetFixedLine(), m.GetMobile(),
	}
}
