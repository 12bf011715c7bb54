package httpx

import "net/netip"

// special are the networks that are not the internet (IANA's registries of special purpose addresses), each with what
// lives there: what answers there trusts whoever reaches it.
var special = []struct {
	network netip.Prefix
	why     string
}{
	{netip.MustParsePrefix("0.0.0.0/8"), "it means this machine"},
	{netip.MustParsePrefix("10.0.0.0/8"), "it is a private network"},
	{netip.MustParsePrefix("100.64.0.0/10"), "it is a network of a provider's own (CGNAT)"},
	{netip.MustParsePrefix("127.0.0.0/8"), "it is this machine"},
	{netip.MustParsePrefix("169.254.0.0/16"), "it is a link-local network, where clouds keep their credentials"},
	{netip.MustParsePrefix("172.16.0.0/12"), "it is a private network"},
	{netip.MustParsePrefix("192.0.0.0/24"), "it is reserved"},
	{netip.MustParsePrefix("192.0.2.0/24"), "it is for examples"},
	{netip.MustParsePrefix("192.88.99.0/24"), "it is a way into other networks"},
	{netip.MustParsePrefix("192.168.0.0/16"), "it is a private network"},
	{netip.MustParsePrefix("198.18.0.0/15"), "it is for measurements"},
	{netip.MustParsePrefix("198.51.100.0/24"), "it is for examples"},
	{netip.MustParsePrefix("203.0.113.0/24"), "it is for examples"},
	{netip.MustParsePrefix("224.0.0.0/4"), "it is many machines at once (multicast)"},
	{netip.MustParsePrefix("240.0.0.0/4"), "it is reserved"},
	{netip.MustParsePrefix("::/96"), "it means this machine"}, // ::, ::1, and IPv4 in its oldest disguise
	{netip.MustParsePrefix("64:ff9b:1::/48"), "it is a way into other networks"},
	{netip.MustParsePrefix("100::/64"), "it leads nowhere"},
	{netip.MustParsePrefix("2001::/23"), "it is a way into other networks"}, // Teredo and others
	{netip.MustParsePrefix("2001:db8::/32"), "it is for examples"},
	{netip.MustParsePrefix("2002::/16"), "it is a way into other networks"}, // 6to4
	{netip.MustParsePrefix("3fff::/20"), "it is for examples"},
	{netip.MustParsePrefix("5f00::/16"), "it is a way into other networks"},
	{netip.MustParsePrefix("fc00::/7"), "it is a private network"}, // fd00:ec2::254, too
	{netip.MustParsePrefix("fe80::/10"), "it is a link-local network"},
	{netip.MustParsePrefix("fec0::/10"), "it is a private network"},
	{netip.MustParsePrefix("ff00::/8"), "it is many machines at once (multicast)"},
}

// assigned is where all addresses of the internet are that IPv6 has so far.
var assigned = netip.MustParsePrefix("2000::/3")

var nat64 = netip.MustParsePrefix("64:ff9b::/96")

// refusal is why an address, bare, is not of the internet; "" when it is.
func refusal(to netip.Addr) string {
	if nat64.Contains(to) {
		whole := to.As16()
		return refusal(netip.AddrFrom4([4]byte(whole[12:])))
	}
	for _, s := range special {
		if s.network.Contains(to) {
			return s.why
		}
	}
	if to.Is6() && !assigned.Contains(to) {
		return "it is of no network that was given out"
	}
	return ""
}
