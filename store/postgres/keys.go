package postgres

import (
	"crypto/hmac"
	"crypto/sha256"
)

// hash is what is written: by the key of today.
func (s *Store) hash(text string) []byte { return keyed(s.keys[0], text) }

// hashes are what is looked for: what was written by an older key, too.
func (s *Store) hashes(text string) [][]byte {
	all := make([][]byte, len(s.keys))
	for i, key := range s.keys {
		all[i] = keyed(key, text)
	}
	return all
}

func keyed(key []byte, text string) []byte {
	mac := hmac.New(sha256.New, key)
	_, _ = mac.Write([]byte(text)) // never fails
	return mac.Sum(nil)
}
