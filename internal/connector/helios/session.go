package helios

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

	"ringdex/internal/connector/call"
	"ringdex/internal/message"
	"ringdex/internal/wire/servicegate"
)

// session is one session of a run. It is safe for concurrent use; calls are made one by one.
type session struct {
	h      *helios
	client *call.Client
	ends   context.CancelFunc // ends the KeepAlives
	keeper sync.WaitGroup

	mu       sync.Mutex
	token    string // "" when there is no session
	interval time.Duration
	date     string // of the last answer
}

// logOffPatience is how long LogOff may take, also when the run was stopped.
const logOffPatience = 10 * time.Second

// open signs in. The caller closes the session.
func (h *helios) open(ctx context.Context) (*session, error) {
	s := &session{h: h, client: h.client()}
	s.mu.Lock()
	err := s.logOn(ctx)
	s.mu.Unlock()
	if err != nil {
		s.logOff(ctx)
		return nil, err
	}
	keeping, cancel := context.WithCancel(ctx)
	s.ends = cancel
	s.keeper.Go(func() { s.keepAlive(keeping) })
	return s, nil
}

// close always signs off, also after a failure and when ctx has ended: sessions are licences.
func (s *session) close(ctx context.Context) {
	s.ends()
	s.keeper.Wait()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.logOff(ctx)
}

// logOn signs in and renews the session at once, as the vendor's client does: the answer says
// whether the session is alive, and how often it must be renewed.
func (s *session) logOn(ctx context.Context) error {
	h := s.h
	result, err := s.send(ctx, servicegate.LogOn(h.profile, h.username, h.password, h.language), true)
	if err != nil {
		return err
	}
	if said, refused := servicegate.Refusal(result); refused {
		return message.Err("helios.logon", h.username, h.profile, said)
	}
	if !servicegate.IsToken(result) {
		return message.Wrap(&servicegate.Unreadable{Text: result}, "helios.no_token")
	}
	s.token = result
	return s.renew(ctx)
}

// renew calls KeepAlive.
func (s *session) renew(ctx context.Context) error {
	result, err := s.send(ctx, servicegate.KeepAlive(s.token), true)
	if err != nil {
		return err
	}
	seconds, alive := servicegate.Interval(result)
	if !alive {
		return message.Wrap(&servicegate.Unreadable{Text: result}, "helios.dead")
	}
	s.interval = time.Duration(min(seconds, longestInterval)) * time.Second
	return nil
}

// Bounds of the time between two KeepAlives. The server's interval is halved.
const (
	longestInterval = 3600 // seconds
	shortestPause   = 5 * time.Second
)

// keepAlive renews the session by timer until ctx ends. A session that has expired nevertheless is
// found out and replaced by the next message.
func (s *session) keepAlive(ctx context.Context) {
	for s.h.wait(ctx, s.pause()) == nil {
		s.mu.Lock()
		err := s.renew(ctx)
		s.mu.Unlock()
		if err != nil && ctx.Err() == nil {
			s.h.deps.Log.WarnContext(ctx, "helios: the session was not renewed", "error", err)
		}
	}
}

func (s *session) pause() time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	return max(s.interval/2, shortestPause)
}

// logOff ends the session, if there is one.
func (s *session) logOff(ctx context.Context) {
	if s.token == "" {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), logOffPatience)
	defer cancel()
	result, err := s.send(ctx, servicegate.LogOff(s.token), true) // twice ends nothing else
	if err != nil || !servicegate.IsOff(result) {
		s.h.deps.Log.WarnContext(ctx, "helios: the session was not ended", "result", result, "error", err)
	}
	s.token = ""
}

// lastDate returns the Date of the last answer.
func (s *session) lastDate() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.date
}

// process sends a message and calls read with its result. A session that has expired answers with
// something that is not XML: then it signs in again and sends the message once more.
func (s *session) process(ctx context.Context, xml string, repeat bool, read func(result string) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	err := s.once(ctx, xml, repeat, read)
	if _, unreadable := errors.AsType[*servicegate.Unreadable](err); !unreadable {
		return err
	}
	s.logOff(ctx)
	if err := s.logOn(ctx); err != nil {
		return err
	}
	return s.once(ctx, xml, repeat, read)
}

func (s *session) once(ctx context.Context, xml string, repeat bool, read func(string) error) error {
	result, err := s.send(ctx, servicegate.ProcessXML(s.token, xml), repeat)
	if err != nil {
		return err
	}
	return read(result)
}

// send makes one call. repeat says that the server may get it twice.
func (s *session) send(ctx context.Context, c servicegate.Call, repeat bool) (string, error) {
	answer, err := s.client.Do(ctx, call.Request{
		Method: http.MethodPost, Body: c.Envelope(), Repeat: repeat,
		Header: http.Header{"Content-Type": {servicegate.ContentType}, "SOAPAction": {c.Action()}},
	})
	if failed, ok := errors.AsType[*call.Error](err); ok && len(failed.Body) > 0 {
		if _, said := c.Result(failed.Body); isFault(said) {
			return "", said
		}
	}
	if err != nil {
		return "", err
	}
	s.date = answer.Header.Get("Date")
	result, err := c.Result(answer.Body)
	if err != nil && !isFault(err) {
		err = answer.Garbled(err)
	}
	return result, err
}

func isFault(err error) bool {
	_, ok := errors.AsType[*servicegate.Fault](err)
	return ok
}
