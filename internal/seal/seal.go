// Package seal encrypts secrets that the program must use again and so cannot hash. It encrypts
// them with the program's key (AES-256-GCM) before they are stored.
//
// The database alone does not reveal them. The purpose of a secret is authenticated with it: a
// sealed secret opens only for the purpose it was sealed for, so rows cannot be swapped.
package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"sync"

	"ringdex/internal/message"
)

// Box encrypts and decrypts. It is safe for concurrent use.
type Box struct {
	key    func() ([]byte, error)
	cipher func() (cipher.AEAD, error)
	origin string
}

// New returns a Box. It loads the key on first use, so a program without secrets needs none.
func New(k Key) *Box {
	read := sync.OnceValues(k.read)
	return &Box{origin: k.origin, key: read, cipher: sync.OnceValues(func() (cipher.AEAD, error) {
		key, err := read()
		if err != nil {
			return nil, err
		}
		block, err := aes.NewCipher(key)
		if err != nil {
			return nil, err
		}
		return cipher.NewGCM(block)
	})}
}

// Seal encrypts plain for a purpose. It fails only if the key cannot be loaded.
func (b *Box) Seal(plain []byte, purpose string) ([]byte, error) {
	aead, err := b.cipher()
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, aead.NonceSize())
	_, _ = rand.Read(nonce) // never fails: crypto/rand ends the program instead
	return aead.Seal(nonce, nonce, plain, []byte(purpose)), nil
}

// Open decrypts what was sealed for the purpose.
func (b *Box) Open(sealed []byte, purpose string) ([]byte, error) {
	aead, err := b.cipher()
	if err != nil {
		return nil, err
	}
	if len(sealed) < aead.NonceSize() {
		return nil, message.Err("seal.not_sealed")
	}
	plain, err := aead.Open(nil, sealed[:aead.NonceSize()], sealed[aead.NonceSize():], []byte(purpose))
	if err != nil {
		return nil, message.Err("seal.other_key", b.origin)
	}
	return plain, nil
}

// MAC returns a keyed hash of 32 bytes (HMAC-SHA256) of a text for a purpose: only who has the key
// can try which text it is of. It fails only if the key cannot be loaded.
func (b *Box) MAC(purpose, text string) ([]byte, error) {
	key, err := b.key()
	if err != nil {
		return nil, err
	}
	return mac(mac(key, "ringdex mac\x00"+purpose), text), nil
}

func mac(key []byte, text string) []byte {
	h := hmac.New(sha256.New, key)
	_, _ = h.Write([]byte(text)) // never fails
	return h.Sum(nil)
}
