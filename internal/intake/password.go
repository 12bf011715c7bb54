package intake

import (
	"cmp"
	"context"
	"slices"
	"time"

	"ringdex/internal/ringdex"
)

func (b *batch) hasPasswords() bool {
	return slices.ContainsFunc(b.records, func(rec Record) bool { return rec.Password != "" })
}

// hashing is how long the passwords of one transaction may take: the server cuts a request off after a minute.
const hashing = 30 * time.Second

// hashPasswords does the slow part before the organization is locked. Unavailable when it takes too long, because
// others have passwords hashed too.
func (b *batch) hashPasswords() error {
	if len(b.plan.passwords) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(b.ctx, hashing)
	defer cancel()
	for _, p := range b.plan.passwords {
		if _, done := b.hashes[p.text]; done {
			continue
		}
		hash, err := b.in.deps.Hash(ctx, p.text)
		if err != nil {
			return cmp.Or(b.tooSlow(ctx), err)
		}
		b.hashes[p.text] = hash
	}
	return nil
}

func (b *batch) tooSlow(hashing context.Context) error {
	if hashing.Err() == nil || b.ctx.Err() != nil {
		return b.abandoned()
	}
	return ringdex.Fail(ringdex.Unavailable, "intake.hashing")
}
