package helios

import (
	"crypto/rand"
	"strconv"
	"strings"
)

// session is one log-on.
type session struct{ messages int }

func (s *Server) logOn(profile, username, password string) string {
	s.Mu.Lock()
	defer s.Mu.Unlock()
	s.Count.LogOns++
	switch {
	case username == "":
		return "ERROR: Windows authentication is not allowed."
	case profile != s.opt.Profile:
		return "ERROR: Unknown database profile '" + profile + "'."
	case username != s.opt.Username || password != s.opt.Password:
		return "ERROR: Neplatné uživatelské jméno nebo heslo."
	}
	s.serial++
	id := strconv.Itoa(1000 + s.serial)
	s.sessions[id] = &session{}
	return id + "," + rand.Text()
}

// idOf returns the session's id: a server takes the whole token and the part before the comma.
func idOf(token string) string {
	id, _, _ := strings.Cut(token, ",")
	return id
}

func (s *Server) logOff(token string) string {
	s.Mu.Lock()
	defer s.Mu.Unlock()
	s.Count.LogOffs++
	if s.sessions[idOf(token)] == nil {
		return "0"
	}
	delete(s.sessions, idOf(token))
	return "1"
}

func (s *Server) keepAlive(token string) string {
	s.Mu.Lock()
	defer s.Mu.Unlock()
	s.Count.KeepAlives++
	if s.sessions[idOf(token)] == nil {
		return "ERROR: Session does not exist."
	}
	return strconv.Itoa(s.opt.KeepSeconds)
}

// alive counts a message of a session, and ends one that has had its share.
func (s *Server) alive(token string) bool {
	one := s.sessions[idOf(token)]
	if one == nil {
		return false
	}
	if one.messages++; s.opt.ExpireAfter > 0 && one.messages > s.opt.ExpireAfter {
		delete(s.sessions, idOf(token))
		return false
	}
	return true
}
