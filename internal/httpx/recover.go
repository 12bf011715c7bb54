package httpx

import (
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
)

// Recover turns a panic into a log entry with its stack and an answer 500. If the answer has begun,
// it cuts the connection instead, because the client would take a partial answer for a complete
// one. http.ErrAbortHandler passes through.
func Recover(log *slog.Logger) Middleware {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			rw, mine := hold(w)
			defer func() {
				if cause := recover(); cause != nil {
					answerPanic(log, rw, r, cause)
				}
			}()
			next.ServeHTTP(rw, r)
			if mine {
				rw.release()
			}
		})
	}
}

func answerPanic(log *slog.Logger, rw *response, r *http.Request, cause any) {
	if cause == http.ErrAbortHandler {
		panic(cause)
	}
	id := RequestIDOf(r)
	log.LogAttrs(r.Context(), slog.LevelError, "a handler panicked",
		slog.String("panic", fmt.Sprint(cause)), slog.String("method", r.Method), slog.String("path", place(r)),
		slog.String("request", id), slog.String("stack", string(debug.Stack())))
	if rw.status != 0 {
		panic(http.ErrAbortHandler)
	}
	http.Error(rw, "Something went wrong here. The log says what, at request "+id+".", http.StatusInternalServerError)
}
