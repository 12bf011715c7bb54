package intake

import (
	"fmt"

	"github.com/cespare/xxhash/v2"

	"ringdex/internal/phone"
	"ringdex/internal/ringdex"
)

// A digest stands for what a source sent of one record. Operations are idempotent, so a record whose digest
// is the one last applied, to a contact that nothing else has changed, changes nothing. What the meaning of a
// record depends on besides itself goes into it too: rules through the seed, and the company that its
// reference leads to.

// seedOf is the rules in a number.
func seedOf(rules *ringdex.Rules) uint64 {
	return xxhash.Sum64String(fmt.Sprintf("%v|%+v|%+v|%s", rules.Regions, rules.Fields, rules.Source, phone.MetadataVersion()))
}

// digest of the record's own content.
func digest(rec *Record, seed uint64) uint64 {
	var d xxhash.Digest
	d.ResetWithSeed(seed)
	var b []byte
	for i := range rec.Ops {
		b = appendOp(b[:0], &rec.Ops[i])
		_, _ = d.Write(b) // a hash takes everything
	}
	_, _ = d.WriteString(rec.Key.Email)
	_, _ = d.WriteString("\x00" + rec.Password)
	return d.Sum64()
}

// appendOp writes an operation so that no two different ones look alike.
func appendOp(b []byte, op *ringdex.Op) []byte {
	b = append(b, op.Verb...)
	b = append(append(b, 0), op.Field...)
	if op.Index != nil {
		b = fmt.Appendf(b, "\x00%d", *op.Index)
	}
	b = append(b, 0)
	if text, ok := op.Value.(string); ok {
		b = append(append(b, 's'), text...)
	} else {
		b = fmt.Appendf(b, "%T%v", op.Value, op.Value)
	}
	return append(b, 0, 1)
}

// withCompany is a digest of the record and the company its reference led to. 0 is never a digest.
func withCompany(sum uint64, rec *Record, company int64) uint64 {
	if rec.Company != nil {
		sum ^= (uint64(company) + 1) * 0x9e3779b97f4a7c15 // spreads small numbers over all bits
	}
	return max(sum, 1)
}
