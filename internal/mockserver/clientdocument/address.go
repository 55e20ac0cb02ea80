package clientdocument

import (
	"fmt"
	"net"
	"net/netip"
	"syscall"
)

// notPublic are the blocks beside those that package netip knows from which nothing is
// fetched (IANA's registries of special-purpose addresses): they are local, reserved,
// or carry another address that could be local.
func notPublic() []netip.Prefix {
	var out []netip.Prefix
	for _, block := range []string{
		"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15",
		"198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4",
		"::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16", "fec0::/10",
	} {
		out = append(out, netip.MustParsePrefix(block))
	}
	return out
}

// isPublic reports whether the address is one of the internet's.
func isPublic(address netip.Addr) bool {
	address = address.Unmap().WithZone("")
	if !address.IsGlobalUnicast() || address.IsPrivate() {
		return false
	}
	for _, block := range notPublic() {
		if block.Contains(address) {
			return false
		}
	}
	return true
}

// mayConnect reports whether documents are fetched from the address.
func (f *Fetcher) mayConnect(address netip.Addr) bool {
	return isPublic(address) || f.AllowLoopback && address.Unmap().IsLoopback()
}

// checkConnection is the control function of the dialer. It sees the address that is
// about to be connected to, after the name was resolved: a name that resolves to
// another address the next time (DNS rebinding) cannot pass it.
func (f *Fetcher) checkConnection(_, address string, _ syscall.RawConn) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return err
	}
	parsed, err := netip.ParseAddr(host)
	if err != nil || !f.mayConnect(parsed) {
		return fmt.Errorf("the address %s is not public, and nothing is fetched from there", host)
	}
	return nil
}
