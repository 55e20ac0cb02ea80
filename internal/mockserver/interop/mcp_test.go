package interop_test

import (
	"bufio"
	"crypto/x509"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/mocktest"
)

const (
	mcpExample  = "../../../examples/mcp"
	mcpCallback = "http://127.0.0.1:33418/callback"
	whoamiScope = "tool:whoami"
	listScope   = "tool:appointments"
	downstream  = "https://appointments.example.test/"
)

// mcp is a tenant, the MCP server of the example, and how a client is known.
type mcp struct {
	*mocktest.Mock
	node      node
	url       string   // of the MCP server's origin, with a slash
	grant     string   // the default grant for third-party clients
	exchanger string   // the client of the MCP server's API
	env       []string // of the client, which says how it is known
}

// newMCPNode has the programs of ./mcp and of the example, with its packages.
func newMCPNode(t *testing.T) node {
	t.Helper()
	n := newNodeOf(t, mcpExample)
	programs, err := filepath.Glob("mcp/*.mjs")
	if err != nil || len(programs) == 0 {
		t.Fatalf("no programs in mcp: %v", err)
	}
	for _, program := range append(programs, mcpExample+"/server.json") {
		copyFile(t, program, n.dir)
	}
	return n
}

// newMCP declares what an MCP server needs, by the Management API calls of facts 12.3:
// its API, the default grant for one of its two tools, and a downstream API.
func newMCP(t *testing.T, n node, options ...mocktest.Option) *mcp {
	t.Helper()
	m := &mcp{node: n, url: "http://127.0.0.1:" + freePort(t) + "/"}
	m.Mock = mocktest.Start(t, append(options, mocktest.WithTenantSettings(object{
		"resource_parameter_profile": "compatibility", "authorization_response_iss_parameter_supported": true,
		"client_id_metadata_document_supported": true, "flags": object{"enable_dynamic_client_registration": true},
	}))...)
	m.API(http.MethodPost, "/resource-servers", object{
		"identifier": m.url, "name": "MCP server", "token_dialect": "rfc9068_profile", "allow_offline_access": true,
		"scopes": []object{{"value": whoamiScope}, {"value": listScope}},
	}, nil)
	var grant struct{ ID string }
	m.API(http.MethodPost, "/client-grants", object{
		"default_for": "third_party_clients", "audience": m.url, "scope": []string{whoamiScope}, "subject_type": "user",
	}, &grant)
	m.grant = grant.ID
	return m
}

// apiID returns the ID of the API.
func (m *mcp) apiID(identifier string) string {
	var api struct{ ID string }
	m.API(http.MethodGet, "/resource-servers/"+url.PathEscape(identifier), nil, &api)
	return api.ID
}

// renameAPI creates the MCP server's API with another identifier instead.
func (m *mcp) renameAPI(identifier string) {
	m.API(http.MethodDelete, "/resource-servers/"+m.apiID(m.url), nil, nil)
	m.API(http.MethodPost, "/resource-servers", object{"identifier": identifier, "name": "MCP server", "scopes": []object{{"value": whoamiScope}}}, nil)
	m.API(http.MethodPost, "/client-grants", object{
		"default_for": "third_party_clients", "audience": identifier, "scope": []string{whoamiScope}, "subject_type": "user",
	}, nil)
}

// startServers runs the example's MCP server, and the API that it calls on behalf of users.
func (m *mcp) startServers(t *testing.T, env ...string) {
	t.Helper()
	exchanger := m.delegate()
	appointments := "127.0.0.1:" + freePort(t)
	common := []string{"ISSUER=" + m.Server.Issuer(), "APPOINTMENTS_LISTEN=" + appointments, "APPOINTMENTS_URL=http://" + appointments + "/appointments"}
	startProgram(t, m.node.command(t, "appointments.mjs"), common...)
	startProgram(t, m.node.command(t, "server.mjs"),
		append(append(common, "RESOURCE="+m.url, "API_CLIENT_ID="+exchanger.ID, "API_CLIENT_SECRET="+exchanger.Secret), env...)...)
}

// delegate lets the MCP server exchange its users' tokens for those of a downstream API.
func (m *mcp) delegate() (exchanger application) {
	m.API(http.MethodPost, "/clients", object{
		"name": "MCP server", "app_type": "resource_server", "resource_server_identifier": m.url,
		"token_exchange": object{"allow_any_profile_of_type": []string{"on_behalf_of_token_exchange"}},
	}, &exchanger)
	m.exchanger = exchanger.ID
	m.API(http.MethodPost, "/resource-servers", object{
		"identifier": downstream, "scopes": []object{{"value": "read:appointments"}}, "skip_consent_for_verifiable_first_party_clients": true,
		"subject_type_authorization": object{"user": object{"policy": "require_client_grant"}},
	}, nil)
	m.API(http.MethodPost, "/client-grants", object{"client_id": exchanger.ID, "audience": downstream, "scope": []string{"read:appointments"}, "subject_type": "user"}, nil)
	return exchanger
}

// startProgram runs a server until the test ends. It prints a line once it listens.
func startProgram(t *testing.T, command *exec.Cmd, env ...string) {
	t.Helper()
	command.Env = append(os.Environ(), env...)
	command.Stderr = os.Stderr
	stdout, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = command.Wait() }) // the test's context, done by now, ends it
	if lines := bufio.NewScanner(stdout); !lines.Scan() {
		t.Fatalf("%s ended: %v", command, lines.Err())
	}
}

// runClient runs a program of an MCP client.
func (m *mcp) runClient(t *testing.T, program string, env ...string) {
	t.Helper()
	command := m.node.command(t, program)
	command.Env = append(os.Environ(), "ISSUER="+m.Server.Issuer(), "MCP_URL="+m.url+"mcp", "REDIRECT_URI="+mcpCallback, "GRANT_ID="+m.grant,
		"ADMIN_ID="+m.ClientID, "ADMIN_SECRET="+m.ClientSecret, "EXCHANGER="+m.exchanger)
	command.Env = append(append(command.Env, m.env...), env...)
	if out, err := command.CombinedOutput(); err != nil {
		t.Errorf("%s: %v\n%s\nrequests:\n%s", program, err, out, m.Requests)
	}
}

// registerByHand creates the client of facts 12.3, step 5.
func (m *mcp) registerByHand(callback, method string) (id, secret string) {
	var client application
	m.API(http.MethodPost, "/clients", object{
		"name": "MCP Inspector", "is_first_party": false, "third_party_security_mode": "strict", "app_type": "regular_web", "callbacks": []string{callback},
		"grant_types": []string{"authorization_code", "refresh_token"}, "token_endpoint_auth_method": method,
	}, &client)
	return client.ID, client.Secret
}

// registerDocument registers the document at a URL.
func (m *mcp) registerDocument(document string) {
	m.API(http.MethodPost, "/clients/cimd/register", object{"external_client_id": document}, nil)
	m.env = []string{"METADATA_URL=" + document, "CLIENT_NAME=" + document}
}

// newDocument serves the metadata document of a client by https, as the SDK demands.
func newDocument(t *testing.T, callback string) (address string, roots *x509.CertPool) {
	t.Helper()
	mux := http.NewServeMux()
	site := httptest.NewTLSServer(mux)
	t.Cleanup(site.Close)
	address = site.URL + "/client.json"
	mux.HandleFunc("/client.json", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(strings.NewReplacer("URL", address, "CALLBACK", callback).Replace(
			`{"client_id":"URL","client_name":"Editor","redirect_uris":["CALLBACK"],"application_type":"native",` +
				`"grant_types":["authorization_code","refresh_token"],"response_types":["code"],"token_endpoint_auth_method":"none"}`)))
	})
	roots = x509.NewCertPool()
	roots.AddCert(site.Certificate())
	return address, roots
}

// TestMCP runs the official SDK's client and server against the mock: log in, tools that
// are allowed and refused, step-up, a call on behalf of the user, refresh.
func TestMCP(t *testing.T) {
	n := newMCPNode(t)
	t.Parallel()
	document, roots := newDocument(t, mcpCallback)
	for name, register := range map[string]func(*mcp){
		"dynamic registration": func(*mcp) {},
		"metadata document":    func(m *mcp) { m.registerDocument(document) },
		"by hand": func(m *mcp) {
			id, secret := m.registerByHand(mcpCallback, "client_secret_post")
			m.env = []string{"CLIENT_ID=" + id, "CLIENT_SECRET=" + secret}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := newMCP(t, n, mocktest.WithCIMDFromLoopback(), mocktest.WithCIMDRoots(roots))
			register(m)
			m.startServers(t)
			m.runClient(t, "flow.mjs")
		})
	}
}

// TestMCPRefused has each mistake that keeps an MCP client out, and what its user reads.
func TestMCPRefused(t *testing.T) {
	n := newMCPNode(t)
	t.Parallel()
	document, roots := newDocument(t, mcpCallback)
	for name, mistake := range map[string]struct {
		make func(*mcp)
		want string // a regular expression; URL is the MCP server's, TENANT the tenant's
	}{
		"a slash is missing": {func(m *mcp) { m.renameAPI(strings.TrimSuffix(m.url, "/")) }, "Service not found: URL.*"},
		"no API":             {func(m *mcp) { m.API(http.MethodDelete, "/resource-servers/"+m.apiID(m.url), nil, nil) }, "Service not found: URL"},
		"no default grant":   {func(m *mcp) { m.API(http.MethodDelete, "/client-grants/"+m.grant, nil, nil) }, `Client "tpc_\w+" is not authorized to access resource server "URL"`},
		"resource is ignored": {
			func(m *mcp) {
				m.API(http.MethodPatch, "/tenants/settings", object{"resource_parameter_profile": "audience"}, nil)
			}, `Client "tpc_\w+" is not authorized to access resource server "TENANTuserinfo"`,
		},
		"registration is off": {func(m *mcp) {
			m.API(http.MethodPatch, "/tenants/settings", object{"flags": object{"enable_dynamic_client_registration": false}}, nil)
		}, "ServerError: $"},
		"the document is not registered": {func(m *mcp) { m.env = []string{"METADATA_URL=" + document} }, "Unknown client: " + document},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := newMCP(t, n, mocktest.WithCIMDFromLoopback(), mocktest.WithCIMDRoots(roots))
			m.startServers(t)
			mistake.make(m)
			m.runClient(t, "refused.mjs", "WANT="+strings.NewReplacer("URL", m.url, "TENANT", m.Server.Issuer()).Replace(mistake.want))
		})
	}
}
