package push

import (
	"crypto/ecdh"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"math/big"
)

// Key is who sends, for push services (VAPID): a browser's subscription is bound to it.
type Key struct {
	Public  string // as a page hands it to the browser
	private string
}

// keyUse keeps the key apart from whatever else is made of the same secret.
const keyUse = "motcua web push VAPID P-256"

// KeyFrom makes the key of a secret, always the same: all processes that have the secret have
// the key, and nothing more is to be kept safe. With another secret browsers have to be asked
// again, as their chats are others then too.
func KeyFrom(secret []byte) (Key, error) {
	// 16 bytes more than needed, so that the remainder is as good as even (FIPS 186-5, A.2.1).
	raw, err := hkdf.Key(sha256.New, secret, nil, keyUse, 48)
	if err != nil {
		return Key{}, fmt.Errorf("make the key of web push: %w", err)
	}
	n := new(big.Int).Mod(new(big.Int).SetBytes(raw), new(big.Int).Sub(order(), big.NewInt(1)))
	private, err := ecdh.P256().NewPrivateKey(n.Add(n, big.NewInt(1)).FillBytes(make([]byte, 32)))
	if err != nil {
		return Key{}, fmt.Errorf("make the key of web push: %w", err)
	}
	text := base64.RawURLEncoding.EncodeToString
	return Key{Public: text(private.PublicKey().Bytes()), private: text(private.Bytes())}, nil
}

// order is the number of points of P-256.
func order() *big.Int {
	n, _ := new(big.Int).SetString("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16)
	return n
}

// String keeps the private half out of logs.
func (k Key) String() string { return "VAPID key " + k.Public }
