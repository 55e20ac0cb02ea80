package mockserver

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

func TestListenServesUntilTheContextEndsAndLetsRequestsFinish(t *testing.T) {
	t.Parallel()
	l, err := Listen(t.Context(), "127.0.0.1:0", nil)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() {
		served <- l.Serve(ctx, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			stop() // the signal comes while this request is in flight
			for {  // until the port no longer accepts
				c, err := net.Dial("tcp", l.Host())
				if err != nil {
					break
				}
				c.Close()
			}
			_, _ = io.WriteString(w, "finished")
		}))
	}()
	res, err := http.Get(l.URL())
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if body, err := io.ReadAll(res.Body); err != nil || string(body) != "finished" {
		t.Errorf("body %q, error %v", body, err)
	}
	if err := <-served; err != nil {
		t.Errorf("Serve: %v", err)
	}
}

func TestListenWithACertificateIsTrustedByItsFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	certificate, err := LoadOrCreateCertificate(dir, []string{"mock.test"}, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	l, err := Listen(t.Context(), "127.0.0.1:0", certificate)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- l.Serve(ctx, http.NotFoundHandler()) }()

	pem, err := os.ReadFile(filepath.Join(dir, CertificateFile))
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(pem) {
		t.Fatal("the certificate file has no certificate")
	}
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}}
	res, err := (&http.Client{Transport: transport}).Get(l.URL())
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if !strings.HasPrefix(l.URL(), "https://127.0.0.1:") {
		t.Errorf("URL %s", l.URL())
	}
	transport.CloseIdleConnections()
	stop()
	if err := <-served; err != nil {
		t.Errorf("Serve: %v", err)
	}
}

func TestListenURLIsWhatAClientCanDial(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"127.0.0.1:0": "http://127.0.0.1:",
		"localhost:0": "http://localhost:",
		"0.0.0.0:0":   "http://localhost:",
		":0":          "http://localhost:",
	} {
		l, err := Listen(t.Context(), address, nil)
		if err != nil {
			t.Errorf("%s: %v", address, err)
			continue
		}
		if url := l.URL(); !strings.HasPrefix(url, want) || strings.HasSuffix(url, ":0") {
			t.Errorf("%s: URL %s, want %sPORT", address, url, want)
		}
		l.Close()
	}
}

func TestListenRefusesWhatIsNoAddress(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"", "localhost", "8080", "127.0.0.1:http:1", "127.0.0.1:99999"} {
		if l, err := Listen(t.Context(), address, nil); err == nil {
			l.Close()
			t.Errorf("%q was accepted", address)
		}
	}
}

func TestCertificateIsKeptAndChecked(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "tls")
	now := time.Now()
	first, err := LoadOrCreateCertificate(dir, []string{"mock.test", "10.0.0.1"}, now)
	if err != nil {
		t.Fatal(err)
	}
	for _, host := range []string{"mock.test", "10.0.0.1", "localhost", "127.0.0.1", "::1"} {
		if err := first.Leaf.VerifyHostname(host); err != nil {
			t.Error(err)
		}
	}
	if info, err := os.Stat(filepath.Join(dir, privateKeyFile)); err != nil || info.Mode().Perm() != 0o600 && runtime.GOOS != "windows" {
		t.Errorf("the key's file: %v, %v", info.Mode(), err)
	}

	again, err := LoadOrCreateCertificate(dir, []string{"mock.test"}, now)
	if err != nil || !again.Leaf.Equal(first.Leaf) {
		t.Errorf("the second start has another certificate (%v)", err)
	}
	if _, err := LoadOrCreateCertificate(dir, []string{"other.test"}, now); err == nil || !strings.Contains(err.Error(), "other.test") {
		t.Errorf("a host that the certificate lacks: %v", err)
	}
	if _, err := LoadOrCreateCertificate(dir, nil, now.Add(2*certificateLifetime)); err == nil || !strings.Contains(err.Error(), "expired") {
		t.Errorf("an expired certificate: %v", err)
	}
	if err := os.Remove(filepath.Join(dir, privateKeyFile)); err != nil {
		t.Fatal(err)
	}
	if _, err := LoadOrCreateCertificate(dir, nil, now); err == nil {
		t.Error("a certificate without its key was replaced or accepted")
	}
}
