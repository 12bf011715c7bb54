package webhook_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"ringdex/internal/ringdex"
)

func TestBehindIsLoggedOnceASpell(t *testing.T) {
	t.Parallel()
	w, to := newWorld(t, 1), newReceiver(t)
	hook, _ := w.add(ringdex.Webhook{Name: "crm", URL: to.URL})
	idle, _ := w.add(ringdex.Webhook{Name: "idle", URL: to.URL, Events: []string{"company.created"}})
	to.status(http.StatusServiceUnavailable)
	w.take("crm", "K-1 lastName=Novák")
	w.quiet() // the first attempt has failed
	w.pass(50 * time.Second)
	w.until("50 s behind", func() bool { return w.lag(hook.ID) >= 50*time.Second })
	w.wantLogged("a webhook is behind", 0)
	for range 3 { // it is looked at again, and is behind still
		w.pass(lookAgain)
		w.until("a warning", func() bool { return strings.Contains(w.log.String(), "a webhook is behind") })
		w.quiet()
	}
	if got := w.lag(idle.ID); got != 0 {
		t.Errorf("the webhook for which nothing waits is %s behind", got)
	}
	to.status(http.StatusOK)
	w.until("catching up", func() bool {
		w.pass(time.Minute)
		return strings.Contains(w.log.String(), "a webhook has caught up") && w.lag(hook.ID) == 0
	})
	w.wantLogged("a webhook is behind", 1)
	w.wantLogged("a webhook has caught up", 1)
}

// lookAgain is longer than an endpoint goes without being looked at.
const lookAgain = 11 * time.Second

func TestDisabledIsNotBehind(t *testing.T) {
	t.Parallel()
	w, to := newWorld(t, 1), newReceiver(t)
	hook, _ := w.add(ringdex.Webhook{Name: "crm", URL: to.URL})
	to.status(http.StatusServiceUnavailable)
	w.take("crm", "K-1 lastName=Novák")
	w.quiet() // the first attempt has failed
	w.pass(lookAgain)
	w.until("behind", func() bool { return w.lag(hook.ID) > 0 })
	if _, err := w.hooks.Disable(w.Context(), w.org, hook.ID); err != nil {
		t.Fatal(err)
	}
	w.pass(2 * time.Minute)
	w.until("no figure", func() bool { return w.lag(hook.ID) < 0 })
	w.wantLogged("a webhook is behind", 0)
}

// lag returns the lag of an endpoint, negative without a figure.
func (w *world) lag(id ringdex.ID) time.Duration {
	for _, l := range w.sender.Lags() {
		if l.Webhook == id && l.Organization == w.org {
			return l.Behind
		}
	}
	return -1
}

func (w *world) wantLogged(text string, want int) {
	w.Helper()
	if got := strings.Count(w.log.String(), text); got != want {
		w.Errorf("the log says %q %d times, want %d\n%s", text, got, want, w.log)
	}
}
