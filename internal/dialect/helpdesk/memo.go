package helpdesk

import (
	"hash/maphash"
	"strings"
	"sync"

	"ringdex/internal/intake"
	"ringdex/internal/ringdex"
	wire "ringdex/internal/wire/helpdesk"
)

// memo holds the keys of contacts' items of earlier calls, by the hash of their text. Senders
// repeat all their items every few minutes. If the mark of an item's external id shows that it is
// unchanged, its operations are never decoded.
type memo struct {
	seeds [2]maphash.Seed

	mu         sync.Mutex
	young, old map[itemHash]keys // two generations, so that items that come no more are dropped
}

// itemHash has 128 bits with random seeds, so no sender can find two items with one hash.
type itemHash [2]uint64

// keys are what the intake needs to know of an item that it has seen.
type keys struct {
	key     intake.Identity
	company *intake.CompanyRef
}

// generation is how many items a generation has, at about 200 bytes each.
const generation = 100_000

func newMemo() *memo {
	return &memo{seeds: [2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()}, young: map[itemHash]keys{}}
}

func (m *memo) hash(item []byte) itemHash {
	return itemHash{maphash.Bytes(m.seeds[0], item), maphash.Bytes(m.seeds[1], item)}
}

// get returns the keys of an item, and keeps them for another generation.
func (m *memo) get(item []byte) (keys, bool) {
	hash := m.hash(item)
	m.mu.Lock()
	defer m.mu.Unlock()
	if known, is := m.young[hash]; is {
		return known, true
	}
	known, is := m.old[hash]
	if is {
		m.put(hash, known)
	}
	return known, is
}

func (m *memo) put(hash itemHash, known keys) {
	if len(m.young) >= generation {
		m.young, m.old = map[itemHash]keys{}, m.young
	}
	m.young[hash] = known
}

// add remembers a decoded item that was accepted. One with a password is decoded each time: nothing
// may depend on a fast hash of it.
func (m *memo) add(item []byte, rec *intake.Record) {
	if rec.Content == "" || rec.Read != nil {
		return
	}
	known := keys{key: rec.Identity}
	// Clones, because the texts may be parts of the whole body.
	known.key.ExternalID, known.key.Email = strings.Clone(rec.Identity.ExternalID), strings.Clone(rec.Identity.Email)
	if rec.Company != nil {
		ref := *rec.Company
		ref.ExternalID, ref.Name, ref.At = strings.Clone(ref.ExternalID), strings.Clone(ref.Name), strings.Clone(ref.At)
		known.company = &ref
	}
	hash := m.hash(item)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.put(hash, known)
}

// recall reads the record of an item that the memo knows, and returns its translator; nil if it
// does not know it. It decodes the operations when they are needed.
func (m *memo) recall(raw []byte, rec *intake.Record) *translator {
	of, known := m.get(raw)
	if !known {
		return nil
	}
	text := string(raw)
	rec.Original, rec.Content, rec.Identity, rec.Company = text, text, of.key, of.company
	t := newTranslator(ringdex.KindContact, rec)
	item := sync.OnceValue(func() wire.Item {
		item, _ := decode[wire.Item]([]byte(text)) // it was decoded before
		return item
	})
	t.later(func() {
		rec.Company = nil
		t.operations(item())
	})
	rec.Read = func(*intake.Record) { t.again() }
	return t
}
