package mockserver

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"time"
)

// Limits of the mock's HTTP server. They are wide for a test and still end a
// connection that hangs.
const (
	readHeaderTimeout = 10 * time.Second
	readTimeout       = 30 * time.Second
	writeTimeout      = 60 * time.Second
	idleTimeout       = 120 * time.Second
	maxHeaderBytes    = 64 << 10
	// shutdownGrace is how long requests in flight may take to finish.
	shutdownGrace = 10 * time.Second
)

// Listener is an open port that serves nothing yet. Its URL is known before
// the tenant is made, because the tenant's issuer is that URL.
type Listener struct {
	// ErrorLog takes what goes wrong with connections, such as a TLS handshake
	// of a client that does not trust the certificate. Nil discards it. It is set
	// before Serve.
	ErrorLog *log.Logger

	net  net.Listener
	host string
	tls  *tls.Config
}

// Listen opens a TCP port. address is "host:port"; port 0 takes a free one.
// With a certificate (see [LoadOrCreateCertificate]) the port speaks TLS 1.2 or
// newer, else plain HTTP.
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

// Host returns "host:port" for clients: the host that Listen was given and the
// port that it got. Where Listen was given every interface ("", 0.0.0.0, ::),
// it is "localhost".
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

// Close closes the port. It is needed only when Serve is never called.
func (l *Listener) Close() error { return l.net.Close() }

// Serve answers requests with handler until ctx ends; then it stops accepting,
// lets the requests in flight finish (10 seconds at most) and returns nil.
func (l *Listener) Serve(ctx context.Context, handler http.Handler) error {
	server := &http.Server{
		Handler:           handler,
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
	// ctx has ended; the grace needs one that has not.
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownGrace)
	defer cancel()
	if err := server.Shutdown(grace); err != nil {
		_ = server.Close()
		return fmt.Errorf("requests were still in flight %s after the signal to stop: %w", shutdownGrace, err)
	}
	if err := <-failed; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// IsLoopback reports whether only this machine can reach a listener on host.
func IsLoopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// dialHost is the host by which a client on this machine reaches a listener.
func dialHost(listenHost string) string {
	if ip := net.ParseIP(listenHost); listenHost == "" || (ip != nil && ip.IsUnspecified()) {
		return "localhost"
	}
	return listenHost
}
