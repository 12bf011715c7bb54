// Package password checks, makes, hashes and verifies passwords.
//
// It owns the form of a stored hash and its cost. It leaves to its caller how many hashes are made
// at once, and who has which password.
package password

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"ringdex/internal/ringdex"
)

// Lengths of a password, in characters. Six, because the first administrator's comes from a setting
// of an installation that may be a trial; the page that changes passwords may require more.
const (
	shortest = 6
	longest  = 256
)

// cost holds the parameters of argon2id.
type cost struct {
	memory  uint32 // KiB
	time    uint32 // passes
	threads uint8
}

// ourCost is OWASP's recommendation for argon2id. A hash with parameters above mostCost is not
// verified: a row must not be able to exhaust the machine's memory.
var (
	ourCost  = cost{memory: 19 * 1024, time: 2, threads: 1}
	mostCost = cost{memory: 64 * 1024, time: 10, threads: 4}
)

const (
	saltLength = 16
	sumLength  = 32
)

// Check returns nil for a password that may be set, else Invalid with the problem. It does
// not judge the strength of the password. For the command line and imports.
func Check(password string) error {
	length := utf8.RuneCountInString(password)
	switch {
	case !utf8.ValidString(password) || strings.ContainsRune(password, 0):
		return ringdex.Fail(ringdex.Invalid, "password.characters")
	case length < shortest:
		return ringdex.Fail(ringdex.Invalid, "password.too_short", shortest)
	case length > longest:
		return ringdex.Fail(ringdex.Invalid, "password.too_long", longest)
	}
	return nil
}

// New returns a random password of 20 characters without look-alikes.
func New() string {
	const letters = "abcdefghijkmnpqrstuvwxyz23456789" // 32 letters without l, o, 0 and 1: no modulo bias
	password := make([]byte, 20)
	_, _ = rand.Read(password) // never fails
	for i, b := range password {
		password[i] = letters[b%byte(len(letters))]
	}
	return string(password)
}

// Hash returns the argon2id hash of a password as a PHC string with a random salt: the form that is
// stored. Invalid if Check refuses the password. It takes about 30 ms and 19 MiB.
func Hash(password string) (string, error) {
	if err := Check(password); err != nil {
		return "", err
	}
	return hashAt(ourCost, password), nil
}

// Verify reports whether the hash is that of the password. It returns false for a hash that is
// malformed or exceeds the maximum cost.
func Verify(hash, password string) bool {
	h, ok := parse(hash)
	if !ok {
		return false
	}
	sum := argon2.IDKey([]byte(password), h.salt, h.time, h.memory, h.threads, uint32(len(h.sum)))
	return subtle.ConstantTimeCompare(sum, h.sum) == 1
}

// parsed is a parsed PHC string.
type parsed struct {
	cost
	salt, sum []byte
}

func (h parsed) String() string {
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, h.memory, h.time, h.threads,
		b64.EncodeToString(h.salt), b64.EncodeToString(h.sum))
}

func hashAt(c cost, password string) string {
	salt := make([]byte, saltLength)
	_, _ = rand.Read(salt) // never fails
	return parsed{c, salt, argon2.IDKey([]byte(password), salt, c.time, c.memory, c.threads, sumLength)}.String()
}

// Nobodys returns a hash that no password matches. Verifying against it takes as long as against
// a user's hash.
func Nobodys() string {
	h := parsed{ourCost, make([]byte, saltLength), make([]byte, sumLength)}
	_, _ = rand.Read(h.salt) // never fails
	_, _ = rand.Read(h.sum)
	return h.String()
}

func parse(text string) (h parsed, ok bool) {
	parts := strings.Split(text, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != "v="+strconv.Itoa(argon2.Version) {
		return h, false
	}
	if h.cost, ok = parseCost(parts[3]); !ok {
		return h, false
	}
	var saltOK, sumOK bool
	h.salt, saltOK = parseBytes(parts[4], 8, 64)
	h.sum, sumOK = parseBytes(parts[5], 16, 64)
	return h, saltOK && sumOK
}

func parseCost(text string) (c cost, ok bool) {
	parts := strings.Split(text, ",")
	if len(parts) != 3 {
		return c, false
	}
	m, okM := parseParameter(parts[0], "m=", mostCost.memory)
	t, okT := parseParameter(parts[1], "t=", mostCost.time)
	p, okP := parseParameter(parts[2], "p=", uint32(mostCost.threads))
	return cost{m, t, uint8(p)}, okM && okT && okP && m >= 8*p // RFC 9106, 3.1
}

func parseParameter(text, name string, most uint32) (uint32, bool) {
	digits, named := strings.CutPrefix(text, name)
	n, err := strconv.ParseUint(digits, 10, 32)
	return uint32(n), named && err == nil && n >= 1 && n <= uint64(most)
}

func parseBytes(text string, least, most int) ([]byte, bool) {
	b, err := base64.RawStdEncoding.Strict().DecodeString(text)
	return b, err == nil && len(b) >= least && len(b) <= most
}
