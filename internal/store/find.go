package store

import (
	"database/sql"
	"encoding/binary"
	"slices"
	"strconv"

	"ringdex/internal/ringdex"
)

// lookup is the query of a ringdex.Index: rows of a key, a record, and a digest if digest is set.
type lookup struct {
	text   string
	args   []any
	digest bool
	late   *keyTable // the log has changes of this table
	keys   []string
	ref    func([]byte) ringdex.Ref
	// has reports whether a contact has a key. Index rows of a contact that a run has staged may be
	// its old or its new ones.
	has func(c *ringdex.Contact, key string) bool
}

// Find implements ringdex.Finder.
func (r *reader) Find(in ringdex.Index, keys []string, found func(string, ringdex.Found)) error {
	if len(keys) == 0 && !in.Whole {
		return nil
	}
	x := r.lookup(in, keys)
	if !r.staged.any() || in.Kind == ringdex.KindCompany {
		return r.find(x, found)
	}
	return r.findSeen(x, found)
}

func (r *reader) find(x lookup, found func(string, ringdex.Found)) error {
	var key string
	var record sql.RawBytes
	var digest int64
	to := []any{&key, &record, &digest}
	if !x.digest {
		to = to[:2]
	}
	late, err := r.late(x)
	if err != nil {
		return err
	}
	err = r.tx.rows(x.text, x.args, func(rows *sql.Rows) error {
		err := rows.Scan(to...)
		if ref := x.ref(record); !late.decides(key, ref.Contact) {
			found(key, ringdex.Found{Ref: ref, Digest: uint64(digest)})
		}
		return err
	})
	for h := range late.has() {
		found(h.key, ringdex.Found{Ref: contactRef(h.contact[:])})
	}
	return err
}

// late returns what the log has of the keys.
func (r *reader) late(x lookup) (lateKeys, error) {
	if x.late == nil {
		return nil, nil
	}
	return r.tx.keys.of(r.tx, x.late, x.keys)
}

func (r *reader) lookup(in ringdex.Index, keys []string) lookup {
	if in.Kind == ringdex.KindCompany {
		return r.companyLookup(in, keys)
	}
	x := r.contactLookup(in, keys)
	x.ref = contactRef
	return x
}

const wholeSource = "SELECT external_id, contact, digest FROM contact_external_ids" +
	" WHERE organization = $1 AND source = $2"

func (r *reader) contactLookup(in ringdex.Index, keys []string) (x lookup) {
	switch in.By {
	case ringdex.ByExternalID:
		x = r.externalIDs("e.external_id, e.contact, e.digest", "contact_external_ids", in.Source, keys)
		if in.Whole {
			x = lookup{text: wholeSource, args: []any{r.org, in.Source}}
		}
		x.digest = true
		x.has = func(c *ringdex.Contact, id string) bool { return c.ExternalID(in.Source) == id }
	case ringdex.ByUserName:
		x = r.names("SELECT user_name, id FROM contacts WHERE organization = $1 AND user_name", keys)
		x.has = hasUserName
	case ringdex.ByEmail:
		x = r.names("SELECT email, contact FROM contact_emails WHERE organization = $1 AND email", keys)
		x.late, x.keys, x.has = emailTable, folded(keys), hasEmail
	case ringdex.ByPhone:
		x.text = "SELECT number, contact FROM contact_phones WHERE organization = $1 AND number" +
			r.tx.in(r.tx.store.engine.IntegerList("$2"))
		x.args, x.has = []any{r.org, listOf(phoneKeys(keys))}, hasPhone
		x.late, x.keys = phoneTable, keys
	case ringdex.ByValue:
		x = r.values(in, keys)
		x.has = func(c *ringdex.Contact, value string) bool { return c.Custom[in.Field] == value }
	default:
		panic("store: no index of contacts by " + string(in.By))
	}
	return x
}

func (r *reader) companyLookup(in ringdex.Index, keys []string) (x lookup) {
	switch in.By {
	case ringdex.ByExternalID:
		x = r.externalIDs("e.external_id, e.company", "company_external_ids", in.Source, keys)
		x.ref = companyRef
	case ringdex.ByName:
		x = r.names("SELECT name, MIN(id) FROM companies WHERE organization = $1 AND name", keys)
		x.text, x.ref = x.text+" GROUP BY name", companyRef
	case ringdex.ByValue:
		x = r.values(in, keys)
		x.ref = valueCompanyRef
	default:
		panic("store: no index of companies by " + string(in.By))
	}
	return x
}

// externalIDs does not use IN, which would build a temporary index of the list first; that takes as
// long as the look-ups. Sorted ids are neighbours in the tree, so the cursor need not descend
// again.
func (r *reader) externalIDs(columns, table, source string, ids []string) lookup {
	engine := r.tx.store.engine
	return lookup{
		text: engine.ForEach(engine.TextRows("$3"), columns,
			table+" AS e WHERE e.organization = $1 AND e.source = $2 AND e.external_id = wanted.value"),
		args: []any{r.org, source, listOf(slices.Sorted(slices.Values(ids)))},
	}
}

// names returns a lookup by folded texts; text ends with the column that has them.
func (r *reader) names(text string, keys []string) lookup {
	return lookup{
		text: text + r.tx.in(r.tx.store.engine.TextList("$2")),
		args: []any{r.org, listOf(folded(keys))},
	}
}

func (r *reader) values(in ringdex.Index, values []string) lookup {
	return lookup{
		text: "SELECT value, record FROM unique_values" +
			" WHERE organization = $1 AND kind = $2 AND field = $3 AND value" +
			r.tx.in(r.tx.store.engine.TextList("$4")),
		args: []any{r.org, string(in.Kind), in.Field, listOf(values)},
	}
}

func contactRef(b []byte) ringdex.Ref {
	return ringdex.Ref{Kind: ringdex.KindContact, Contact: toID(b)}
}

// companyRef reads a number that database/sql has converted to text.
func companyRef(b []byte) ringdex.Ref {
	n, _ := strconv.ParseInt(string(b), 10, 64) // a column of integers
	return ringdex.Ref{Kind: ringdex.KindCompany, Company: n}
}

func valueCompanyRef(b []byte) ringdex.Ref {
	return ringdex.Ref{Kind: ringdex.KindCompany, Company: toNumber(b)}
}

// phoneKeys parses keys of phone numbers; others find nothing.
func phoneKeys(keys []string) []int64 {
	list := make([]int64, 0, len(keys))
	for _, key := range keys {
		if n, err := strconv.ParseInt(key, 10, 64); err == nil {
			list = append(list, n)
		}
	}
	return list
}

func hasUserName(c *ringdex.Contact, name string) bool { return ringdex.Fold(c.UserName) == name }

func hasEmail(c *ringdex.Contact, email string) bool {
	return slices.Contains(keysOf(c).emails, email)
}

func hasPhone(c *ringdex.Contact, key string) bool {
	is := func(n int64) bool { return strconv.FormatInt(n, 10) == key }
	return slices.ContainsFunc(keysOf(c).phones, is)
}

// Columns for records of both kinds have a company's number as 8 bytes.
func fromNumber(id int64) []byte { return binary.BigEndian.AppendUint64(nil, uint64(id)) }

func toNumber(b []byte) int64 {
	if len(b) != 8 {
		return 0
	}
	return int64(binary.BigEndian.Uint64(b))
}
