package provider_test

import (
	"crypto/x509"
	"errors"
	"maps"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/mocktest"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
)

// configures shows what the provider says to its block and environment.
func (s *scene) configures(block acctest.Values, environment map[string]string) {
	s.plugin = acctest.NewPlugin(s.t, provider.NewWith("1.2.3", func(name string) string { return environment[name] }, time.Now))
	s.block("provider", "auth0api", "", block)
	for name, value := range environment {
		s.say("With `%s=%s`.", name, value)
	}
	s.plugin.Configure(block, false)
	s.prints("terraform plan")
}

// configuring returns the entry of a provider block.
func configuring(title string, block acctest.Values, environment map[string]string) mistake {
	return mistake{title, func(s *scene) { s.configures(block, environment) }}
}

func providerMistakes() []mistake {
	client := acctest.Values{"domain": "acme.eu.auth0.com", "client_id": "manager", "client_secret": longSecret}
	with := func(more acctest.Values) acctest.Values {
		config := withAll(client, more)
		maps.DeleteFunc(config, func(_ string, value any) bool { return value == nil })
		return config
	}
	return []mistake{
		configuring("No tenant", acctest.Values{}, nil),
		configuring("Only the name of a tenant", with(acctest.Values{"domain": "acme"}), nil),
		configuring("The address of the dashboard", with(acctest.Values{"domain": "https://manage.auth0.com/dashboard/eu/acme"}), nil),
		configuring("Plain HTTP to a host that is not this machine", with(acctest.Values{"domain": nil}), map[string]string{"AUTH0_DOMAIN": "http://acme.eu.auth0.com"}),
		configuring("A password in the domain", with(acctest.Values{"domain": "me:secret@acme.eu.auth0.com"}), nil),
		configuring("No credentials", acctest.Values{"domain": "acme.eu.auth0.com"}, nil),
		configuring("A secret without a client", with(acctest.Values{"client_id": nil}), nil),
		configuring("A client without a secret", with(acctest.Values{"client_secret": nil}), nil),
		configuring("A token and a client", with(acctest.Values{"api_token": "eyJ…"}), nil),
		configuring("A secret and a key", with(acctest.Values{"client_assertion_private_key": "-----BEGIN PRIVATE KEY-----"}), nil),
		configuring("A key without its algorithm", with(acctest.Values{"client_secret": nil, "client_assertion_private_key": "-----BEGIN PRIVATE KEY-----"}), nil),
		configuring("An algorithm without a key", with(acctest.Values{"client_assertion_signing_alg": "RS256"}), nil),
		configuring("The name of a file instead of a key", with(acctest.Values{"client_secret": nil, "client_assertion_private_key": "key.pem", "client_assertion_signing_alg": "RS256"}), nil),
		configuring("The line break of a file in a token", acctest.Values{"domain": "acme.eu.auth0.com", "api_token": "eyJ…\n"}, nil),
		configuring("The line break of a file in a secret", with(acctest.Values{"client_secret": longSecret + "\n"}), nil),
		configuring("Credentials for an embedded tenant", acctest.Values{"embedded": acctest.Values{"path": "tenant.db"}, "client_id": "manager"}, nil),
		configuring("An embedded tenant without a file", acctest.Values{"embedded": acctest.Values{"path": ""}}, nil),
		configuring("An embedded tenant with a seed file that does not exist", acctest.Values{"embedded": acctest.Values{"path": "tenant.db", "seed": "/nowhere/tenant.yaml"}}, nil),
		configuring("An embedded tenant in a folder that does not exist", acctest.Values{"embedded": acctest.Values{"path": "/nowhere/tenant.db"}}, nil),
		configuring("A reserve above its range", with(acctest.Values{"reserve": 1.0}), nil),
		configuring("A variable that is not a number", client, map[string]string{"AUTH0API_MAX_RETRIES": "many"}),
		configuring("A variable that is not true or false", client, map[string]string{"AUTH0API_ADOPT_EXISTING": "perhaps"}),
		{"A provider that depends on another resource", pendingProvider},
	}
}

func pendingProvider(s *scene) {
	s.start()
	s.plugin = acctest.NewPlugin(s.t, provider.NewWith("1.2.3", func(string) string { return "" }, time.Now))
	s.say("The domain is an output of a resource that is not applied yet.")
	s.plugin.MustConfigure(acctest.Values{"domain": acctest.Unknown, "client_id": "manager", "client_secret": longSecret})
	s.plugin.ReadData("auth0api_client", acctest.Values{"client_id": "c"})
	s.prints("terraform plan")
	s.text.WriteString("\nAn object that the state has already is planned without a refresh:\n\n")
	connectedState := connected(s.t, s.tenant).Apply(clientResource, noState, acctest.Values{"name": "c"})
	s.plugin.ReadAfter(clientResource, connectedState)
	s.prints("")
}

// report shows the diagnostic of an error that no test can cause for certain.
func (s *scene) report(action, object string, err error) {
	command := "terraform apply"
	if action == "Reading" {
		command = "terraform plan"
	}
	var diags diag.Diagnostics
	kit.ErrorContext{Action: action, Object: object}.Report(err, &diags)
	problems := make([]acctest.Problem, len(diags))
	for i, d := range diags {
		problems[i] = acctest.Problem{Severity: "Error", Summary: d.Summary(), Detail: d.Detail()}
	}
	s.shows(command, problems)
}

// unreached returns the entry of an error that no test can cause for certain.
func unreached(title string, failure error) mistake {
	return mistake{title, func(s *scene) {
		s.report("Reading", `client "appointments"`, &management.Error{Method: http.MethodGet, Path: "/api/v2/clients/appointments", Err: failure})
	}}
}

func connectionMistakes() []mistake {
	dial := func(err error) error { return &net.OpError{Op: "dial", Net: "tcp", Err: err} }
	return []mistake{
		{"Nothing listens at the address", nothingListens},
		{"HTTPS to a mock tenant that speaks HTTP", httpsToHTTP},
		{"A certificate of an authority that this machine does not trust", func(s *scene) {
			s.start(mocktest.WithTLS())
			s.plan(clientResource, acctest.Values{"name": "c"}, true)
		}},
		unreached("A host that does not exist", dial(&net.DNSError{Err: "no such host", Name: "acme.eu.auth0.con", IsNotFound: true})),
		unreached("A name server that does not answer", dial(&net.DNSError{Err: "i/o timeout", Name: "acme.eu.auth0.com", IsTimeout: true})),
		unreached("A proxy that does not answer", &net.OpError{Op: "proxyconnect", Net: "tcp", Err: dial(errors.New("connection refused"))}),
		unreached("A certificate for another host", x509.HostnameError{Certificate: &x509.Certificate{DNSNames: []string{"other.example.test"}}, Host: "login.acme.com"}),
		unreached("An expired certificate", x509.CertificateInvalidError{Reason: x509.Expired, Detail: "current time is after the end of its validity"}),
		{"A proxy's page instead of an answer", func(s *scene) {
			s.start(responding(http.MethodGet, "/api/v2/clients", http.StatusBadGateway, "<html><b>Bad gateway</b></html>"))
			s.data("auth0api_client", acctest.Values{"client_id": "appointments"})
		}},
	}
}

func nothingListens(s *scene) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		s.t.Fatal(err)
	}
	address := listener.Addr().String()
	listener.Close()
	s.hide(address, "127.0.0.1:4010")
	block := acctest.Values{"domain": "http://" + address, "client_id": "manager", "client_secret": longSecret, "max_retries": 0.0}
	s.unconnected(block)
}

func httpsToHTTP(s *scene) {
	s.tenant = acctest.NewTenant(s.t)
	parsed, err := url.Parse(s.tenant.URL)
	if err != nil {
		s.t.Fatal(err)
	}
	s.hide(parsed.Host, "localhost:4010")
	s.unconnected(acctest.Values{"domain": parsed.Host, "client_id": "manager", "client_secret": longSecret, "max_retries": 0.0})
}

// unconnected applies two resources with a provider that reaches no tenant: the cause
// is reported once.
func (s *scene) unconnected(block acctest.Values) {
	s.plugin = acctest.NewPlugin(s.t, provider.NewWith("1.2.3", func(string) string { return "" }, time.Now))
	shown := withAll(block, nil)
	delete(shown, "max_retries")
	s.block("provider", "auth0api", "", shown)
	s.plugin.MustConfigure(block)
	s.twoResources()
}

// twoResources applies two APIs.
func (s *scene) twoResources() {
	for _, name := range []string{"appointments", "invoices"} {
		config := acctest.Values{"identifier": "urn:" + name}
		s.block("resource", apiResource, name, config)
		s.plugin.Apply(apiResource, noState, config)
	}
	s.prints("terraform apply")
}
