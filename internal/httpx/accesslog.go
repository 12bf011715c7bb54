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

// slow is the duration above which a request is logged as a warning.
const slow = time.Second

// AccessLog logs one line a request: at warn if it failed on our side, or took longer than a second
// without being Patient, else at debug. The line has no query string and no address, and masks
// numbers, e-mails and keys in the path: a log must not reveal who was looked up.
func AccessLog(log *slog.Logger) Middleware {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			using(w, func(rw *response) { next.ServeHTTP(rw, r) },
				func(rw *response, done bool) { logRequest(log, rw, r, done) })
		})
	}
}

func logRequest(log *slog.Logger, rw *response, r *http.Request, done bool) {
	level, status, took := slog.LevelDebug, rw.answered(done), rw.elapsed()
	tooSlow := took > slow && rw.patience == 0 // a Patient request may take long
	if (status >= 500 || !done) && !gone(rw, r) || tooSlow {
		level = slog.LevelWarn
	}
	// Background: requests of clients that have left are logged too.
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

// place returns the pattern of the matching route, which contains no data of the request. Without a
// match it returns the masked path.
func place(r *http.Request) string {
	if r.Pattern == "" || strings.HasSuffix(r.Pattern, "/") {
		return masked(r.URL)
	}
	_, path, _ := strings.Cut(r.Pattern, " ")
	return cmp.Or(path, r.Pattern)
}

// masked returns the path in loggable form. It splits at unescaped slashes only, so that a number
// with an escaped slash stays one number.
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

// longestName is longer than any fixed name in our paths.
const longestName = 40

// maskPart hides possible personal data and secrets: any part with an at sign (even if escaped
// twice), any long part, which may be a key, and any four or more digits, however they are grouped.
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

// numberAt returns the length of the number at the start of s, from its first digit to its last,
// and its count of digits.
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
