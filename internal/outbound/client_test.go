package outbound_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"ringdex/internal/outbound"
)

func TestClientRefusesAddressesThatAreNotTheInternet(t *testing.T) {
	t.Parallel()
	out := outbound.New(outbound.Config{})
	for _, host := range []string{
		"127.0.0.1", "127.8.8.8", "[::1]", "0.0.0.0", "[::]", "10.0.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1", "169.254.169.254",
		"[fd00:ec2::254]", "[fe80::1]", "[fe80::1%25eth0]", "[fc00::1]", "224.0.0.1", "[ff02::1]", "255.255.255.255", "[::ffff:127.0.0.1]",
		"[::ffff:a9fe:a9fe]", "[64:ff9b::7f00:1]", "[64:ff9b::a9fe:a9fe]", "[64:ff9b:1::1]", "[2002:7f00:1::]", "[2001:0:1::1]", "[::7f00:1]", "[::ffff:0:127.0.0.1]", "[4000::1]", "[::1:0:0:1]", "[9000::1]", "192.0.2.1", "198.18.0.1",
	} {
		if err := out.Check("https://" + host + "/hook"); !refused(err) {
			t.Errorf("%s: got %v", host, err)
		}
	}
	for _, address := range []string{"https://1.1.1.1/hook", "https://[2606:4700::1111]/", "https://example.com:8443/x?y", "https://[64:ff9b::101:101]/"} {
		if err := out.Check(address); err != nil {
			t.Errorf("%s: %v", address, err)
		}
	}
	for _, address := range []string{"", "x", "ftp://example.com", "https://", "http://example.com/", "https://me:secret@example.com/", "file:///etc/passwd"} {
		if err := out.Check(address); !refused(err) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: got %v", address, err)
		}
	}
}

func refused(err error) bool {
	_, ok := errors.AsType[*outbound.RefusedError](err)
	return ok
}

// A name says nothing: what counts is the address that is dialled in the end.
func TestClientLooksAtTheAddressThatIsDialled(t *testing.T) {
	t.Parallel()
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "reached") }))
	defer receiver.Close()
	port := receiver.URL[strings.LastIndex(receiver.URL, ":"):]
	for name, c := range map[string]struct {
		allow   string
		reached bool
	}{
		"nothing is allowed": {"203.0.113.0/24", false},
		"loopback is":        {"127.0.0.0/8", true},
	} {
		out := outbound.New(outbound.Config{Allow: []netip.Prefix{netip.MustParsePrefix(c.allow)}})
		for _, scheme := range []string{"http", "https"} {
			err := fetch(t, out.Client, scheme+"://localhost"+port)
			if reached := !refused(err); reached != c.reached {
				t.Errorf("%s, %s: got %v", name, scheme, err)
			}
		}
	}
}

func fetch(t *testing.T, client *http.Client, address string) error {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	_, err = io.ReadAll(response.Body)
	return errors.Join(err, response.Body.Close())
}

func TestClientFollowsNoRedirectAndReadsNoEndlessAnswer(t *testing.T) {
	t.Parallel()
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/away":
			http.Redirect(w, r, "/there", http.StatusFound)
		case "/there":
			t.Error("a redirect was followed")
		default:
			_, _ = io.WriteString(w, strings.Repeat("x", len(r.URL.Path)*100))
		}
	}))
	defer receiver.Close()
	out := outbound.New(outbound.Config{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, Answer: 1000})
	if err := fetch(t, out.Client, receiver.URL+"/away"); err != nil {
		t.Error(err)
	}
	if err := fetch(t, out.Client, receiver.URL+"/as-it-may"); err != nil {
		t.Error(err)
	}
	if err := fetch(t, out.Client, receiver.URL+"/too-long-by-one"); err == nil || !strings.Contains(err.Error(), "too long") {
		t.Errorf("got %v", err)
	}
}
