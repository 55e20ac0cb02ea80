package retry

import (
	"crypto/tls"
	"errors"
	"net"
	"net/url"
)

// NeverSent reports whether a request failed because no connection could be
// opened, to the service or to the proxy in front of it.
func NeverSent(err error) bool {
	var network *net.OpError
	return errors.As(err, &network) && (network.Op == "dial" || network.Op == "proxyconnect")
}

// Permanent reports whether a request failed before anything was sent, for a
// reason that would make a retry fail too: the host name does not exist, or TLS
// refuses the certificate.
func Permanent(err error) bool {
	var (
		name        *net.DNSError
		certificate *tls.CertificateVerificationError
		noTLS       tls.RecordHeaderError
		network     *net.OpError
	)
	switch {
	case errors.As(err, &name):
		return name.IsNotFound
	case errors.As(err, &certificate), errors.As(err, &noTLS):
		return true
	default:
		// These are TLS alerts.
		return errors.As(err, &network) && (network.Op == "remote error" || network.Op == "local error")
	}
}

// RefusedRedirect reports whether a request failed because the client does not follow the
// redirect with which it was answered: only then does net/http return a response together
// with a *url.Error. A response whose body breaks off has another error, and a retry may get
// all of it.
func RefusedRedirect(err error, answered bool) bool {
	var client *url.Error
	return answered && errors.As(err, &client)
}
