// Package emulator has what every emulated system is: an http.Handler that fails by a plan, a lock
// over its records, and counts of what it has served.
//
// Each system has a package of its own below this one, which owns its wire and what it refuses.
package emulator

import (
	"encoding/json"
	"net/http"
	"strings"
	"sync"

	"ringdex/internal/emulator/fault"
)

// System is the part of an emulator that does not depend on what it emulates. S are its counts.
type System[S any] struct {
	Mu    sync.Mutex // guards Count, and whatever else the emulator keeps
	Count S          // what was served since the last Reset

	handler http.Handler
}

// Handle sets what serves the calls that do not fail by the plan. It must be called before the
// first call.
func (s *System[S]) Handle(h http.Handler, plan fault.Plan) { s.handler = fault.Handler(h, plan) }

// ServeHTTP implements http.Handler.
func (s *System[S]) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// Stats returns what was served since the last call of Reset.
func (s *System[S]) Stats() S {
	s.Mu.Lock()
	defer s.Mu.Unlock()
	return s.Count
}

// Reset begins the counts anew.
func (s *System[S]) Reset() {
	s.Mu.Lock()
	defer s.Mu.Unlock()
	var none S
	s.Count = none
}

// Basic reports whether a call is signed by HTTP Basic as a system wants it, which names itself in
// the answer if not.
func Basic(w http.ResponseWriter, r *http.Request, username, password, realm string) bool {
	if user, secret, _ := r.BasicAuth(); user == username && secret == password {
		return true
	}
	w.Header().Set("WWW-Authenticate", `Basic realm="`+realm+`"`)
	return false
}

// Read decodes a body of JSON. It returns false for another body or media type.
func Read(r *http.Request, out any) bool {
	isJSON := strings.HasPrefix(r.Header.Get("Content-Type"), "application/json")
	return isJSON && json.NewDecoder(r.Body).Decode(out) == nil
}

// Answer answers with JSON; a nil body is an empty one.
func Answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	if body != nil {
		_ = json.NewEncoder(w).Encode(body)
	}
}
