package httpx

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"golang.org/x/sync/semaphore"

	"ringdex/internal/message"
)

// smallBody is what a body may have to be read at once. Larger ones go to a temporary file first, and into memory when
// Bulk has room for them.
const smallBody = 64 << 10

// BulkLimits say how much of large requests is worked on at once in this process.
type BulkLimits struct {
	Bytes    int64         // of bodies in memory; a larger body is worked on alone
	Wait     time.Duration // for room there
	Files    int64         // that are read row by row
	FileWait time.Duration
}

// Bulk bounds the memory that large requests take, by two semaphores: one for bodies in memory, weighted by their size,
// since what they become is several times that; one for files. They are apart because a file takes minutes, and
// a semaphore is first come, first served. Small bodies do not wait for either.
type Bulk struct {
	limits        BulkLimits
	bodies, files *semaphore.Weighted
}

// NewBulk makes the semaphores.
func NewBulk(l BulkLimits) *Bulk {
	return &Bulk{limits: l, bodies: semaphore.NewWeighted(l.Bytes), files: semaphore.NewWeighted(l.Files)}
}

// room is what a request has taken.
type room struct{ bodies, files int64 }

// Around gives back, at the end of each request, the room that it has taken.
func (b *Bulk) Around(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rw, mine := hold(w)
		rw.bulk = b
		defer rw.leave() // also after a panic
		next.ServeHTTP(rw, r)
		if mine {
			rw.leave()
			rw.release()
		}
	})
}

// EnterFile takes one of the places for files, until the request ends. The file must have come whole: its client may
// be slow. It is a *BodyError of the kind ErrBusy when there is no place for too long; the header Retry-After is
// set then. Outside Bulk.Around it does nothing.
func EnterFile(w http.ResponseWriter, r *http.Request) error {
	rw := find(w)
	if rw == nil || rw.bulk == nil {
		return nil
	}
	return rw.enter(r.Context(), rw.bulk.files, 1, &rw.held.files, rw.bulk.limits.FileWait)
}

// enterBody does for a body of size bytes, which has come whole, what EnterFile does for a file.
func enterBody(w http.ResponseWriter, r *http.Request, size int64) error {
	rw := find(w)
	if rw == nil || rw.bulk == nil {
		return nil
	}
	return rw.enter(r.Context(), rw.bulk.bodies, min(size, rw.bulk.limits.Bytes), &rw.held.bodies, rw.bulk.limits.Wait)
}

func (rw *response) enter(ctx context.Context, s *semaphore.Weighted, n int64, held *int64, wait time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	if err := s.Acquire(ctx, n); err != nil {
		rw.Header().Set("Retry-After", strconv.Itoa(max(1, int(wait.Seconds()))))
		return &BodyError{Kind: ErrBusy, What: message.New("body.busy"), Cause: err}
	}
	*held += n
	return nil
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
