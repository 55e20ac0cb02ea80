package kit

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"syscall"

	"github.com/auth0api/terraform-provider-auth0api/internal/loopback"
	"github.com/auth0api/terraform-provider-auth0api/internal/management"
)

// adviseConnection says what to do where no connection to the tenant could be opened;
// "" for any other error.
func adviseConnection(err error) string {
	var name *net.DNSError
	var network *net.OpError
	switch {
	case errors.Is(err, context.Canceled):
		return ""
	case errors.As(err, &network) && network.Op == "proxyconnect":
		return "The proxy does not respond. The environment variable HTTPS_PROXY or HTTP_PROXY names it: correct it, or list the tenant's host in NO_PROXY."
	case errors.As(err, &name) && name.IsNotFound:
		return fmt.Sprintf("No host is called %q. Check domain (%s): the dashboard shows the tenant's domain, such as tenant.eu.auth0.com, under Applications, in the settings of each application.", name.Name, EnvDomain)
	case errors.As(err, &name):
		return "The name server does not respond. Check the network connection of this machine, then run Terraform again."
	case strings.Contains(err.Error(), "server gave HTTP response to HTTPS client"):
		return "The server speaks plain HTTP, as a local mock tenant without TLS does. Set domain (" + EnvDomain + ") to " + plainURL(err) + "; plain HTTP is accepted for loopback hosts only."
	case errors.Is(err, syscall.ECONNREFUSED):
		return adviseRefused(network)
	}
	return adviseTLS(err)
}

// plainURL returns the URL of the server of a failed request, with http.
func plainURL(err error) string {
	var failed *url.Error
	if errors.As(err, &failed) {
		if parsed, err := url.Parse(failed.URL); err == nil && parsed.Host != "" {
			return "http://" + parsed.Host
		}
	}
	return "its URL with http://, such as http://localhost:8080"
}

// adviseRefused is the advice for an address at which nothing listens.
func adviseRefused(network *net.OpError) string {
	address := ""
	if network != nil && network.Addr != nil {
		address = network.Addr.String()
	}
	host, _, err := net.SplitHostPort(address)
	if err == nil && loopback.IsHost(host) {
		return fmt.Sprintf("Nothing listens at %s. If that is the mock tenant, start it in another terminal:\n\n  terraform-provider-auth0api mock-server --listen %[1]s\n\nOtherwise check domain (%s).", address, EnvDomain)
	}
	return fmt.Sprintf("Nothing listens at %s. Check domain (%s) and its port.", address, EnvDomain)
}

// adviseTLS is the advice for a certificate that is not accepted.
func adviseTLS(err error) string {
	var authority x509.UnknownAuthorityError
	var host x509.HostnameError
	var invalid x509.CertificateInvalidError
	var verification *tls.CertificateVerificationError
	var noTLS tls.RecordHeaderError
	switch {
	case errors.As(err, &authority):
		return "This machine does not trust the authority that signed the certificate. Write the authority's certificate (for the mock tenant, its own certificate) to a file, and run Terraform with it:\n\n" +
			"  SSL_CERT_FILE=ca.pem terraform plan\n\nOn macOS and Windows, add it to the system's trusted certificates instead."
	case errors.As(err, &host):
		return "The certificate is for another host. Check domain (" + EnvDomain + "): a custom domain needs a certificate of its own."
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return "The certificate has expired, or is not valid yet. Check the clock of this machine; otherwise the certificate of the server has to be renewed."
	case errors.As(err, &verification):
		return "The certificate of the server is not accepted. Check domain (" + EnvDomain + "), and whether a proxy inspects TLS."
	case errors.As(err, &noTLS):
		return "The server does not speak TLS. Check the port of domain (" + EnvDomain + ")."
	}
	return adviseBroken(err)
}

// adviseBroken is the advice for a connection that broke, or on which no response arrived.
func adviseBroken(err error) string {
	var failed *management.Error
	var network net.Error
	timedOut := errors.As(err, &network) && network.Timeout()
	lost := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE)
	switch {
	case !errors.As(err, &failed) || !timedOut && !lost:
		return ""
	case failed.Method == http.MethodGet:
		return "The connection to the tenant broke, or no response arrived in time. Check the network and any proxy, then run Terraform again."
	default:
		return "The connection to the tenant broke, or no response arrived in time. Check the network and any proxy, then run terraform plan, which shows whether the change was made."
	}
}
