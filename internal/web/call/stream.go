package call

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"time"

	"ringdex/internal/calls"
	"ringdex/internal/httpx"
	"ringdex/internal/ringdex"
	"ringdex/internal/web/page"
)

// Times of a stream.
const (
	alive  = 20 * time.Second // between signs of life, at each of which the session is proved again
	recent = time.Minute      // age of a ringing call that a page shows which is opened meanwhile
)

// stream answers GET /calls/stream with Server-Sent Events: "call" has the card of a call that
// rings at the reader, or has changed since; "list" says that some call has changed. It ends with
// the session, and with the program.
func (p *pages) stream(c *page.Call) error {
	ctx := c.Request.Context()
	watch, err := p.Calls.Watch(ctx, c.Who.Principal)
	if err != nil {
		return err
	}
	defer watch.Close()
	httpx.Patient(c.Writer, c.Request, alive)
	h := c.Writer.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no") // nginx would hold the events back
	if err := p.ringing(c); err != nil {
		return err
	}
	tick := time.NewTicker(alive)
	defer tick.Stop()
	for {
		select {
		case call := <-watch.Calls:
			err = p.tell(c, &call)
		case <-tick.C:
			if c.Prove() != nil {
				return nil // signed out
			}
			_, err = io.WriteString(c.Writer, ": alive\n\n")
		case <-ctx.Done():
			return nil
		case <-watch.Ended:
			return nil
		}
		if err != nil {
			return nil // the browser has left
		}
		if err := http.NewResponseController(c.Writer).Flush(); err != nil {
			return nil
		}
	}
}

// ringing shows what rings already when a page is opened.
func (p *pages) ringing(c *page.Call) error {
	c.Writer.WriteHeader(http.StatusOK)
	found, err := p.Calls.List(c.Request.Context(), c.Who.Principal, calls.Query{Mine: true, Limit: mostHits})
	if err != nil {
		return nil // the stream tells what comes
	}
	for i := range found.Calls {
		if call := &found.Calls[i]; call.State == ringdex.Ringing && c.View.Now.Sub(call.Began) < recent {
			_ = p.tell(c, call)
		}
	}
	return http.NewResponseController(c.Writer).Flush()
}

// tell sends the events of one call.
func (p *pages) tell(c *page.Call, call *ringdex.Call) error {
	if call.Direction != ringdex.Outgoing && calls.Rings(call, c.Who.User) {
		s := p.identify(c, call)
		if call.State == ringdex.Ringing {
			_ = p.past(c, &s) // the card is worth more than the earlier calls
		}
		var card bytes.Buffer
		if err := pop(c.View, s).Render(context.WithoutCancel(c.Request.Context()), &card); err != nil {
			return err
		}
		if err := event(c.Writer, "call", card.Bytes()); err != nil {
			return err
		}
	}
	return event(c.Writer, "list", []byte(call.ID.String()))
}

// event writes an event. Its data have as many lines as they need.
func event(w io.Writer, name string, data []byte) error {
	_, err := fmt.Fprintf(w, "event: %s\ndata: %s\n\n", name, bytes.ReplaceAll(data, []byte("\n"), []byte("\ndata: ")))
	return err
}
