package httpx

import (
	"net/http"
	"net/netip"
	"strings"
)

// ClientIP returns the client's address. It trusts X-Forwarded-For only as far as trusted proxies
// wrote it: it takes the rightmost address that is not a trusted proxy. It returns the zero Addr if
// the connection has no address, as on a unix socket.
func ClientIP(r *http.Request, trusted []netip.Prefix) netip.Addr {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	ip := bare(peer.Addr())
	if len(trusted) == 0 || !within(ip, trusted) {
		return ip
	}
	hops := strings.Split(strings.Join(r.Header["X-Forwarded-For"], ","), ",")
	for i := len(hops) - 1; i >= 0; i-- {
		hop, err := parseHop(strings.TrimSpace(hops[i]))
		if err != nil {
			return ip // not written by a trusted proxy, nor is the rest
		}
		if ip = hop; !within(ip, trusted) {
			return ip
		}
	}
	return ip
}

// parseHop parses an address, with or without a port (some proxies add it).
func parseHop(text string) (netip.Addr, error) {
	if withPort, err := netip.ParseAddrPort(text); err == nil {
		return bare(withPort.Addr()), nil
	}
	a, err := netip.ParseAddr(text)
	return bare(a), err
}

// bare normalizes an address for comparison with networks: 127.0.0.1 rather than ::ffff:127.0.0.1,
// without a zone.
func bare(a netip.Addr) netip.Addr { return a.Unmap().WithZone("") }

func within(ip netip.Addr, networks []netip.Prefix) bool {
	for _, n := range networks {
		if n.Contains(ip) {
			return true
		}
	}
	return false
}
