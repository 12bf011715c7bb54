package daktela

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"sync"
	"time"

	"ringdex/internal/connector/call"
)

// session is the token of a login, which all calls share.
type session struct {
	mu    sync.Mutex
	token string
	until time.Time
}

// reply is an answer with its envelope taken off.
type reply struct {
	result  json.RawMessage
	warning string // what Daktela remarks on a call that it carried out; "" for nothing
}

// do makes a signed call. A token that is refused is renewed once: Daktela ends sessions at any
// time.
func (d *Daktela) do(ctx context.Context, r call.Request) (reply, error) {
	token, err := d.signIn(ctx, "")
	if err != nil {
		return reply{}, err
	}
	got, err := d.once(ctx, r, token)
	if !call.Answered(err, http.StatusUnauthorized) {
		return got, err
	}
	if token, err = d.signIn(ctx, token); err != nil {
		return reply{}, err
	}
	return d.once(ctx, r, token)
}

// signIn returns a token that is still good and is not the refused one.
func (d *Daktela) signIn(ctx context.Context, refused string) (string, error) {
	s := &d.session
	s.mu.Lock()
	defer s.mu.Unlock()
	now := d.deps.Clock()
	if s.token != "" && s.token != refused && now.Before(s.until) {
		return s.token, nil
	}
	body := map[string]string{"username": d.username, "password": d.password}
	got, err := d.once(ctx, call.Request{Method: http.MethodPost, Path: "/login.json", Body: body, Repeat: true}, "")
	if err != nil {
		return "", err
	}
	var result struct{ AccessToken string }
	if !decode(got.result, &result) || result.AccessToken == "" {
		return "", &call.Error{Status: http.StatusOK, Garbled: true}
	}
	s.token, s.until = result.AccessToken, now.Add(tokenLife)
	return s.token, nil
}

// once makes a call with a token, "" for none.
func (d *Daktela) once(ctx context.Context, r call.Request, token string) (reply, error) {
	if token != "" {
		r.Header = http.Header{http.CanonicalHeaderKey(tokenHeader): {token}}
	}
	var e envelope
	r.Read = func(body []byte) error {
		if len(body) == 0 {
			return nil // a DELETE is answered so
		}
		if err := json.Unmarshal(body, &e); err != nil || e.Result == nil && e.Error == nil {
			return cmp.Or(err, errNoResult)
		}
		return nil
	}
	if _, err := d.client().Do(ctx, r); err != nil {
		return reply{}, err
	}
	return reply{e.Result, reasonsOf(e.Error).text}, nil
}

var errNoResult = errors.New("the answer has neither a result nor an error")
