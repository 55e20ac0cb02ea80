package keys

import (
	"cmp"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"slices"

	"github.com/go-jose/go-jose/v4"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// parsedKeys are the keys of the store, parsed.
type parsedKeys struct {
	stored  []*store.SigningKey
	current parsedKey
	public  jose.JSONWebKeySet
}

type parsedKey struct {
	kid     string
	private *rsa.PrivateKey
}

func parse(stored []*store.SigningKey) (*parsedKeys, error) {
	p := &parsedKeys{stored: stored, public: jose.JSONWebKeySet{Keys: []jose.JSONWebKey{}}}
	for _, key := range inOrder(stored) {
		if key.State == stateRevoked {
			continue
		}
		certificate, err := parseCertificate(key)
		if err != nil {
			return nil, err
		}
		sum := sha1.Sum(certificate.Raw)
		p.public.Keys = append(p.public.Keys, jose.JSONWebKey{
			Key:                       certificate.PublicKey,
			KeyID:                     key.Kid,
			Algorithm:                 string(jose.RS256),
			Use:                       "sig",
			Certificates:              []*x509.Certificate{certificate},
			CertificateThumbprintSHA1: sum[:],
		})
		if key.State == stateCurrent {
			private, err := parsePrivate(key)
			if err != nil {
				return nil, err
			}
			p.current = parsedKey{kid: key.Kid, private: private}
		}
	}
	if p.current.private == nil {
		return nil, errors.New("the tenant has no current signing key, although it was created with one; another program changed the data file")
	}
	return p, nil
}

// inOrder sorts keys as the service lists them: current, next, previous.
func inOrder(stored []*store.SigningKey) []*store.SigningKey {
	places := []string{stateCurrent, stateNext, statePrevious, stateRevoked}
	return slices.SortedStableFunc(slices.Values(stored), func(a, b *store.SigningKey) int {
		return cmp.Compare(slices.Index(places, a.State), slices.Index(places, b.State))
	})
}

func parseCertificate(key *store.SigningKey) (*x509.Certificate, error) {
	block, _ := pem.Decode([]byte(key.CertificatePEM))
	if block == nil {
		return nil, fmt.Errorf("reading the certificate of the signing key %s: it is not PEM", key.Kid)
	}
	certificate, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("reading the certificate of the signing key %s: %w", key.Kid, err)
	}
	if _, ok := certificate.PublicKey.(*rsa.PublicKey); !ok {
		return nil, fmt.Errorf("reading the certificate of the signing key %s: its key is a %T, not an RSA key",
			key.Kid, certificate.PublicKey)
	}
	return certificate, nil
}

func parsePrivate(key *store.SigningKey) (*rsa.PrivateKey, error) {
	block, _ := pem.Decode([]byte(key.PrivateKeyPEM))
	if block == nil {
		return nil, fmt.Errorf("reading the private key of the signing key %s: it is not PEM", key.Kid)
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("reading the private key of the signing key %s: it is not PKCS #8", key.Kid)
	}
	private, ok := parsed.(*rsa.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("reading the private key of the signing key %s: it is a %T, not an RSA key", key.Kid, parsed)
	}
	return private, nil
}
