package ringdex

import (
	"strconv"
	"strings"
	"time"
)

// Home identifies a record in a file that was exported from this directory, so that an edited file
// changes the same record, whatever its source. Another directory does not have the record: there
// the other keys count.
type Home struct {
	Contact ID
	Company int64
	Created time.Time // of the company: another directory has other companies with the same numbers
	Source  string    // whose external id the file shows; empty for the owner's
}

// ContactHome returns the Home of a contact.
func ContactHome(c *Contact) Home { return Home{Contact: c.ID} }

// CompanyHome returns the Home of a company.
func CompanyHome(c *Company) Home { return Home{Company: c.ID, Created: c.Created} }

// String returns the text that ParseHome reads: a contact's id, or the number and the time of
// creation of a company.
func (h Home) String() string {
	if h.Company == 0 {
		return h.Contact.String()
	}
	return strconv.FormatInt(h.Company, 10) + "-" + strconv.FormatInt(h.Created.UnixMilli(), 36)
}

// ParseHome reads the Home of a record of that kind.
func ParseHome(kind Kind, text string) (Home, error) {
	if kind == KindContact {
		id, err := ParseID(text)
		return Home{Contact: id}, err
	}
	number, made, _ := strings.Cut(text, "-")
	n, err := strconv.ParseInt(number, 10, 64)
	ms, wrong := strconv.ParseInt(made, 36, 64)
	if err != nil || wrong != nil || n <= 0 {
		return Home{}, Fail(Invalid, "import.ringdex_id", Show(text))
	}
	return Home{Company: n, Created: time.UnixMilli(ms).UTC()}, nil
}
