package intake

import (
	"cmp"
	"hash/maphash"
	"strconv"
	"strings"

	"ringdex/internal/fold"
	"ringdex/internal/ringdex"
	"ringdex/internal/seen"
)

// userName returns the default user name of a new contact: its e-mail, else its external id.
func (rec *Record) userName(c *ringdex.Contact) string {
	return cmp.Or(c.Email(), rec.Identity.ExternalID)
}

// UserNames generates missing user names of a file as the helpdesk recommends (seed 002): the
// e-mail, else jmeno.prijmeni, with a number appended to duplicates. It is not safe for concurrent
// use; call Close at the end.
type UserNames struct {
	seed  maphash.Seed
	taken seen.Set // names by hash, with the last number appended
	err   error
}

// NewUserNames returns an empty UserNames.
func NewUserNames() *UserNames { return &UserNames{seed: maphash.MakeSeed()} }

// Close forgets all names.
func (u *UserNames) Close() error { return u.taken.Close() }

// Err returns the first failure to store a name; afterwards duplicates are possible.
func (u *UserNames) Err() error { return u.err }

// Take reserves a name that a row of the file has.
func (u *UserNames) Take(name string) { u.note(name, 1) }

// Make returns a free name: the e-mail, else one built from the first of callings (lists of words)
// that contains letters. Empty if there are none.
func (u *UserNames) Make(email string, callings ...[]string) string {
	wish := ringdex.Fold(email)
	for _, words := range callings {
		wish = cmp.Or(wish, dotted(words))
	}
	if wish == "" {
		return ""
	}
	return u.free(wish)
}

// free returns the wanted name, or the first numbered one that the file does not have.
func (u *UserNames) free(wish string) string {
	last, taken := u.look(wish)
	name, number := wish, max(last, 1)
	for taken {
		number++
		name = numberedName(wish, number)
		_, taken = u.look(name)
	}
	u.note(name, 1)
	u.note(wish, number)
	return name
}

func (u *UserNames) look(name string) (number uint32, found bool) {
	number, found, err := u.taken.Get(u.hash(name))
	u.err = cmp.Or(u.err, err)
	return number, found
}

func (u *UserNames) note(name string, number uint32) {
	u.err = cmp.Or(u.err, u.taken.Put(u.hash(name), number))
}

func (u *UserNames) hash(name string) uint64 { return maphash.String(u.seed, ringdex.Fold(name)) }

// numberedName inserts the number before the @ of an address: xx2@yy.cz.
func numberedName(wish string, n uint32) string {
	number := strconv.FormatUint(uint64(n), 10)
	local, host, isAddress := strings.Cut(wish, "@")
	if isAddress {
		return local + number + "@" + host
	}
	return wish + number
}

// dotted joins words without diacritics and signs: jan.novak.
func dotted(words []string) string {
	var keys []string
	for _, w := range words {
		if k := fold.Key(w); k != "" {
			keys = append(keys, k)
		}
	}
	return strings.Join(keys, ".")
}
