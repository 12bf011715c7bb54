package native

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"ringdex/internal/auth"
	"ringdex/internal/directory"
	"ringdex/internal/httpx"
	"ringdex/internal/ringdex"
	wire "ringdex/internal/wire/native"
)

// maxWait limits the wait of a long poll: proxies cut calls that are silent for a minute.
const maxWait = 30

// feed is a portion of the changes. Next is the after of the next call.
type feed struct {
	Items []wire.Event `json:"items"`
	Next  int64        `json:"next"`
	More  bool         `json:"more"`
}

// changes answers GET /v1/changes?after&limit&wait&follow.
func (a *api) changes(w http.ResponseWriter, r *http.Request, p auth.Principal) error {
	q := newQuery(r)
	limit, follow, wait := q.limit(), q.flag("follow"), q.seconds("wait")
	after, err := a.since(r.Context(), p, q)
	if err == nil {
		err = q.end()
	}
	if err != nil {
		return err
	}
	if follow {
		return a.follow(w, r, p, after, limit)
	}
	if wait > 0 {
		httpx.Patient(w, r, downloadPatience+wait)
		ctx, cancel := context.WithTimeout(r.Context(), wait)
		defer cancel()
		if _, err := a.Records.Await(ctx, p, after); err != nil {
			return err
		}
	}
	found, err := a.Records.Changes(r.Context(), p, after, limit)
	if err != nil {
		return err
	}
	return httpx.WriteJSON(w, http.StatusOK, feed{Items: toEvents(&found), Next: found.Next, More: found.More})
}

// since reads the sequence that a caller knows: 0 for all, or the newest one for "now".
func (a *api) since(ctx context.Context, p auth.Principal, q *query) (int64, error) {
	text := q.text("after")
	switch text {
	case "":
		return 0, nil
	case "now":
		return a.Records.Head(ctx, p)
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 {
		return 0, ringdex.Problem("after", "call.after", ringdex.Show(text))
	}
	return n, nil
}

// seconds reads a wait.
func (q *query) seconds(name string) time.Duration {
	text := q.text(name)
	if text == "" {
		return 0
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 || n > maxWait {
		q.fail(ringdex.Problem(name, "call.number_range", name, 0, maxWait, ringdex.Show(text)))
	}
	return time.Duration(n) * time.Second
}

func toEvents(f *directory.Feed) []wire.Event {
	view := wire.View{Fields: f.Fields, Companies: f.Companies}
	events := make([]wire.Event, len(f.Changes))
	for i := range f.Changes {
		events[i] = view.Event(&f.Changes[i])
	}
	return events
}

// heartbeat is how long a followed feed is silent before it gets an empty line, which shows both
// sides that the other one is there.
const heartbeat = 15 * time.Second

// follow answers with a line for each change until the caller leaves.
func (a *api) follow(w http.ResponseWriter, r *http.Request, p auth.Principal, after int64, limit int) error {
	httpx.Patient(w, r, downloadPatience)
	out := newLines(w)
	for {
		found, err := a.Records.Changes(r.Context(), p, after, limit)
		if err != nil {
			return err
		}
		for _, event := range toEvents(&found) {
			if err := out.write(event); err != nil {
				return err
			}
		}
		if err := a.pause(r.Context(), p, out, found.Next, found.More); err != nil {
			return err
		}
		if after = found.Next; r.Context().Err() != nil {
			return nil // the caller has left
		}
	}
}

// pause sends what was written, and waits for the next change.
func (a *api) pause(ctx context.Context, p auth.Principal, out *lines, after int64, more bool) error {
	for !more && ctx.Err() == nil {
		if err := out.blank(); err != nil {
			return err
		}
		beat, cancel := context.WithTimeout(ctx, heartbeat)
		found, err := a.Records.Await(beat, p, after)
		if cancel(); err != nil || found {
			return err
		}
	}
	return nil
}
