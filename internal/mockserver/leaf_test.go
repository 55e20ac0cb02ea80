package mockserver

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// A client that trusts only the mock's own certificate connects to each name below the domain
// and to the domain itself, and to no other name.
func TestTheCertificateCoversTheNamesBelowADomain(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, start := range []string{"first", "second"} { // with the same certificate
		certificate, err := LoadOrCreateCertificate(dir, nil, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		listener, err := Listen(t.Context(), "127.0.0.1:0", certificate)
		if err != nil {
			t.Fatal(err)
		}
		if err := listener.ServeNamesBelow("localhost", time.Now); err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(t.Context())
		served := make(chan error, 1)
		go func() { served <- listener.Serve(ctx, http.NotFoundHandler()) }()
		pem, err := os.ReadFile(filepath.Join(dir, CertificateFile))
		if err != nil {
			t.Fatal(err)
		}
		roots := x509.NewCertPool()
		roots.AppendCertsFromPEM(pem)
		for name, want := range map[string]bool{"pr-17.localhost": true, "localhost": true, "a.b.localhost": false, "pr-17.example": false} {
			dialer := tls.Dialer{NetDialer: &net.Dialer{}, Config: &tls.Config{RootCAs: roots, ServerName: name, MinVersion: tls.VersionTLS12}}
			conn, err := dialer.DialContext(t.Context(), "tcp", listener.net.Addr().String())
			if (err == nil) != want {
				t.Errorf("%s, %s start: %v", name, start, err)
			}
			if err == nil {
				conn.Close()
			}
		}
		stop()
		if err := <-served; err != nil {
			t.Error(err)
		}
	}
}
