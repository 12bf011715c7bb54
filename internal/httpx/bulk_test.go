package httpx_test

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"ringdex/internal/httpx"
)

func oneBulk(size int64) *httpx.Bulk {
	return httpx.NewBulk(httpx.BulkLimits{Bytes: size, Files: 1}) // nobody waits: there is room, or there is none
}

// reader answers how many bytes of JSON came, once free lets it.
func reader(b *httpx.Bulk, entered chan<- int, free <-chan struct{}) http.Handler {
	return b.Around(httpx.HandlerFunc(func(w http.ResponseWriter, r *http.Request) error {
		body, err := httpx.ReadJSON(w, r, 1<<20)
		if err != nil {
			return err
		}
		entered <- len(body)
		<-free
		_, _ = w.Write(body)
		return nil
	}).Handler(func(w http.ResponseWriter, _ *http.Request, err error) {
		if body, ok := errors.AsType[*httpx.BodyError](err); ok {
			http.Error(w, body.Error(), body.Status())
		}
	}))
}

func send(h http.Handler, size int) *httptest.ResponseRecorder {
	answer := httptest.NewRecorder()
	h.ServeHTTP(answer, post("application/json", `"`+strings.Repeat("x", size-2)+`"`))
	return answer
}

// While one large body is worked on, a second one hears when to come again, and a small one passes.
func TestBulkHasOneRoom(t *testing.T) {
	t.Parallel()
	entered, free := make(chan int, 3), make(chan struct{})
	h := reader(oneBulk(300<<10), entered, free)
	first := make(chan *httptest.ResponseRecorder)
	go func() { first <- send(h, 200<<10) }()
	if got := <-entered; got != 200<<10 {
		t.Errorf("the first body has %d bytes", got)
	}
	second := send(h, 200<<10)
	if second.Code != http.StatusServiceUnavailable || second.Header().Get("Retry-After") != "1" {
		t.Errorf("the second one got %d, Retry-After %q", second.Code, second.Header().Get("Retry-After"))
	}
	close(free)
	if small := send(h, 64<<10); small.Code != http.StatusOK {
		t.Errorf("the small one got %d", small.Code)
	}
	if answer := <-first; answer.Code != http.StatusOK || answer.Body.Len() != 200<<10 {
		t.Errorf("the first one got %d and %d bytes", answer.Code, answer.Body.Len())
	}
	if third := send(h, 400<<10); third.Code != http.StatusOK { // larger than the room: alone
		t.Errorf("the room was not given back: %d", third.Code)
	}
}

// Room is given back after a panic.
func TestBulkAfterPanic(t *testing.T) {
	t.Parallel()
	b := oneBulk(1 << 20)
	for range 2 {
		h := b.Around(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if err := httpx.EnterFile(w, r); err != nil {
				t.Error(err)
			}
			panic(http.ErrAbortHandler)
		}))
		panics(func() { send(h, 10) })
	}
}

// A body that is still coming has no room yet.
func TestSlowBodyHoldsNoRoom(t *testing.T) {
	t.Parallel()
	entered, free := make(chan int, 2), make(chan struct{})
	close(free)
	h := reader(oneBulk(200<<10), entered, free)
	body, feed := io.Pipe()
	slow := post("application/json", "")
	slow.Body, slow.ContentLength = body, 150<<10
	done := make(chan *httptest.ResponseRecorder)
	go func() {
		answer := httptest.NewRecorder()
		h.ServeHTTP(answer, slow)
		done <- answer
	}()
	_, _ = feed.Write(append([]byte(`"`), bytes.Repeat([]byte("x"), 100<<10)...))
	if other := send(h, 200<<10); other.Code != http.StatusOK {
		t.Errorf("behind a slow body, another one got %d", other.Code)
	}
	_, _ = io.WriteString(feed, `"`)
	_ = feed.Close()
	if answer := <-done; answer.Code != http.StatusOK {
		t.Errorf("the slow one got %d", answer.Code)
	}
}

// The wrapper of a finished request belongs to the next one, so nothing is changed in it
// afterwards.
func TestBulkLeavesTheNextRequestAlone(t *testing.T) {
	t.Parallel()
	b := oneBulk(1 << 20)
	h := b.Around(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := httpx.EnterFile(w, r); err != nil {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	}))
	for range 4 { // the race detector sees a late change
		t.Run("", func(t *testing.T) {
			t.Parallel()
			for range 200 {
				send(h, 10)
			}
		})
	}
}
