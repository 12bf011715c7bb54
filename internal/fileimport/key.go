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

// keys returns the key by which a row is recognised in a later import.
//
// It is the external id, if there is one. Else it is derived from stable values: the user name,
// which is unique, or else the name with the e-mail or the first number. Equal rows are numbered,
// so that none is lost. A row that gets an external id later is found by its former key.
type keys struct {
	regions phone.Regions
	seed    maphash.Seed
	repeats seen.Set // count of each derived key
	failed  error    // of the set; it ends the reading of the file
}

func newKeys(regions phone.Regions) keys { return keys{regions: regions, seed: maphash.MakeSeed()} }

func (k *keys) close() error { return k.repeats.Close() }

// of is the key of a row.
func (k *keys) of(kind ringdex.Kind, d *mapping.Draft) intake.Identity {
	base := k.base(kind, d)
	made := k.numbered(base)
	key := intake.Identity{ExternalID: made}
	if d.ExternalID != "" {
		key.ExternalID, key.Former = d.ExternalID, made
	}
	if kind == ringdex.KindCompany && made == base {
		key.Adopt, key.Former = d.Text("name"), made
	}
	if key.Home = d.Home; d.Home != nil {
		d.Home.Source = d.HomeSource
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

// numbered adds the number of an equal row.
func (k *keys) numbered(made string) string {
	hash := maphash.String(k.seed, made)
	before, _, err := k.repeats.Get(hash)
	k.failed = cmp.Or(k.failed, err, k.repeats.Put(hash, before+1))
	if before > 0 {
		return ringdex.MadeID(made, strconv.FormatUint(uint64(before)+1, 10))
	}
	return made
}
