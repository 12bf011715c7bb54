package auth

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
	keyPrefix  = "rdk_"
	keyRandom  = 25
	keyLetters = "abcdefghijklmnopqrstuvwxyz234567"
	keyEnd     = keyRandom * 8 / 5
	longestKey = len(keyPrefix) + 13 + 1 + keyEnd // the largest organization has 13 digits
	keyExample = "rdk_1_ and 40 letters and digits"
)

// NewKey returns a key and its secret. Show the secret once; only its digest is stored. Set Allow
// and Expires, if wanted, before you store the key. AddKey does all of this.
func NewKey(org ringdex.OrganizationID, name string, scope ringdex.Scope, source string, now time.Time) (secret string, key ringdex.Key) {
	random := make([]byte, keyRandom)
	_, _ = rand.Read(random) // never fails: crypto/rand ends the program instead
	secret = keyPrefix + strconv.FormatInt(int64(org), 36) + "_" + base32.NewEncoding(keyLetters).EncodeToString(random)
	now = moment(now)
	return secret, ringdex.Key{
		ID: ringdex.NewID(now), Name: name, Hash: sha256.Sum256([]byte(secret)), Scope: scope, Source: source, Created: now,
	}
}

// AddKey creates a key with the settings of want (Name, Scope, Source, Allow, Expires) and stores
// it. Invalid if CheckKey refuses it, Conflict if the organization has a key of that name.
func AddKey(ctx context.Context, store ringdex.Store, clock ringdex.Clock, org ringdex.OrganizationID, want ringdex.Key) (secret string, key ringdex.Key, err error) {
	if err := CheckKey(want); err != nil {
		return "", key, err
	}
	secret, key = NewKey(org, want.Name, want.Scope, want.Source, clock())
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

// CheckKey returns nil if the key can be stored, else Invalid with the field and the problem.
func CheckKey(k ringdex.Key) error {
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

// secret is a parsed key.
type secret struct {
	org  ringdex.OrganizationID
	hash [sha256.Size]byte
}

// parseSecret accepts exactly what NewKey generates. It does not allocate.
func parseSecret(text string) (s secret, ok bool) {
	if len(text) > longestKey || !strings.HasPrefix(text, keyPrefix) {
		return s, false
	}
	number, random, ok := strings.Cut(text[len(keyPrefix):], "_")
	if !ok || len(random) != keyEnd || !allLetters(random) {
		return s, false
	}
	if s.org, ok = parseOrganization(number); !ok {
		return s, false
	}
	var buffer [longestKey]byte
	s.hash = sha256.Sum256(buffer[:copy(buffer[:], text)])
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
