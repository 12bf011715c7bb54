package fileimport

import (
	"cmp"
	"hash/maphash"
	"strconv"
	"strings"

	"ringdex/internal/intake"
	"ringdex/internal/mapping"
	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
	"ringdex/internal/seen"
)

// keys makes by what a row is known again when its file comes once more.
//
// The external id, where there is one. Else an id made of what does not change as long as it is the same person:
// the user name, which is unique; else the name with the e-mail, or with the first number where there is none.
// Equal rows are numbered in their order, so that none of them is lost. A row that gets an external id later is
// found by what it was called before.
type keys struct {
	regions phone.Regions
	seed    maphash.Seed
	repeats seen.Set // how often a made key came
	failed  error    // of the set; it ends the reading of the file
}

func newKeys(regions phone.Regions) keys { return keys{regions: regions, seed: maphash.MakeSeed()} }

func (k *keys) close() error { return k.repeats.Close() }

// of is the key of a row.
func (k *keys) of(kind ringdex.Kind, d *mapping.Draft) intake.Key {
	base := k.base(kind, d)
	made := k.numbered(base)
	key := intake.Key{ExternalID: made}
	if d.ExternalID != "" {
		key.ExternalID, key.Former = d.ExternalID, made
	}
	if kind == ringdex.KindCompany && made == base {
		key.Adopt, key.Former = d.Text("name"), made
	}
	return key
}

// base is the id of a row that has none, before equal ones are numbered.
func (k *keys) base(kind ringdex.Kind, d *mapping.Draft) string {
	if kind == ringdex.KindCompany {
		return ringdex.MadeID("row", "company", ringdex.Fold(d.Text("name")))
	}
	return k.personID(d)
}

func (k *keys) personID(d *mapping.Draft) string {
	if d.UserName != "" {
		return ringdex.MadeID("row", "user", ringdex.Fold(d.UserName))
	}
	name := d.Texts("firstName", "middleName", "lastName", "displayName", "organization")
	if strings.Join(name, "") == "" && d.Company != nil {
		name = []string{d.Company.ExternalID, ringdex.Fold(d.Company.Name)}
	}
	reach := ringdex.Fold(d.Text("emails"))
	if reach == "" && d.Phone != "" {
		n := phone.Parse(d.Phone, k.regions)
		reach = cmp.Or(n.E164, n.Text) + "#" + n.Extension
	}
	return ringdex.MadeID(append([]string{"row", reach}, name...)...)
}

// numbered tells equal rows of one file apart.
func (k *keys) numbered(made string) string {
	hash := maphash.String(k.seed, made)
	before, _, err := k.repeats.Get(hash)
	k.failed = cmp.Or(k.failed, err, k.repeats.Put(hash, before+1))
	if before > 0 {
		return ringdex.MadeID(made, strconv.FormatUint(uint64(before)+1, 10))
	}
	return made
}
