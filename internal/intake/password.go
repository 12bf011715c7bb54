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

// hashing limits the time for the passwords of one transaction: the server cuts a request after a
// minute.
const hashing = 30 * time.Second

// hashPasswords hashes before the organization is locked. Unavailable if it takes too long, because
// of concurrent hashing.
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
