package httpx

import (
	"net/http"
	"net/netip"
	"strings"
)

// ClientIP is the address that a request comes from. X-Forwarded-For is believed only as far as trusted proxies
// have written it: from the right, the first address that is none of theirs. The zero Addr when the connection
// has no address, as on a unix socket.
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
			return ip // a trusted proxy would not write this: what follows is somebody else's
		}
		if ip = hop; !within(ip, trusted) {
			return ip
		}
	}
	return ip
}

// parseHop reads an address, also one with a port, as some proxies write it.
func parseHop(text string) (netip.Addr, error) {
	if withPort, err := netip.ParseAddrPort(text); err == nil {
		return bare(withPort.Addr()), nil
	}
	a, err := netip.ParseAddr(text)
	return bare(a), err
}

// bare is the address as networks are compared: 127.0.0.1 rather than ::ffff:127.0.0.1, without a zone.
func bare(a netip.Addr) netip.Addr { return a.Unmap().WithZone("") }

func within(ip netip.Addr, networks []netip.Prefix) bool {
	for _, n := range networks {
		if n.Contains(ip) {
			return true
		}
	}
	return false
}
