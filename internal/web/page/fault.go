package page

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"ringdex/internal/auth"
	"ringdex/internal/httpx"
	"ringdex/internal/ringdex"
	"ringdex/internal/web/ui"
)

// redirect is a failure that another page mends.
type redirect string

func (r redirect) Error() string { return "see " + string(r) }

var statuses = map[ringdex.Code]int{
	ringdex.Invalid:         http.StatusUnprocessableEntity,
	ringdex.NotFound:        http.StatusNotFound,
	ringdex.Conflict:        http.StatusConflict,
	ringdex.Denied:          http.StatusForbidden,
	ringdex.Unauthenticated: http.StatusUnauthorized,
	ringdex.TooLarge:        http.StatusRequestEntityTooLarge,
	ringdex.RateLimited:     http.StatusTooManyRequests,
	ringdex.Unavailable:     http.StatusServiceUnavailable,
	ringdex.Internal:        http.StatusInternalServerError,
}

// Status returns the HTTP status of a failure.
func Status(err error) int { return statuses[ringdex.CodeOf(err)] }

// fail answers a failure: by the page that mends it, or by a page that tells it.
func (c *Call) fail(err error) error {
	if to, ok := errors.AsType[redirect](err); ok {
		return c.Go(string(to))
	}
	code := ringdex.CodeOf(err)
	if code == ringdex.Unauthenticated {
		return c.Go(c.signIn())
	}
	if code == ringdex.Internal || code == ringdex.Unavailable {
		c.frame.Log.ErrorContext(c.Request.Context(), "a page failed", "request", httpx.RequestIDOf(c.Request), "error", err)
	}
	if after, ok := auth.RetryAfter(err); ok {
		c.Writer.Header().Set("Retry-After", strconv.Itoa(int(after.Seconds()+0.999)))
	}
	if c.Partial() {
		c.Writer.Header().Set("HX-Retarget", "#flash")
		c.Writer.Header().Set("HX-Reswap", "outerHTML")
		c.View.Flash = &ui.Flash{Kind: "bad", Text: ringdex.TextOf(err)}
		return c.write(Status(err), ui.Flashed(c.View))
	}
	head := ui.Head{Title: c.T("page.status", int64(Status(err))), Alone: c.View.Who == nil}
	return c.ShowAs(Status(err), head, ui.Failure(c.View, ringdex.TextOf(err), httpx.RequestIDOf(c.Request), code == ringdex.Internal))
}

// signIn returns the address that signs in and comes back.
func (c *Call) signIn() string {
	if c.Request.Method != http.MethodGet || c.Request.URL.Path == "/" && c.Request.URL.RawQuery == "" {
		return "/sign-in"
	}
	return "/sign-in?next=" + url.QueryEscape(c.Request.URL.RequestURI())
}

// Problems returns what is wrong by field, in the reader's language, and whether err consists of
// such problems only. "" is the record as a whole.
func (c *Call) Problems(err error) (map[string]string, bool) {
	var all ringdex.Problems
	if one, ok := errors.AsType[*ringdex.Error](err); ok {
		all = ringdex.Problems{one}
	}
	if several, ok := errors.AsType[ringdex.Problems](err); ok {
		all = several
	}
	texts := map[string]string{}
	for _, p := range all {
		if p.Code != ringdex.Invalid && p.Code != ringdex.Conflict && p.Code != ringdex.Denied {
			return nil, false
		}
		text := c.View.Sentence(p.Text)
		if texts[p.Field] != "" {
			text = texts[p.Field] + " " + text
		}
		texts[p.Field] = text
	}
	return texts, len(texts) > 0
}
