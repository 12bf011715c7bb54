// Package seal keeps secrets that have to be used again, so that they cannot be hashed: it locks them with one key of
// the whole program (AES-256-GCM) before they go into the database.
//
// Whoever has the database and not the key has nothing. What a secret is for is the caller's business; a sealed one
// opens only for the purpose that it was sealed for, so that rows cannot be exchanged.
package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"sync"

	"ringdex/internal/message"
)

// Box seals and opens. It may be used by many goroutines at once.
type Box struct {
	cipher func() (cipher.AEAD, error)
	origin string
}

// New makes a Box. The key is asked for when it is first needed, so that a program without secrets needs none.
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

// Seal locks plain up for a purpose. The error is that of finding the key.
func (b *Box) Seal(plain []byte, purpose string) ([]byte, error) {
	aead, err := b.cipher()
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, aead.NonceSize())
	_, _ = rand.Read(nonce) // never fails: crypto/rand ends the program instead
	return aead.Seal(nonce, nonce, plain, []byte(purpose)), nil
}

// Open gives back what was sealed for the purpose.
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
