package postgres_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store/postgres"
	"github.com/auth0api/terraform-provider-auth0api/internal/postgrestest"
)

// certificate creates a self-signed certificate for 127.0.0.1, as PEM.
func certificate(t *testing.T) (cert, key []byte) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "database"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	if err != nil {
		t.Fatal(err)
	}
	encoded, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: encoded})
}

func TestTLSVerifiesTheServer(t *testing.T) {
	t.Parallel()
	server := postgrestest.Start(t)
	cert, key := certificate(t)
	server.Stop(t, os.Interrupt)
	server.UseCertificate(t, cert, key)
	server.Restart(t)
	url := strings.Replace(server.URL(t), "sslmode=disable", "sslmode=verify-full", 1)
	other, _ := certificate(t)
	for name, c := range map[string]struct {
		root  []byte
		works bool
	}{"its certificate": {cert, true}, "another certificate": {other, false}} {
		root := filepath.Join(t.TempDir(), "root.pem")
		if err := os.WriteFile(root, c.root, 0o600); err != nil {
			t.Fatal(err)
		}
		d, err := postgres.Connect(t.Context(), url+"&sslrootcert="+root, postgres.Options{Patience: time.Second})
		if err == nil {
			err = d.Close()
		}
		if (err == nil) != c.works {
			t.Errorf("%s: %v", name, err)
		}
	}
}
