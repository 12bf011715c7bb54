package ringdex

import (
	"net/netip"
	"strings"
)

// ParseNetwork parses an address or a network in CIDR notation: "10.0.0.7", "192.168.0.0/16",
// "fd00::/8". An address becomes a network of one address. It unmaps IPv4 in IPv6 and drops a zone.
// The error explains the notation.
func ParseNetwork(text string) (netip.Prefix, error) {
	text = strings.TrimSpace(text)
	if ip, err := netip.ParseAddr(text); err == nil {
		ip = ip.Unmap().WithZone("")
		return netip.PrefixFrom(ip, ip.BitLen()), nil
	}
	network, err := netip.ParsePrefix(text)
	if err != nil {
		return netip.Prefix{}, Fail(Invalid, "value.not_network", Show(text))
	}
	if network.Addr().Is4In6() && network.Bits() >= 96 {
		network = netip.PrefixFrom(network.Addr().Unmap(), network.Bits()-96)
	}
	return network.Masked(), nil
}

// ParseNetworks parses several networks.
func ParseNetworks(texts []string) ([]netip.Prefix, error) {
	networks := make([]netip.Prefix, len(texts))
	for i, text := range texts {
		var err error
		if networks[i], err = ParseNetwork(text); err != nil {
			return nil, err
		}
	}
	return networks, nil
}
