package ringdex

import "testing"

func TestParseNetwork(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"10.0.0.0/8": "10.0.0.0/8", " 192.168.1.7": "192.168.1.7/32", "fd00::/8": "fd00::/8", "::1": "::1/128", "::/0": "::/0",
		"10.1.2.3/8": "10.0.0.0/8", "::ffff:10.0.0.0/104": "10.0.0.0/8", "::ffff:192.0.2.1": "192.0.2.1/32", "fe80::1%eth0": "fe80::1/128",
	} {
		if got, err := ParseNetwork(text); err != nil || got.String() != want {
			t.Errorf("%q: got %s (%v), want %s", text, got, err, want)
		}
	}
	for _, text := range []string{"", "proxy", "10.0.0.0/33", "10.0.0", "10.0.0.1:80"} {
		if got, err := ParseNetworks([]string{"10.0.0.1", text}); err == nil {
			t.Errorf("%q was read as %v", text, got)
		}
	}
}

func FuzzParseNetwork(f *testing.F) {
	for _, text := range []string{"192.0.2.7", "10.0.0.0/8", "::ffff:10.0.0.0/104", "fe80::1%eth0", "::/0"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if network, err := ParseNetwork(text); err == nil && !network.Contains(network.Addr()) {
			t.Errorf("%q became %s", text, network)
		}
	})
}
