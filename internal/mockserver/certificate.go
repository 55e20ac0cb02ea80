package mockserver

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"
)

// The names of the files in a certificate directory.
const (
	CertificateFile = "cert.pem"
	privateKeyFile  = "key.pem"
)

// certificateLifetime is below the 398 days that some TLS clients accept.
const certificateLifetime = 365 * 24 * time.Hour

// LoadOrCreateCertificate returns the TLS certificate in dir (cert.pem and key.pem,
// the key with mode 0600). If dir has no certificate, it creates a self-signed one.
// hosts are the names and addresses that clients will dial, in addition to localhost,
// 127.0.0.1 and ::1. A client trusts the certificate with SSL_CERT_FILE=dir/cert.pem.
//
// An existing certificate is never replaced: if it has expired or does not cover one
// of hosts, the error says so.
func LoadOrCreateCertificate(dir string, hosts []string, now time.Time) (*tls.Certificate, error) {
	certPath, keyPath := filepath.Join(dir, CertificateFile), filepath.Join(dir, privateKeyFile)
	_, certErr := os.Stat(certPath)
	_, keyErr := os.Stat(keyPath)
	if errors.Is(certErr, fs.ErrNotExist) && errors.Is(keyErr, fs.ErrNotExist) {
		if err := createCertificate(dir, hosts, now); err != nil {
			return nil, fmt.Errorf("creating a TLS certificate in %s: %w", dir, err)
		}
	}

	certificate, err := tls.LoadX509KeyPair(certPath, keyPath)
	if err != nil {
		return nil, fmt.Errorf("reading the TLS certificate %s and its key %s: %w", certPath, keyPath, err)
	}
	if now.After(certificate.Leaf.NotAfter) {
		return nil, fmt.Errorf("the TLS certificate %s expired on %s: delete it and %s, and a new one is created",
			certPath, certificate.Leaf.NotAfter.Format(time.DateOnly), keyPath)
	}
	for _, host := range hosts {
		if err := certificate.Leaf.VerifyHostname(host); err != nil {
			return nil, fmt.Errorf("the TLS certificate %s is not valid for %s: delete it and %s, and a new one is created: %w", certPath, host, keyPath, err)
		}
	}
	return &certificate, nil
}

func createCertificate(dir string, hosts []string, now time.Time) error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	template, err := serverCertificate(now, now.Add(certificateLifetime), "localhost")
	if err != nil {
		return err
	}
	// A self-signed certificate must be a CA to verify itself.
	template.BasicConstraintsValid, template.IsCA = true, true
	template.KeyUsage |= x509.KeyUsageCertSign
	template.IPAddresses = []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback}
	for _, host := range hosts {
		if ip := net.ParseIP(host); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
		} else if host != "localhost" {
			template.DNSNames = append(template.DNSNames, host)
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return err
	}
	keyDER, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	if err := writePEM(filepath.Join(dir, privateKeyFile), "PRIVATE KEY", keyDER, 0o600); err != nil {
		return err
	}
	return writePEM(filepath.Join(dir, CertificateFile), "CERTIFICATE", der, 0o644)
}

// serverCertificate returns a certificate for a TLS server of that name, unsigned.
func serverCertificate(now, until time.Time, name string) (*x509.Certificate, error) {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return nil, err
	}
	return &x509.Certificate{
		SerialNumber: serial,
		Subject:      pkix.Name{CommonName: "mock Auth0 tenant"},
		NotBefore:    now.Add(-time.Hour), // the clock of a container may be slow
		NotAfter:     until,
		KeyUsage:     x509.KeyUsageDigitalSignature,
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		DNSNames:     []string{name},
	}, nil
}

func writePEM(path, kind string, der []byte, mode os.FileMode) error {
	return os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), mode)
}
