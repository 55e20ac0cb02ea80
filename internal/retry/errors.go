package retry

import (
	"crypto/tls"
	"errors"
	"net"
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
