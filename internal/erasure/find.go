package erasure

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"ringdex/internal/auth"
	"ringdex/internal/fold"
	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// Person is a contact that was found.
type Person struct {
	Contact *ringdex.Contact // as it is, or as it was last
	Deleted bool
}

// mostFound limits the persons that Find returns.
const mostFound = 100

// Find returns the contacts of all sources, deleted ones too, that have an id, a number, an e-mail,
// an external id or a name with all words of a text; at most 100. It reads the whole directory, and
// the deletions in the journal. Denied without the right to administer, Invalid for an empty text.
func (e *Erasures) Find(ctx context.Context, p auth.Principal, text string) (found []Person, err error) {
	if err := p.Require(auth.Administer); err != nil {
		return nil, err
	}
	if strings.TrimSpace(text) == "" {
		return nil, ringdex.Problem("text", "erasure.no_text")
	}
	err = e.deps.Store.View(ctx, p.Organization, func(r ringdex.Reader) error {
		found, err = e.find(r, text)
		return err
	})
	return found, err
}

func (e *Erasures) find(r ringdex.Reader, text string) (found []Person, err error) {
	q, err := newQuery(r, text)
	if err != nil {
		return nil, err
	}
	err = r.EachContact(ringdex.Whole, func(c *ringdex.Contact) error {
		if len(found) < mostFound && q.matches(c) {
			found = append(found, Person{Contact: c.Clone()})
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	deleted, err := q.deleted(r)
	return append(found, deleted...)[:min(mostFound, len(found)+len(deleted))], err
}

// query is a text in all its meanings.
type query struct {
	id     ringdex.ID
	email  string
	number phone.Digits
	ext    string
	words  []string
}

func newQuery(r ringdex.SettingsReader, text string) (q query, err error) {
	org, err := r.Organization()
	if err != nil {
		return q, err
	}
	text = strings.TrimSpace(text)
	q.id, _ = ringdex.ParseID(text) // else zero: no id
	q.email, q.ext = ringdex.Fold(text), text
	if n := phone.Parse(text, org.Settings.Regions); n.Valid() || digitsOnly(text) {
		q.number = n.Digits()
	}
	q.words = wordsOf(text)
	return q, nil
}

func digitsOnly(text string) bool {
	return strings.Trim(text, "+0123456789 -/().") == ""
}

// wordsOf returns the words of a name as they are compared: without diacritics.
func wordsOf(text string) (words []string) {
	for _, w := range strings.Fields(text) {
		if k := fold.Key(w); k != "" {
			words = append(words, k)
		}
	}
	return words
}

func (q *query) matches(c *ringdex.Contact) bool {
	switch {
	case !q.id.IsZero():
		return c.ID == q.id
	case q.number != 0 && slices.ContainsFunc(c.Phones, func(n phone.Number) bool { return n.Digits() == q.number }):
		return true
	case slices.ContainsFunc(c.ExternalIDs, func(x ringdex.ExternalID) bool { return x.ID == q.ext }):
		return true
	case ringdex.Fold(c.UserName) == q.email:
		return true
	}
	has := func(email string) bool { return ringdex.Fold(email) == q.email }
	return slices.ContainsFunc(c.Emails, has) || q.named(c)
}

// named reports whether the names of a contact have a word that begins with each word of the text.
func (q *query) named(c *ringdex.Contact) bool {
	if len(q.words) == 0 || q.number != 0 {
		return false
	}
	names := wordsOf(strings.Join([]string{c.FirstName, c.MiddleName, c.LastName, c.DisplayName}, " "))
	for _, word := range q.words {
		if !slices.ContainsFunc(names, func(name string) bool { return strings.HasPrefix(name, word) }) {
			return false
		}
	}
	return true
}

// deletionsPortion is how many deletions are read at once.
const deletionsPortion = 500

// deleted returns the persons that were deleted, as they were last, and that are not there again.
func (q *query) deleted(r ringdex.Reader) (found []Person, err error) {
	seen := map[ringdex.ID]bool{}
	for seq := r.Head().Changes + 1; ; {
		changes, err := r.Past(ringdex.Entries{Deletions: true}, seq, deletionsPortion)
		if err != nil {
			return nil, err
		}
		for i := range changes {
			c := &changes[i]
			seq = c.Seq
			if image := c.Contact.Before; image != nil && !c.Erased && !seen[image.ID] && q.matches(image) {
				seen[image.ID] = true
				found = append(found, Person{Contact: image, Deleted: true})
			}
		}
		if len(changes) < deletionsPortion {
			return absent(r, found)
		}
	}
}

// absent returns those that are not in the directory.
func absent(r ringdex.ContactReader, people []Person) ([]Person, error) {
	ids := make([]ringdex.ID, len(people))
	for i := range people {
		ids[i] = people[i].Contact.ID
	}
	there, err := r.Contacts(ids)
	return slices.DeleteFunc(people, func(p Person) bool { return there[p.Contact.ID] != nil }), err
}

// meanings returns the keys that a text may be.
func (e *Erasures) meanings(ctx context.Context, p auth.Principal, text string) (keys []key, err error) {
	err = e.deps.Store.View(ctx, p.Organization, func(r ringdex.Reader) error {
		q, err := newQuery(r, text)
		if err != nil {
			return err
		}
		if q.number != 0 {
			keys = append(keys, key{"phones", numberText(q.number, "")})
		}
		keys = append(keys, key{"emails", "e-mail " + q.email})
		if source, id, both := strings.Cut(strings.TrimSpace(text), "/"); both {
			keys = append(keys, key{"externalId", "id " + source + "\x00" + id})
		}
		return nil
	})
	slices.SortFunc(keys, func(a, b key) int { return cmp.Compare(a.field, b.field) })
	return keys, err
}
