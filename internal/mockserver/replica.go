package mockserver

import (
	"crypto/sha256"
	"crypto/x509"
	"io"
	"math/rand/v2"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/keys"
)

// setupRandom returns the randomness for the objects that a tenant has at start: the
// bootstrap client, the Management API and what a seed creates. If the first signing key is
// from a file, it follows from that key and the issuer. So replicas with the same file, seed
// and issuer have the same IDs and secrets, which cannot be guessed without the key.
func setupRandom(pairs []keys.Pair, issuer string, random io.Reader) io.Reader {
	if len(pairs) == 0 || pairs[0].NotBefore.IsZero() {
		return random
	}
	hash := sha256.New()
	_, _ = io.WriteString(hash, "setup of a mock tenant\x00"+issuer+"\x00") // a hash returns no error
	_, _ = hash.Write(x509.MarshalPKCS1PrivateKey(pairs[0].Key))
	return rand.NewChaCha8([32]byte(hash.Sum(nil)))
}
