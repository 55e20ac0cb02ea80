package management

import (
	"maps"
	"net/http"
	"path"
	"slices"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/schema"
)

// operation is one row of the API: a method and path, who may call it, what it
// takes, and what does the work.
type operation struct {
	method string
	path   string
	// scopes are alternatives: the bearer token needs one of them.
	scopes []string
	// query and body name the schemas; without a body, bodies are not read.
	query schema.Name
	body  schema.Name
	// status is that of success.
	status int
	handle func(*request) (any, error)
}

func (a *api) operations() []operation {
	const ok, created, gone = http.StatusOK, http.StatusCreated, http.StatusNoContent
	readClients := []string{"read:clients", "read:client_keys", "read:client_credentials", "read:client_summary"}
	updateClients := []string{"update:clients", "update:client_keys", "update:client_credentials", "update:client_token_vault_privileged_access"}
	scope := func(scopes ...string) []string { return scopes }
	return []operation{
		{"GET", "resource-servers", scope("read:resource_servers"), schema.ResourceServerList, "", ok, a.listResourceServers},
		{"POST", "resource-servers", scope("create:resource_servers"), schema.NoQuery, schema.ResourceServerCreate, created, a.createResourceServer},
		{"GET", "resource-servers/{id}", scope("read:resource_servers"), schema.ResourceServerRead, "", ok, a.readResourceServer},
		// The OpenAPI document says 201 here; the recorded traffic says 200.
		{"PATCH", "resource-servers/{id}", scope("update:resource_servers"), schema.NoQuery, schema.ResourceServerUpdate, ok, a.updateResourceServer},
		{"DELETE", "resource-servers/{id}", scope("delete:resource_servers"), schema.NoQuery, "", gone, a.deleteResourceServer},

		{"GET", "client-grants", scope("read:client_grants"), schema.ClientGrantList, "", ok, a.listClientGrants},
		{"POST", "client-grants", scope("create:client_grants"), schema.NoQuery, schema.ClientGrantCreate, created, a.createClientGrant},
		{"GET", "client-grants/{id}", scope("read:client_grants"), schema.NoQuery, "", ok, a.readClientGrant},
		{"PATCH", "client-grants/{id}", scope("update:client_grants"), schema.NoQuery, schema.ClientGrantUpdate, ok, a.updateClientGrant},
		{"DELETE", "client-grants/{id}", scope("delete:client_grants"), schema.NoQuery, "", gone, a.deleteClientGrant},
		{"GET", "client-grants/{id}/organizations", scope("read:organization_client_grants"), schema.ClientGrantOrganizations, "", ok, a.listGrantOrganizations},

		{"GET", "clients", readClients, schema.ClientList, "", ok, a.listClients},
		{"POST", "clients", scope("create:clients"), schema.NoQuery, schema.ClientCreate, created, a.createClient},
		{"GET", "clients/{id}", readClients, schema.ClientRead, "", ok, a.readClient},
		{"PATCH", "clients/{id}", updateClients, schema.NoQuery, schema.ClientUpdate, ok, a.updateClient},
		{"DELETE", "clients/{id}", scope("delete:clients"), schema.NoQuery, "", gone, a.deleteClient},
		{"POST", "clients/{id}/rotate-secret", scope("update:client_keys"), schema.NoQuery, "", ok, a.rotateClientSecret},

		// Not in the OpenAPI document; see the service's documentation of these.
		{"GET", "clients/{id}/credentials", scope("read:client_credentials"), schema.CredentialList, "", ok, a.listCredentials},
		{"POST", "clients/{id}/credentials", scope("create:client_credentials"), schema.NoQuery, schema.CredentialCreate, created, a.createCredential},
		{"GET", "clients/{id}/credentials/{member}", scope("read:client_credentials"), schema.NoQuery, "", ok, a.readCredential},
		{"PATCH", "clients/{id}/credentials/{member}", scope("update:client_credentials"), schema.NoQuery, schema.CredentialUpdate, ok, a.updateCredential},
		{"DELETE", "clients/{id}/credentials/{member}", scope("delete:client_credentials"), schema.NoQuery, "", gone, a.deleteCredential},

		{"GET", "keys/signing", scope("read:signing_keys"), schema.NoQuery, "", ok, a.listSigningKeys},
		{"POST", "keys/signing/rotate", scope("create:signing_keys", "update:signing_keys"), schema.NoQuery, "", created, a.rotateSigningKeys},
		{"GET", "keys/signing/{id}", scope("read:signing_keys"), schema.NoQuery, "", ok, a.readSigningKey},
		{"PUT", "keys/signing/{id}/revoke", scope("update:signing_keys"), schema.NoQuery, "", ok, a.revokeSigningKey},
	}
}

// routes serves the operations, 405 for their paths with another method, and
// 404 for all else.
func (a *api) routes() http.Handler {
	byPath := map[string]methods{}
	for _, each := range a.operations() {
		if byPath[each.path] == nil {
			byPath[each.path] = methods{}
		}
		byPath[each.path][each.method] = a.serve(each)
	}
	mux := http.NewServeMux()
	for path, handlers := range byPath {
		mux.Handle(Prefix+path, handlers)
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { writeError(w, notFound("", "Not Found")) })
	return withoutRedirects(mux)
}

// methods are the handlers of one path. They are no patterns of the ServeMux,
// because that answers a wrong method in plain text.
type methods map[string]http.Handler

// ServeHTTP implements http.Handler.
func (m methods) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if handler := m[r.Method]; handler != nil {
		handler.ServeHTTP(w, r)
		return
	}
	w.Header().Set("Allow", strings.Join(slices.Sorted(maps.Keys(m)), ", "))
	writeError(w, methodNotAllowed())
}

// withoutRedirects answers 404 where ServeMux would redirect to a path without
// empty and dotted segments: an identifier that was not encoded must not be
// read as another one.
func withoutRedirects(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		escaped := r.URL.EscapedPath()
		if path.Clean(escaped) != strings.TrimSuffix(escaped, "/") {
			writeError(w, notFound("", "Not Found"))
			return
		}
		next.ServeHTTP(w, r)
	})
}
