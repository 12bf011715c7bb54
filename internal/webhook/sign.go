package webhook

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"ringdex/internal/ringdex"
)

// The headers of Standard Webhooks.
const (
	headerID        = "webhook-id"
	headerTimestamp = "webhook-timestamp"
	headerSignature = "webhook-signature"
	secretPrefix    = "whsec_"
)

// sign sets the headers of a request, with one signature for each valid secret, so that a receiver
// can verify with the old or the new one during a rotation.
func (s *Sender) sign(h http.Header, hook *ringdex.Webhook, event *Event, now time.Time) error {
	seconds := strconv.FormatInt(now.Unix(), 10)
	var signatures []string
	for _, secret := range hook.Secrets {
		if !secret.Until.IsZero() && !secret.Until.After(now) {
			continue
		}
		plain, err := s.deps.Box.Open(secret.Sealed, hook.ID.String())
		if err != nil {
			return err
		}
		key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(string(plain), secretPrefix))
		if err != nil {
			return errors.New("the secret is no base64")
		}
		signatures = append(signatures, signature(key, event.ID+"."+seconds+".", event.Body))
	}
	h.Set(headerID, event.ID)
	h.Set(headerTimestamp, seconds)
	h.Set(headerSignature, strings.Join(signatures, " "))
	return nil
}

func signature(key []byte, head string, body []byte) string {
	mac := hmac.New(sha256.New, key)
	_, _ = mac.Write([]byte(head)) // a hash never fails
	_, _ = mac.Write(body)
	return "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
}
