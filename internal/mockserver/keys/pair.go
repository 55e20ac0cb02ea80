package keys

import (
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"sync"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

const (
	// keyBits is the size of the service's signing keys.
	keyBits = 2048
	// kidLength and kidAlphabet are those of the service's key ids, such as
	// 21hi274Rp02112mgkUGma: 126 random bits.
	kidLength   = 21
	kidAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"
)

// Pair is a signing key for a tenant. It saves tests the time of generating an RSA key.
type Pair struct {
	// Kid is the key's id. Empty means a random id.
	Kid string
	// Key has 2048 bits or more.
	Key *rsa.PrivateKey
	// NotBefore, if not zero, is the beginning of the validity of the key's certificate, and
	// since when a first key is current. The certificate then depends only on the key, this
	// time and the domain. Otherwise it begins now, and has a random serial number.
	NotBefore time.Time
}

// Generate generates an RSA key of 2048 bits. It takes some tenths of a second.
func Generate(random io.Reader) (Pair, error) {
	key, err := rsa.GenerateKey(random, keyBits)
	if err != nil {
		return Pair{}, fmt.Errorf("generating an RSA signing key of %d bits: %w", keyBits, err)
	}
	return Pair{Key: key}, nil
}

// signingKey returns the stored form of a pair, without a state. It has the time since when
// it is current only if the pair determines that.
func (r *Ring) signingKey(p Pair) (*store.SigningKey, error) {
	if p.Kid == "" {
		kid, err := newKid(r.random)
		if err != nil {
			return nil, err
		}
		p.Kid = kid
	}
	certificate, err := r.certificate(p)
	if err != nil {
		return nil, fmt.Errorf("certifying the signing key %s for %s: %w", p.Kid, r.domain, err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(p.Key)
	if err != nil {
		return nil, fmt.Errorf("encoding the signing key %s: %w", p.Kid, err)
	}
	since := ""
	if !p.NotBefore.IsZero() {
		since = timestamp(p.NotBefore)
	}
	return &store.SigningKey{
		Kid:            p.Kid,
		CurrentSince:   since,
		PrivateKeyPEM:  string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private})),
		CertificatePEM: string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate})),
	}, nil
}

// certificate returns the certificate of a pair (DER).
func (r *Ring) certificate(p Pair) ([]byte, error) {
	if p.NotBefore.IsZero() {
		serial, err := newSerialNumber(r.random)
		if err != nil {
			return nil, err
		}
		return selfSign(p.Key, r.domain, serial, r.now(), r.random)
	}
	sum := sha256.Sum256(x509.MarshalPKCS1PublicKey(&p.Key.PublicKey))
	serial := new(big.Int).SetBytes(sum[:8])
	serial.SetBit(serial.Rsh(serial, 1), 62, 1) // positive, and as long as the others
	return selfSign(p.Key, r.domain, serial, p.NotBefore, r.random)
}

func newKid(random io.Reader) (string, error) {
	kid := make([]byte, kidLength)
	if _, err := io.ReadFull(random, kid); err != nil {
		return "", fmt.Errorf("choosing the id of a signing key: reading random bytes: %w", err)
	}
	for i, b := range kid {
		kid[i] = kidAlphabet[int(b)%len(kidAlphabet)] // 64 divides 256: no bias
	}
	return string(kid), nil
}

// lockedReader makes a source of randomness safe for concurrent use.
type lockedReader struct {
	mu sync.Mutex
	r  io.Reader
}

func (l *lockedReader) Read(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.r.Read(p)
}
