package httpx

import (
	"errors"
	"net/http"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The errors of BasicAuth and Bearer.
var (
	ErrNoCredentials  = errors.New("the request has no credentials")
	ErrBadCredentials = errors.New("the Authorization header cannot be read")
)

// maxCredential is the longest accepted name, password or token, in bytes.
const maxCredential = 1024

// BasicAuth returns the name and password of a request. ErrNoCredentials if it has none of this
// scheme, ErrBadCredentials if they are not base64, not UTF-8, too long, or contain control
// characters (RFC 7617, section 2).
func BasicAuth(r *http.Request) (name, password string, err error) {
	if _, ok := scheme(r, "Basic"); !ok {
		return "", "", ErrNoCredentials
	}
	name, password, ok := r.BasicAuth()
	if !ok || !acceptable(name) || !acceptable(password) {
		return "", "", ErrBadCredentials
	}
	return name, password, nil
}

// Bearer returns the token of a request; its errors are those of BasicAuth (RFC 6750, section 2.1).
func Bearer(r *http.Request) (token string, err error) {
	token, ok := scheme(r, "Bearer")
	if !ok {
		return "", ErrNoCredentials
	}
	if token = strings.TrimSpace(token); token == "" || !acceptable(token) {
		return "", ErrBadCredentials
	}
	return token, nil
}

// Challenge asks for Basic credentials; the caller writes the status and the body. realm must be
// plain ASCII without quotes.
func Challenge(w http.ResponseWriter, realm string) {
	w.Header().Set("WWW-Authenticate", `Basic realm="`+realm+`", charset="UTF-8"`)
}

// scheme returns the credentials after the name of a scheme, which is matched case-insensitively.
func scheme(r *http.Request, name string) (rest string, ok bool) {
	got, rest, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	return rest, strings.EqualFold(got, name)
}

func acceptable(text string) bool {
	if len(text) > maxCredential {
		return false
	}
	for i := range len(text) {
		if c := text[i]; c < ' ' || c > '~' { // rare: not in a key
			return utf8.ValidString(text) && strings.IndexFunc(text, unicode.IsControl) < 0
		}
	}
	return true
}
