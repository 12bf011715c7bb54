package httpx

import (
	"cmp"
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// slow is when a request deserves a warning.
const slow = time.Second

// AccessLog writes one line a request: at warn when it failed on our side, or took longer than a second without
// being Patient, else at debug. It has no query string and no address, and numbers, e-mails and keys in the path are
// masked: who was looked up is nobody's business in a log.
func AccessLog(log *slog.Logger) Middleware {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			rw, mine := hold(w)
			done := false
			defer func() {
				logRequest(log, rw, r, done)
				if mine && done {
					rw.release()
				}
			}()
			next.ServeHTTP(rw, r)
			done = true
		})
	}
}

func logRequest(log *slog.Logger, rw *response, r *http.Request, done bool) {
	level, status, took := slog.LevelDebug, rw.answered(done), rw.elapsed()
	tooSlow := took > slow && rw.patience == 0 // what was made Patient is meant to take long
	if (status >= 500 || !done) && !gone(rw, r) || tooSlow {
		level = slog.LevelWarn
	}
	// Background: a request whose client has left is logged like any other.
	ctx := context.Background()
	if !log.Enabled(ctx, level) {
		return
	}
	message := "request"
	if !done {
		message = "request cut off"
	}
	log.LogAttrs(ctx, level, message,
		slog.String("method", cut(r.Method, 16)), slog.String("path", place(r)), slog.Int("status", status),
		slog.Int64("bytes", rw.bytes), slog.Duration("took", took), slog.String("request", RequestIDOf(r)))
}

// place is the pattern of the route that served the request, which holds nothing of the request; where none did, it
// is the path, masked.
func place(r *http.Request) string {
	if r.Pattern == "" || strings.HasSuffix(r.Pattern, "/") {
		return masked(r.URL)
	}
	_, path, _ := strings.Cut(r.Pattern, " ")
	return cmp.Or(path, r.Pattern)
}

// masked is the path as it may be logged. It works on the parts between the slashes that were sent as slashes,
// so that a number with an escaped slash in it stays one number.
func masked(u *url.URL) string {
	parts := strings.Split(cut(u.EscapedPath(), 200), "/")
	for i, part := range parts {
		if text, err := url.PathUnescape(part); err == nil {
			part = text
		}
		parts[i] = maskPart(part)
	}
	return strings.Join(parts, "/")
}

// longestName is more than any name in a path of ours has.
const longestName = 40

// maskPart hides what may be a person or a secret: all of a part with an at sign (or one that is escaped twice)
// and all of a long one, which may be a key; and digits that are four or more, however they are grouped.
func maskPart(part string) string {
	if strings.Contains(part, "@") || strings.Contains(part, "%40") || len(part) > longestName {
		return "*"
	}
	var b strings.Builder
	for part != "" {
		length, digits := numberAt(part)
		switch {
		case length == 0:
			b.WriteByte(part[0])
			length = 1
		case digits < 4:
			b.WriteString(part[:length])
		default:
			b.WriteByte('*')
		}
		part = part[length:]
	}
	return b.String()
}

// numberAt is the length of the number that s begins with, from its first digit to its last, and how many digits it has.
func numberAt(s string) (length, digits int) {
	for i := range len(s) {
		switch {
		case isDigit(s[i]):
			length, digits = i+1, digits+1
		case digits == 0 || !strings.ContainsRune(" +-./()", rune(s[i])):
			return length, digits
		}
	}
	return length, digits
}

func cut(text string, length int) string {
	if len(text) > length {
		return text[:length] + "…"
	}
	return text
}
