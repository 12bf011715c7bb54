package intake

import (
	"encoding/binary"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/cespare/xxhash/v2"

	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// A digest is a hash of a record as a source sent it. Most operations are idempotent, so a record
// with the digest last applied changes nothing, unless something else has changed the contact. The
// digest also covers what the record's meaning depends on: the rules (through the seed) and the
// company of its reference.

// seedOf hashes the context of records: the rules that affect outcomes, and the order's Meaning.
// Add every new rule here, but not the name of a source.
func seedOf(rules *ringdex.Rules, meaning string) uint64 {
	b := appendText(appendText(nil, phone.MetadataVersion()), meaning)
	b = binary.AppendUvarint(b, uint64(len(rules.Regions)))
	for _, region := range rules.Regions {
		b = appendText(b, region)
	}
	s := &rules.Source
	for _, on := range []bool{s.StrictNumbers, s.OverwritePasswords, s.MatchUserName, s.MatchEmail, s.MatchPhoneAndName} {
		b = strconv.AppendBool(b, on)
	}
	for i := range rules.Fields {
		b = appendField(b, &rules.Fields[i])
	}
	for i := range rules.Sources {
		b = appendClaims(b, &rules.Sources[i])
	}
	return xxhash.Sum64(b)
}

// appendClaims appends what decides which source's values stand, and nothing by default.
func appendClaims(b []byte, s *ringdex.Source) []byte {
	if s.Priority == 0 && !s.Ruled() {
		return b
	}
	b = appendText(binary.AppendVarint(appendText(b, s.Key), int64(s.Priority)), string(s.Rule))
	for _, field := range slices.Sorted(maps.Keys(s.FieldRules)) {
		b = appendText(appendText(b, field), string(s.FieldRules[field]))
	}
	return b
}

func appendField(b []byte, f *ringdex.Field) []byte {
	b = appendText(appendText(appendText(b, string(f.Kind)), f.Key), string(f.Type))
	b = strconv.AppendBool(strconv.AppendBool(b, f.Required), f.Unique)
	for _, n := range []int64{f.ID, int64(f.Min), int64(f.Max), int64(len(f.Items))} {
		b = binary.AppendVarint(b, n)
	}
	for _, item := range f.Items {
		b = appendText(binary.AppendVarint(b, item.ID), item.Title)
	}
	return b
}

// digest hashes the record's own content. It includes a password only as far as the source's rules
// require: a fast hash would allow guessing.
func digest(rec *Record, rules *ringdex.Rules, seed uint64) uint64 {
	var d xxhash.Digest
	d.ResetWithSeed(seed)
	if rec.Content != "" {
		_, _ = d.WriteString(rec.Content) // a hash never fails
		return d.Sum64()
	}
	b := binary.AppendUvarint(make([]byte, 0, 512), uint64(len(rec.Ops)))
	for i := range rec.Ops {
		b = appendOp(b, &rec.Ops[i])
	}
	b = appendText(b, rec.Identity.Email)
	switch {
	case rules.Source.OverwritePasswords:
		b = appendText(b, rec.Password)
	case rec.Password != "":
		b = append(b, 'p')
	}
	_, _ = d.Write(b)
	return d.Sum64()
}

// appendOp appends an unambiguous encoding of an operation.
func appendOp(b []byte, op *ringdex.Op) []byte {
	b = appendText(appendText(b, string(op.Verb)), op.Field)
	index := -1
	if op.Index != nil {
		index = *op.Index
	}
	return appendValue(binary.AppendVarint(b, int64(index)), op.Value)
}

func appendValue(b []byte, value any) []byte {
	switch v := value.(type) {
	case string:
		return appendText(append(b, 's'), v)
	case []any:
		b = binary.AppendUvarint(append(b, 'l'), uint64(len(v)))
		for _, item := range v {
			b = appendValue(b, item)
		}
		return b
	}
	return appendText(append(b, 'v'), fmt.Sprintf("%T %v", value, value))
}

func appendText(b []byte, text string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(text))), text...)
}

// repeatable reports whether the operations are idempotent. Those on one list element are not:
// after the first element is removed, another one is first.
func repeatable(ops []ringdex.Op) bool {
	return !slices.ContainsFunc(ops, func(op ringdex.Op) bool {
		return op.Index != nil || op.Verb == ringdex.Remove && (op.Field == "phone" || op.Field == "email")
	})
}

// withCompany adds the company of the record's reference to a digest. It never returns 0.
func withCompany(sum uint64, rec *Record, company int64) uint64 {
	if rec.Company != nil {
		sum ^= (uint64(company) + 1) * 0x9e3779b97f4a7c15 // spreads small numbers over all bits
	}
	return max(sum, 1)
}

// skipUnchanged marks the records that are equal to what the source sent before.
func (p *contactPlanner) skipUnchanged() {
	p.unchanged = make([]bool, len(p.b.records))
	digests := p.b.digests
	seen := make(map[string]bool, len(p.b.records))
	for i := range p.b.records {
		rec := &p.b.records[i]
		if digests[i] == 0 {
			digests[i] = digest(rec, &p.b.rules, p.b.seed)
		}
		key := rec.Identity.ExternalID
		// A second record with the same key is not compared: the first one may change the contact.
		p.unchanged[i] = key != "" && !seen[key] && p.sentBefore(rec, digests[i])
		seen[key] = true
	}
}

// sentBefore reports whether the source last sent an equal record under this external id.
func (p *contactPlanner) sentBefore(rec *Record, sum uint64) bool {
	match := p.ws.byExternalID[rec.Identity.ExternalID]
	if match.Digest == 0 || rec.MustBeNew || !rec.Identity.ID.IsZero() || rec.Identity.Home != nil || len(rec.Problems) > 0 || len(rec.Companies) > 0 || !repeatable(rec.Ops) {
		return false
	}
	company, known := p.ws.companies.find(rec.Company)
	return known && match.Digest == withCompany(sum, rec, company)
}
