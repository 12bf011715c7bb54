package outbound

import "net/netip"

// special are the networks outside the public internet (IANA's special-purpose address registries),
// each with the message key of its purpose. Services there often trust every client that reaches
// them.
var special = []struct {
	network netip.Prefix
	why     string // a key of the catalogue
}{
	{netip.MustParsePrefix("0.0.0.0/8"), "network.this"},
	{netip.MustParsePrefix("10.0.0.0/8"), "network.private"},
	{netip.MustParsePrefix("100.64.0.0/10"), "network.provider"},
	{netip.MustParsePrefix("127.0.0.0/8"), "network.this"},
	{netip.MustParsePrefix("169.254.0.0/16"), "network.cloud"},
	{netip.MustParsePrefix("172.16.0.0/12"), "network.private"},
	{netip.MustParsePrefix("192.0.0.0/24"), "network.reserved"},
	{netip.MustParsePrefix("192.0.2.0/24"), "network.examples"},
	{netip.MustParsePrefix("192.88.99.0/24"), "network.tunnel"},
	{netip.MustParsePrefix("192.168.0.0/16"), "network.private"},
	{netip.MustParsePrefix("198.18.0.0/15"), "network.tests"},
	{netip.MustParsePrefix("198.51.100.0/24"), "network.examples"},
	{netip.MustParsePrefix("203.0.113.0/24"), "network.examples"},
	{netip.MustParsePrefix("224.0.0.0/4"), "network.multicast"},
	{netip.MustParsePrefix("240.0.0.0/4"), "network.reserved"},
	{netip.MustParsePrefix("::/96"), "network.this"}, // ::, ::1, and IPv4-compatible addresses
	{netip.MustParsePrefix("64:ff9b:1::/48"), "network.tunnel"},
	{netip.MustParsePrefix("100::/64"), "network.nowhere"},
	{netip.MustParsePrefix("2001::/23"), "network.tunnel"}, // Teredo and others
	{netip.MustParsePrefix("2001:db8::/32"), "network.examples"},
	{netip.MustParsePrefix("2002::/16"), "network.tunnel"}, // 6to4
	{netip.MustParsePrefix("3fff::/20"), "network.examples"},
	{netip.MustParsePrefix("5f00::/16"), "network.tunnel"},
	{netip.MustParsePrefix("fc00::/7"), "network.private"}, // includes fd00:ec2::254
	{netip.MustParsePrefix("fe80::/10"), "network.link"},
	{netip.MustParsePrefix("fec0::/10"), "network.private"},
	{netip.MustParsePrefix("ff00::/8"), "network.multicast"},
}

// assigned is the only IPv6 range allocated to the public internet so far.
var assigned = netip.MustParsePrefix("2000::/3")

var nat64 = netip.MustParsePrefix("64:ff9b::/96")

// refusal returns the message key for an address outside the public internet, or "". Pass it a bare
// address.
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
		return "network.unassigned"
	}
	return ""
}
