package webhook

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"time"

	"ringdex/internal/ringdex"
)

// secretSize is the number of random bytes of a secret. Its form is that of Standard Webhooks.
const secretSize = 32

// SecretOverlap is the default time for which the old secret signs in addition to a new one.
const SecretOverlap = 24 * time.Hour

func (h *Endpoints) newSecret(id ringdex.ID) (secret string, sealed []byte, err error) {
	random := make([]byte, secretSize)
	_, _ = rand.Read(random) // never fails: crypto/rand crashes the program instead
	secret = secretPrefix + base64.StdEncoding.EncodeToString(random)
	sealed, err = h.box.Seal([]byte(secret), id.String())
	return secret, sealed, err
}

// Rotate creates a new secret, which is shown only once and signs from now on. The previous one
// also signs during the overlap; older ones end now.
func (h *Endpoints) Rotate(ctx context.Context, org ringdex.OrganizationID, id ringdex.ID, overlap time.Duration) (secret string, err error) {
	if overlap < 0 || overlap > 30*24*time.Hour {
		return "", ringdex.Problem("overlap", "webhook.overlap_range")
	}
	secret, sealed, err := h.newSecret(id)
	if err != nil {
		return "", err
	}
	_, err = h.update(ctx, org, id, func(_ ringdex.Writer, hook *ringdex.Webhook) error {
		secrets := []ringdex.WebhookSecret{{Sealed: sealed}}
		if len(hook.Secrets) > 0 && overlap > 0 {
			secrets = append(secrets, ringdex.WebhookSecret{Sealed: hook.Secrets[0].Sealed, Until: h.clock().Add(overlap)})
		}
		hook.Secrets = secrets
		return nil
	})
	return secret, err
}
