// Package apikey makes, checks, stores and reads API keys.
//
// It owns the form of a key's secret. What a key may do, and from where, is decided by auth.
package apikey

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"math"
	"strconv"
	"strings"
	"time"

	"ringdex/internal/ringdex"
)

// The form of a key: rdk_ORGANIZATION_RANDOM, the organization in base 36, 25 random bytes in base
// 32. The organization is part of it so that one read by key finds the row. The fixed prefix lets
// scanners for leaked secrets recognise it.
const (
	prefix        = "rdk_"
	randomBytes   = 25
	alphabet      = "abcdefghijklmnopqrstuvwxyz234567"
	randomLetters = randomBytes * 8 / 5
	longest       = len(prefix) + 13 + 1 + randomLetters // the largest organization has 13 digits
)

// Example shows the form to people.
const Example = "rdk_1_ and 40 letters and digits"

// New returns a key and its secret. Show the secret once; only its digest is stored. Set Allow
// and Expires, if wanted, before you store the key. Add does all of this.
func New(org ringdex.OrganizationID, name string, scope ringdex.Scope, source string, now time.Time) (secret string, key ringdex.Key) {
	random := make([]byte, randomBytes)
	_, _ = rand.Read(random) // never fails: crypto/rand ends the program instead
	secret = prefix + strconv.FormatInt(int64(org), 36) + "_" + base32.NewEncoding(alphabet).EncodeToString(random)
	now = now.UTC().Truncate(time.Millisecond) // as it is stored
	return secret, ringdex.Key{
		ID: ringdex.NewID(now), Name: name, Hash: sha256.Sum256([]byte(secret)), Scope: scope, Source: source, Created: now,
	}
}

// Add creates a key with the settings of want (Name, Scope, Source, Allow, Expires) and stores
// it. Invalid if Check refuses it, Conflict if the organization has a key of that name.
func Add(ctx context.Context, store ringdex.Store, clock ringdex.Clock, org ringdex.OrganizationID, want ringdex.Key) (secret string, key ringdex.Key, err error) {
	if err := Check(want); err != nil {
		return "", key, err
	}
	secret, key = New(org, want.Name, want.Scope, want.Source, clock())
	key.Allow, key.Expires = want.Allow, want.Expires
	err = store.Update(ctx, org, func(w ringdex.Writer) error { return putNewKey(w, key) })
	if err != nil {
		return "", ringdex.Key{}, err
	}
	return secret, key, nil
}

func putNewKey(w ringdex.Writer, key ringdex.Key) error {
	keys, err := ringdex.Documents[ringdex.Key](w)
	if err != nil {
		return err
	}
	for _, k := range keys {
		if ringdex.SameName(k.Name, key.Name) { // the journal identifies keys by name
			return ringdex.Fail(ringdex.Conflict, "key.taken", ringdex.Show(k.Name))
		}
	}
	return w.PutDocument(key)
}

// Check returns nil if the key can be stored, else Invalid with the field and the problem.
func Check(k ringdex.Key) error {
	if k.Name == "" {
		return ringdex.Problem("name", "key.no_name")
	}
	if err := cmp.Or(ringdex.CheckNames("name", k.Name), ringdex.CheckNames("source", k.Source)); err != nil {
		return err
	}
	if _, err := ringdex.ParseScope(string(k.Scope)); err != nil {
		return ringdex.ProblemOf("scope", err)
	}
	for _, text := range k.Allow {
		if _, err := ringdex.ParseNetwork(text); err != nil {
			return ringdex.Problem("allow", "value.not_network", ringdex.Show(text))
		}
	}
	return nil
}

// Secret is what the secret of a key says.
type Secret struct {
	Organization ringdex.OrganizationID
	Hash         [sha256.Size]byte
}

// Parse accepts exactly what New generates. It does not allocate.
func Parse(text string) (s Secret, ok bool) {
	if len(text) > longest || !strings.HasPrefix(text, prefix) {
		return s, false
	}
	number, random, ok := strings.Cut(text[len(prefix):], "_")
	if !ok || len(random) != randomLetters || !allLetters(random) {
		return s, false
	}
	if s.Organization, ok = parseOrganization(number); !ok {
		return s, false
	}
	var buffer [longest]byte
	s.Hash = sha256.Sum256(buffer[:copy(buffer[:], text)])
	return s, true
}

func allLetters(text string) bool {
	for i := range len(text) {
		if c := text[i]; (c < 'a' || c > 'z') && (c < '2' || c > '7') {
			return false
		}
	}
	return true
}

// parseOrganization reads base 36 as strconv writes it: lower case, no sign, no leading zero.
func parseOrganization(text string) (ringdex.OrganizationID, bool) {
	var n uint64
	if text == "" || text[0] == '0' {
		return 0, false
	}
	for i := range len(text) { // 13 digits at most, so an overflow of 64 bits is detected
		digit := strings.IndexByte("0123456789abcdefghijklmnopqrstuvwxyz", text[i])
		if digit < 0 || n > math.MaxInt64/36 {
			return 0, false
		}
		n = n*36 + uint64(digit)
	}
	return ringdex.OrganizationID(n), n <= math.MaxInt64
}
