package mockserver

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"sync/atomic"
	"time"
)

// Limits of the mock's HTTP server. They are generous for tests, and end connections
// that hang.
const (
	readHeaderTimeout = 10 * time.Second
	readTimeout       = 30 * time.Second
	writeTimeout      = 60 * time.Second
	idleTimeout       = 120 * time.Second
	maxHeaderBytes    = 64 << 10
)

// Listener is an open port. Its URL is known before it serves requests, because the
// tenant's issuer is that URL.
type Listener struct {
	// ErrorLog gets the errors of connections, such as a TLS handshake with a client
	// that does not trust the certificate. Nil discards them. It must be set before
	// Serve is called.
	ErrorLog *log.Logger
	// Drain says how Serve stops. It must be set before Serve is called.
	Drain Drain

	net  net.Listener
	host string
	tls  *tls.Config
}

// Listen opens a TCP port. address is "host:port"; port 0 means any free port. With a
// certificate (see [LoadOrCreateCertificate]) the port speaks TLS 1.2 or later, else
// plain HTTP.
func Listen(ctx context.Context, address string, certificate *tls.Certificate) (*Listener, error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fmt.Errorf("%q is not an address to listen on, such as 127.0.0.1:8080: %w", address, err)
	}
	var config net.ListenConfig
	l, err := config.Listen(ctx, "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("listening on %s: %w", address, err)
	}
	listener := &Listener{net: l, host: host}
	if certificate != nil {
		listener.tls = &tls.Config{Certificates: []tls.Certificate{*certificate}, MinVersion: tls.VersionTLS12}
	}
	return listener, nil
}

// Host returns "host:port" for clients, with the host of the address that Listen got.
// If that was the unspecified address ("", 0.0.0.0, ::), the host is "localhost".
func (l *Listener) Host() string {
	port := "0"
	if addr, ok := l.net.Addr().(*net.TCPAddr); ok {
		port = fmt.Sprint(addr.Port)
	}
	return net.JoinHostPort(dialHost(l.host), port)
}

// URL returns the base URL for clients, without a slash at the end.
func (l *Listener) URL() string {
	if l.tls != nil {
		return "https://" + l.Host()
	}
	return "http://" + l.Host()
}

// Close closes the port. It is needed only if Serve is never called.
func (l *Listener) Close() error { return l.net.Close() }

// Serve serves requests with handler until ctx ends, and then drains: it closes idle
// connections, accepts no further ones, waits for the requests in progress, and returns nil.
// If they take longer than the Drain allows, it closes their connections and returns an
// error.
func (l *Listener) Serve(ctx context.Context, handler http.Handler) error {
	var draining atomic.Bool
	server := &http.Server{
		Handler:           closeConnections(&draining, handler),
		TLSConfig:         l.tls,
		ReadHeaderTimeout: readHeaderTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeaderBytes,
		ErrorLog:          l.ErrorLog,
	}
	if server.ErrorLog == nil {
		server.ErrorLog = log.New(io.Discard, "", 0)
	}
	failed := make(chan error, 1)
	go func() {
		if l.tls != nil {
			failed <- server.ServeTLS(l.net, "", "")
			return
		}
		failed <- server.Serve(l.net)
	}()

	select {
	case err := <-failed:
		return fmt.Errorf("serving %s: %w", l.URL(), err)
	case <-ctx.Done():
	}
	draining.Store(true)
	return l.drain(context.WithoutCancel(ctx), server, failed) // ctx has ended
}

// dialHost returns the host with which a client on this machine reaches a listener.
func dialHost(listenHost string) string {
	if ip := net.ParseIP(listenHost); listenHost == "" || (ip != nil && ip.IsUnspecified()) {
		return "localhost"
	}
	return listenHost
}
