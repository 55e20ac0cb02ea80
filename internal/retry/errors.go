package retry

import (
	"crypto/tls"
	"errors"
	"net"
)

// NeverSent tells that there was no connection to send the request over, to the
// service or to the proxy before it.
func NeverSent(err error) bool {
	var network *net.OpError
	return errors.As(err, &network) && (network.Op == "dial" || network.Op == "proxyconnect")
}

// Permanent tells a failure that would come again, and that came before anything
// was sent, from a connection that broke: a name or certificate that is not good.
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
		// A TLS alert.
		return errors.As(err, &network) && (network.Op == "remote error" || network.Op == "local error")
	}
}
