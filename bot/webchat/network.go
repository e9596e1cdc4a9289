package webchat

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/netip"
)

// netBits is how much of an address names a network: a home has one IPv4 address,
// and an IPv6 /64 in which its machines choose their own.
func netBits(ip netip.Addr) int {
	if ip.Is4() {
		return 32
	}
	return 64
}

// network names where a request came from by a keyed hash, so that limits can
// count by it and nobody can read it. "" where the address cannot be told.
func (p *Page) network(r *http.Request) string {
	if p.c.Net == nil {
		return ""
	}
	ip := p.c.Net(r).Unmap().WithZone("")
	prefix, err := ip.Prefix(netBits(ip))
	if err != nil || !prefix.IsValid() {
		return ""
	}
	mac := hmac.New(sha256.New, p.c.Key)
	mac.Write([]byte("net|" + prefix.String()))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:cookieSize])
}
