package chat

import (
	"crypto/ecdh"
	"encoding/base64"
	"errors"
	"net/netip"
	"net/url"
	"strings"
)

// Subscription is where a browser takes messages while its page is closed, and the keys that
// they are encrypted for. Who knows all of it can write there: it is never told to anybody.
type Subscription struct {
	Endpoint string
	P256dh   string // the browser's public key,
	Auth     string // and its secret, both base64url
}

// What browsers give is far shorter.
const (
	endpointMost = 1024
	authSize     = 16
)

// Check refuses what no browser gives, and what would lead us elsewhere than to a push
// service. It names the field, never what stood in it.
func (s Subscription) Check() error {
	if err := checkEndpoint(s.Endpoint); err != nil {
		return err
	}
	key, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(s.P256dh, "="))
	if err == nil {
		_, err = ecdh.P256().NewPublicKey(key)
	}
	if err != nil {
		return errors.New("p256dh: must be a point of P-256 in base64url, as PushSubscription.toJSON() gives it")
	}
	secret, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(s.Auth, "="))
	if err != nil || len(secret) != authSize {
		return errors.New("auth: must be 16 bytes in base64url, as PushSubscription.toJSON() gives it")
	}
	return nil
}

// checkEndpoint takes an https address on a host with a name. To what address the name leads
// is looked at when something is sent.
func checkEndpoint(endpoint string) error {
	u, err := url.Parse(endpoint)
	if err != nil || len(endpoint) > endpointMost || u.Scheme != "https" || u.User != nil || u.Fragment != "" {
		return errors.New("endpoint: must be an https address of a push service, as PushSubscription.endpoint gives it")
	}
	host := u.Hostname()
	_, notName := netip.ParseAddr(host)
	if notName == nil || !strings.Contains(strings.Trim(host, "."), ".") || (u.Port() != "" && u.Port() != "443") {
		return errors.New("endpoint: must lead to a named host on port 443")
	}
	return nil
}
