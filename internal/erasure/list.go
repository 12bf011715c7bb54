package erasure

import (
	"bytes"
	"strconv"

	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// List recognises erased persons by keyed hashes of their numbers, e-mails and external ids.
type List struct{ Key Key }

// Key makes keyed hashes; see seal.Box.
type Key interface {
	MAC(purpose, text string) ([]byte, error)
}

// Erased returns a check of contacts that are to be stored: it returns the reason why one must not
// be, nil for none. The check is nil while nobody is erased. Unavailable if the hashes were made
// with another key than this program has. It is intake.Erased.
func (l List) Erased(r ringdex.SettingsReader) (func(was, is *ringdex.Contact) *ringdex.Error, error) {
	all, err := ringdex.Documents[ringdex.Erasure](r)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	org, err := r.Organization()
	if err != nil {
		return nil, err
	}
	h := hasher{l.Key, org.ID}
	forbidden, contacts := map[string]bool{}, map[ringdex.ID]bool{}
	for i := range all {
		e := &all[i]
		if !e.Lifted.IsZero() {
			continue
		}
		contacts[e.Contact] = true
		for _, hash := range e.Hashes {
			forbidden[string(hash)] = true
		}
		if err := h.fits(e); err != nil {
			return nil, err
		}
	}
	if len(contacts) == 0 {
		return nil, nil
	}
	return func(was, is *ringdex.Contact) *ringdex.Error {
		if was == nil && contacts[is.ID] {
			return refused("")
		}
		for _, k := range newKeys(was, is) {
			if hash, err := h.of(k); err != nil || forbidden[string(hash)] {
				return refused(k.field)
			}
		}
		return nil
	}, nil
}

func refused(field string) *ringdex.Error {
	return ringdex.Fail(ringdex.Denied, "erasure.refused").At(field)
}

// key is a value that identifies a person.
type key struct {
	field string // "phones"
	text  string // what is hashed
}

// keysOf returns the keys of a contact. Numbers are compared by their digits, and a user name that
// is an e-mail counts as one.
func keysOf(c *ringdex.Contact) (keys []key) {
	if c == nil {
		return nil
	}
	for _, n := range c.Phones {
		if digits := n.Digits(); digits != 0 {
			keys = append(keys, key{"phones", numberText(digits, n.Extension)})
		}
	}
	for _, email := range c.Emails {
		keys = append(keys, key{"emails", "e-mail " + ringdex.Fold(email)})
	}
	if isEmail(c.UserName) {
		keys = append(keys, key{"userName", "e-mail " + ringdex.Fold(c.UserName)})
	}
	for _, x := range c.ExternalIDs {
		keys = append(keys, key{"externalId", "id " + x.Source + "\x00" + x.ID})
	}
	return keys
}

func numberText(digits phone.Digits, extension string) string {
	return "number " + strconv.FormatUint(uint64(digits), 10) + " " + extension
}

func isEmail(name string) bool { return bytes.IndexByte([]byte(name), '@') > 0 }

// newKeys returns the keys that a contact gets.
func newKeys(was, is *ringdex.Contact) (keys []key) {
	had := map[key]bool{}
	for _, k := range keysOf(was) {
		had[k] = true
	}
	for _, k := range keysOf(is) {
		if !had[k] {
			keys = append(keys, k)
		}
	}
	return keys
}

// hasher makes the hashes of an organization, which differ from those of others.
type hasher struct {
	key Key
	org ringdex.OrganizationID
}

func (h hasher) of(k key) ([]byte, error) {
	return h.key.MAC("erasure/"+strconv.FormatInt(int64(h.org), 10), k.text)
}

// check is a text that no key has.
func (h hasher) check() ([]byte, error) { return h.of(key{text: "check"}) }

// fits returns an error unless the erasure's hashes were made with this key.
func (h hasher) fits(e *ringdex.Erasure) error {
	check, err := h.check()
	if err == nil && !bytes.Equal(check, e.Check) {
		err = ringdex.Fail(ringdex.Unavailable, "erasure.other_key")
	}
	return err
}
