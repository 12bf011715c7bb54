package intake

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strconv"

	"github.com/cespare/xxhash/v2"

	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// A digest stands for what a source sent of one record. Operations are repeatable, but for a few, so a record
// whose digest is the one last applied, to a contact that nothing else has changed, changes nothing. What the
// meaning of a record depends on besides itself goes into it too: rules through the seed, and the company that
// its reference leads to.

// seedOf is what records mean besides themselves, in a number: the rules, as far as they decide what becomes of a record,
// and what the order says. A rule that is added belongs in here; the name of a source, or its priority, does not.
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
	return xxhash.Sum64(b)
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

// digest of the record's own content. Of a password it has no more than the source's rules make necessary: a
// digest is quickly made, so that guesses could be tried on it.
func digest(rec *Record, rules *ringdex.Rules, seed uint64) uint64 {
	var d xxhash.Digest
	d.ResetWithSeed(seed)
	if rec.Content != "" {
		_, _ = d.WriteString(rec.Content) // a hash takes everything
		return d.Sum64()
	}
	b := binary.AppendUvarint(make([]byte, 0, 512), uint64(len(rec.Ops)))
	for i := range rec.Ops {
		b = appendOp(b, &rec.Ops[i])
	}
	b = appendText(b, rec.Key.Email)
	switch {
	case rules.Source.OverwritePasswords:
		b = appendText(b, rec.Password)
	case rec.Password != "":
		b = append(b, 'p')
	}
	_, _ = d.Write(b)
	return d.Sum64()
}

// appendOp writes an operation so that no two different ones look alike.
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

// repeatable says whether the operations change nothing when they are carried out again. Those on one element
// of a list may: after the first one has gone, another one is the first.
func repeatable(ops []ringdex.Op) bool {
	return !slices.ContainsFunc(ops, func(op ringdex.Op) bool {
		return op.Index != nil || op.Verb == ringdex.Remove && (op.Field == "phone" || op.Field == "email")
	})
}

// withCompany is a digest of the record and the company its reference led to. 0 is never a digest.
func withCompany(sum uint64, rec *Record, company int64) uint64 {
	if rec.Company != nil {
		sum ^= (uint64(company) + 1) * 0x9e3779b97f4a7c15 // spreads small numbers over all bits
	}
	return max(sum, 1)
}

// skipUnchanged notes the records that are what the source sent before.
func (p *contactPlanner) skipUnchanged() {
	p.unchanged = make([]bool, len(p.b.records))
	digests := p.b.digests
	seen := make(map[string]bool, len(p.b.records))
	for i := range p.b.records {
		rec := &p.b.records[i]
		if digests[i] == 0 {
			digests[i] = digest(rec, &p.b.rules, p.b.seed)
		}
		key := rec.Key.ExternalID
		// The second record of one key is not compared: the first one may change the contact.
		p.unchanged[i] = key != "" && !seen[key] && p.sentBefore(rec, digests[i])
		seen[key] = true
	}
}

// sentBefore says whether the record is what the source sent last under its external id.
func (p *contactPlanner) sentBefore(rec *Record, sum uint64) bool {
	match := p.ws.byExternalID[rec.Key.ExternalID]
	if match.Digest == 0 || rec.MustBeNew || !rec.Key.ID.IsZero() || len(rec.Problems) > 0 || len(rec.Companies) > 0 || !repeatable(rec.Ops) {
		return false
	}
	company, known := p.ws.companies.find(rec.Company)
	return known && match.Digest == withCompany(sum, rec, company)
}
