package rest

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"ringdex/internal/connector/call"
	"ringdex/internal/message"
	"ringdex/internal/ringdex"
)

// The ways to say who calls.
const (
	authNone   = "none"
	authBasic  = "basic"
	authBearer = "bearer"
	authHeader = "header"
	authClient = "oauth2"
)

// credentials are the settings of who calls.
type credentials struct {
	how, username, password, token, header  string
	tokenURL, clientID, clientSecret, scope string
}

// check refuses a way without its values.
func (c *credentials) check() error {
	needed := map[string]map[string]string{
		authBasic: {"username": c.username}, authBearer: {"token": c.token}, authHeader: {"token": c.token},
		authClient: {"token_url": c.tokenURL, "client_id": c.clientID, "client_secret": c.clientSecret},
	}
	for _, key := range []string{"username", "token", "token_url", "client_id", "client_secret"} {
		if value, wanted := needed[c.how][key]; wanted && value == "" {
			return ringdex.Problem(key, "setting_value.missing", key)
		}
	}
	return nil
}

// signer adds the credentials to the calls of a run.
type signer struct {
	c      *credentials
	client *call.Client // of the server that gives tokens
	access string       // token of OAuth 2; "" for none yet
}

// signer returns what signs the calls of a run. The client's password goes in the way that every
// server of OAuth 2 must take (RFC 6749, section 2.3.1).
func (a *api) signer() *signer {
	system := call.System{
		Base: a.auth.tokenURL, PerSecond: a.perSecond,
		Sign: call.Basic(url.QueryEscape(a.auth.clientID), url.QueryEscape(a.auth.clientSecret)),
	}
	return &signer{c: &a.auth, client: call.New(a.deps, system)}
}

func (s *signer) sign(r *http.Request) error {
	switch s.c.how {
	case authBasic:
		r.SetBasicAuth(s.c.username, s.c.password)
	case authBearer:
		r.Header.Set("Authorization", "Bearer "+s.c.token)
	case authHeader:
		r.Header.Set(s.c.header, s.c.token)
	case authClient:
		if err := s.renew(r.Context()); err != nil {
			return err
		}
		r.Header.Set("Authorization", "Bearer "+s.access)
	}
	return nil
}

// renew gets a token if there is none (RFC 6749, section 4.4).
func (s *signer) renew(ctx context.Context) error {
	if s.access != "" {
		return nil
	}
	form := url.Values{"grant_type": {"client_credentials"}}
	if s.c.scope != "" {
		form.Set("scope", s.c.scope)
	}
	var answer struct {
		Token string `json:"access_token"`
		Type  string `json:"token_type"`
	}
	err := s.client.JSON(ctx, call.Request{
		Method: http.MethodPost, Body: []byte(form.Encode()), Repeat: true,
		Header: http.Header{"Content-Type": {"application/x-www-form-urlencoded"}},
	}, &answer)
	if err != nil {
		return message.Wrap(err, "rest.token")
	}
	if answer.Token == "" || answer.Type != "" && !strings.EqualFold(answer.Type, "bearer") {
		return message.Err("rest.no_token")
	}
	s.access = answer.Token
	return nil
}

// expire drops a token that was refused, and reports whether there was one.
func (s *signer) expire() bool {
	had := s.access != ""
	s.access = ""
	return had
}
