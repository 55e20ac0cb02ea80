package transient

import (
	"crypto/sha256"
	"encoding/base64"
)

// Hashed returns a key whose ID is the SHA-256 hash of a secret, such as an authorization
// code, so that a copy of the database contains no value that can be redeemed.
func Hashed(kind Kind, secret string) Key {
	hash := sha256.Sum256([]byte(secret))
	return Key{kind, base64.RawURLEncoding.EncodeToString(hash[:])}
}
