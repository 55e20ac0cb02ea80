package mockserver

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"strings"
	"time"
)

// ServeNamesBelow makes a port that speaks TLS serve all names directly below a domain, such
// as pr-17.localhost. A certificate that is valid for them, such as a wildcard certificate of
// a company, is used as it is. The self-signed certificate of [LoadOrCreateCertificate] issues
// a certificate for each name when a client asks for it: OpenSSL and browsers do not accept
// "*.localhost". A client that trusts the self-signed certificate trusts them. It must be
// called before Serve.
func (l *Listener) ServeNamesBelow(domain string, now func() time.Time) error {
	if l.tls == nil {
		return nil
	}
	issuer := &l.tls.Certificates[0]
	if issuer.Leaf.VerifyHostname("tenant."+domain) == nil {
		return nil
	}
	if !issuer.Leaf.IsCA {
		return fmt.Errorf("the TLS certificate is not valid for the names below %s, and it is not the mock's own, which could issue certificates for them; use a certificate for *.%[1]s, or an empty folder for --tls-dir", domain)
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return fmt.Errorf("generating the key of the tenants' TLS certificates: %w", err)
	}
	l.tls.GetCertificate = func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
		name := strings.ToLower(hello.ServerName)
		label, isBelow := strings.CutSuffix(name, "."+domain)
		if !isBelow || label == "" || strings.Contains(label, ".") {
			return issuer, nil
		}
		return leafFor(name, issuer, key, now())
	}
	return nil
}

// leafFor issues a certificate for a name, which is valid as long as the issuer's. It is not
// kept: issuing one takes less than the handshake.
func leafFor(name string, issuer *tls.Certificate, key *ecdsa.PrivateKey, now time.Time) (*tls.Certificate, error) {
	template, err := serverCertificate(now, issuer.Leaf.NotAfter, name)
	if err != nil {
		return nil, err
	}
	der, err := x509.CreateCertificate(rand.Reader, template, issuer.Leaf, key.Public(), issuer.PrivateKey)
	if err != nil {
		return nil, fmt.Errorf("issuing a TLS certificate for %s: %w", name, err)
	}
	return &tls.Certificate{Certificate: [][]byte{der, issuer.Certificate[0]}, PrivateKey: key}, nil
}
