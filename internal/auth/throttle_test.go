package auth

import (
	"net/netip"
	"testing"
	"time"

	"ringdex/internal/ringdex"
)

func TestHostOf(t *testing.T) {
	t.Parallel()
	for ip, want := range map[string]string{
		"192.0.2.1": "192.0.2.1", "::ffff:192.0.2.1": "192.0.2.1",
		"2001:db8:1:2:3:4:5:6": "2001:db8:1:2::", "fe80::1%eth0": "fe80::",
	} {
		if got := hostOf(netip.MustParseAddr(ip)).String(); got != want {
			t.Errorf("%s: got %s, want %s", ip, got, want)
		}
	}
	if hostOf(netip.Addr{}).IsValid() {
		t.Error("no address should stay none")
	}
}

func TestRetryAfterIsOfOurErrorsOnly(t *testing.T) {
	t.Parallel()
	if _, ok := RetryAfter(ringdex.Errorf(ringdex.RateLimited, "of somebody else")); ok {
		t.Error("got one")
	}
	if wait, ok := RetryAfter(limited(100 * time.Millisecond)); !ok || wait != time.Second {
		t.Errorf("got %v, %v", wait, ok)
	}
}
