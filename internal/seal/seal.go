// Package seal encrypts secrets that the program must use again and so cannot hash. It encrypts
// them with the program's key (AES-256-GCM) before they are stored.
//
// The database alone does not reveal them. The purpose of a secret is authenticated with it: a
// sealed secret opens only for the purpose it was sealed for, so rows cannot be swapped.
package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"sync"

	"ringdex/internal/message"
)

// Box encrypts and decrypts. It is safe for concurrent use.
type Box struct {
	cipher func() (cipher.AEAD, error)
	origin string
}

// New returns a Box. It loads the key on first use, so a program without secrets needs none.
func New(k Key) *Box {
	return &Box{origin: k.origin, cipher: sync.OnceValues(func() (cipher.AEAD, error) {
		key, err := k.read()
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
