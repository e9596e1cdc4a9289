package push

import (
	"errors"
	"net"
	"net/http"
	"net/netip"
	"syscall"
	"time"
)

// errNotPublic says that a name leads into somebody's private network, ours for example:
// whoever subscribes chooses the address that we ask.
var errNotPublic = errors.New("the address of the push service is not a public one")

// publicOnly asks public addresses, and follows nobody elsewhere. Behind a proxy the proxy
// says what may be reached.
func publicOnly() *http.Client {
	dialer := &net.Dialer{Timeout: 10 * time.Second, Control: onlyPublic}
	direct := &http.Transport{
		DialContext: dialer.DialContext, TLSHandshakeTimeout: 10 * time.Second, ResponseHeaderTimeout: 20 * time.Second,
		MaxIdleConnsPerHost: 4, IdleConnTimeout: time.Minute, ForceAttemptHTTP2: true,
	}
	proxied := direct.Clone()
	proxied.DialContext, proxied.Proxy = (&net.Dialer{Timeout: 10 * time.Second}).DialContext, http.ProxyFromEnvironment
	return &http.Client{
		Transport: way{direct, proxied}, Timeout: 30 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// way goes through the proxy where there is one for the address.
type way struct{ direct, proxied http.RoundTripper }

// RoundTrip does a request.
func (w way) RoundTrip(r *http.Request) (*http.Response, error) {
	proxy, err := http.ProxyFromEnvironment(r)
	if err != nil {
		return nil, err
	}
	if proxy != nil {
		return w.proxied.RoundTrip(r)
	}
	return w.direct.RoundTrip(r)
}

// onlyPublic is asked with the address that a name has led to, just before the connection.
func onlyPublic(_, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil || !public(at.Addr()) {
		return errNotPublic
	}
	return nil
}

// inner are addresses beside loopback and private ones that lead to no public host, or
// wrap another address.
var inner = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("198.18.0.0/15"), netip.MustParsePrefix("240.0.0.0/4"), netip.MustParsePrefix("64:ff9b::/96"),
	netip.MustParsePrefix("64:ff9b:1::/48"), netip.MustParsePrefix("2001::/32"), netip.MustParsePrefix("2002::/16"),
	netip.MustParsePrefix("fec0::/10"),
}

func public(ip netip.Addr) bool {
	ip = ip.Unmap()
	if !ip.IsGlobalUnicast() || ip.IsPrivate() {
		return false
	}
	for _, p := range inner {
		if p.Contains(ip) {
			return false
		}
	}
	return true
}
