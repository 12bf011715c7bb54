package httpx

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
)

// TestClientThatLeft: that it has left is no failure of ours, whether it shows when something is
// written or before. The log has neither an error nor its address.
func TestClientThatLeft(t *testing.T) {
	t.Parallel()
	for name, serve := range map[string]func(http.ResponseWriter, *http.Request) error{
		"while it reads": func(w http.ResponseWriter, r *http.Request) error {
			for {
				if _, err := w.Write(make([]byte, 1<<16)); err != nil {
					return err
				}
			}
		},
		"while it waits": func(w http.ResponseWriter, r *http.Request) error {
			<-r.Context().Done()
			return errors.New("no answer is wanted")
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var log bytes.Buffer
			ended := make(chan bool)
			entered := make(chan bool)
			h := HandlerFunc(func(w http.ResponseWriter, r *http.Request) error {
				close(entered)
				return serve(w, r)
			}).Handler(func(http.ResponseWriter, *http.Request, error) { t.Error("a fault of the client's leaving") })
			logged := AccessLog(slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelInfo})))(h)
			srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				defer close(ended)
				logged.ServeHTTP(w, r)
			}))
			defer srv.Close()
			ctx, leave := context.WithCancel(t.Context())
			r, err := http.NewRequestWithContext(ctx, http.MethodGet, srv.URL, nil)
			if err != nil {
				t.Fatal(err)
			}
			go func() {
				<-entered
				leave()
			}()
			if answer, err := srv.Client().Do(r); err == nil {
				_ = answer.Body.Close()
			}
			<-ended
			if log.Len() > 0 {
				t.Errorf("the log has: %s", &log)
			}
		})
	}
}
