package httpx

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"golang.org/x/sync/semaphore"

	"ringdex/internal/message"
)

// smallBody is the largest body, in bytes, that is read directly into memory. A larger one goes to
// a temporary file first, and into memory when Bulk has room.
const smallBody = 64 << 10

// BulkLimits limit the large requests that this process handles concurrently.
type BulkLimits struct {
	Bytes    int64         // of bodies in memory; a larger body is handled alone
	Wait     time.Duration // timeout of waiting for room
	Files    int64         // files read concurrently
	FileWait time.Duration
}

// Bulk bounds the memory of large requests by two semaphores: one for bodies in memory, weighted by
// size, and one for files. They are separate because a file takes minutes and a semaphore is first
// come, first served. Small bodies wait for neither.
type Bulk struct {
	limits        BulkLimits
	bodies, files *semaphore.Weighted
}

// NewBulk returns a Bulk with these limits.
func NewBulk(l BulkLimits) *Bulk {
	return &Bulk{limits: l, bodies: semaphore.NewWeighted(l.Bytes), files: semaphore.NewWeighted(l.Files)}
}

// room is the share of the semaphores that a request holds.
type room struct{ bodies, files int64 }

// Around releases the room of each request at its end.
func (b *Bulk) Around(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		using(w, func(rw *response) {
			rw.bulk = b
			next.ServeHTTP(rw, r)
		}, func(rw *response, _ bool) { rw.leave() })
	})
}

// EnterFile acquires the semaphore for files until the request ends. Receive the whole file first,
// since the client may be slow. On timeout it returns a *BodyError of kind ErrBusy and sets the
// header Retry-After. Outside Bulk.Around it does nothing.
func EnterFile(w http.ResponseWriter, r *http.Request) error {
	rw := find(w)
	if rw == nil || rw.bulk == nil {
		return nil
	}
	return rw.enter(r.Context(), rw.bulk.files, 1, &rw.held.files, rw.bulk.limits.FileWait)
}

// enterBody is EnterFile for a completely received body of size bytes.
func enterBody(w http.ResponseWriter, r *http.Request, size int64) error {
	rw := find(w)
	if rw == nil || rw.bulk == nil {
		return nil
	}
	return rw.enter(r.Context(), rw.bulk.bodies, min(size, rw.bulk.limits.Bytes), &rw.held.bodies, rw.bulk.limits.Wait)
}

func (rw *response) enter(ctx context.Context, s *semaphore.Weighted, n int64, held *int64, wait time.Duration) error {
	if err := acquire(ctx, s, n, wait); err != nil {
		rw.Header().Set("Retry-After", strconv.Itoa(max(1, int(wait.Seconds()))))
		return &BodyError{Kind: ErrBusy, What: message.New("body.busy"), Cause: err}
	}
	*held += n
	return nil
}

// acquire takes free room without a timeout, since Acquire refuses it when the timeout has passed,
// as it may on a busy machine. Only a request that must wait has one.
func acquire(ctx context.Context, s *semaphore.Weighted, n int64, wait time.Duration) error {
	if s.TryAcquire(n) {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	return s.Acquire(ctx, n)
}

func (rw *response) leave() {
	if rw.held.bodies > 0 {
		rw.bulk.bodies.Release(rw.held.bodies)
	}
	if rw.held.files > 0 {
		rw.bulk.files.Release(rw.held.files)
	}
	rw.bulk, rw.held = nil, room{}
}
