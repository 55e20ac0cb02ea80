package provider_test

import (
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

func TestAnEmptyImportIDSaysSo(t *testing.T) {
	t.Parallel()
	p := connected(t, acctest.NewTenant(t))
	for _, resource := range []string{apiResource, scopeResource, scopesResource, clientResource, credentialsResource, grantResource} {
		expectDiagnostic(t, p.Import(resource, ""), "error: The import ID is empty", "terraform import "+resource+".NAME '", "shell variable")
	}
	expectDiagnostic(t, p.ImportIdentity(clientResource, map[string]string{"client_id": ""}), "error: The import ID is empty")
}

// The service refuses client_credentials for a public client.
func TestAPublicClientCannotUseClientCredentials(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	public := acctest.Values{"name": "c", "token_endpoint_auth_method": "none", "grant_types": list{"implicit", "client_credentials"}}
	expectDiagnostic(t, connected(t, tenant).Validate(clientResource, public), "error at grant_types[1]: A public client cannot use client_credentials", "needs a secret or a key")

	p := connected(t, tenant)
	machine := acctest.Values{"name": "m"}
	client := p.ApplyAfter(clientResource, acctest.Answer{}, machine)
	mustHaveNone(t, client)
	machine["token_endpoint_auth_method"] = "none"
	expectDiagnostic(t, p.PlanAfter(clientResource, client, machine), "error at token_endpoint_auth_method: A public client cannot use client_credentials", "grant_types")

	// The plan of the client's credentials, which comes after that of the client.
	p = connected(t, tenant)
	delete(machine, "token_endpoint_auth_method")
	mustHaveNone(t, p.PlanAfter(clientResource, client, machine))
	credentials := acctest.Values{"client_id": client.Attribute("client_id"), "authentication_method": "none"}
	expectDiagnostic(t, p.PlanAfter(credentialsResource, acctest.Answer{}, credentials), "error at authentication_method: A public client cannot use client_credentials")
}

func TestAKeyThatHasExpiredIsWarnedOf(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	_, public := keyPair(t)
	id := newClient(tenant, "c")
	config := keyed(id, acctest.Values{"pem": public, "expires_at": "2001-01-01T00:00:00Z"})
	expectDiagnostic(t, connected(t, tenant).PlanAfter(credentialsResource, acctest.Answer{}, config), "warning at private_key_jwt.credentials[0].expires_at: The key has expired")
	state := connected(t, tenant).ApplyAfter(credentialsResource, acctest.Answer{}, config)
	mustHaveNone(t, state)
	mustHaveNone(t, connected(t, tenant).PlanAfter(credentialsResource, state, config)) // only the plan that sets it
}

func TestAShortSecretIsWarnedOf(t *testing.T) {
	t.Parallel()
	for name, config := range map[string]acctest.Values{
		"client_secret":    {"client_id": "c", "client_secret": "x"},
		"client_secret_wo": {"client_id": "c", "client_secret_wo": "x", "client_secret_wo_version": int64(1)},
	} {
		expectDiagnostic(t, plugin(t).Validate(credentialsResource, config), "warning at "+name+": The client secret is short", "random_password")
	}
}

// Terraform plans a replacement as a create, after it has read the object.
func TestReplacingCredentialsSaysThatTheSecretStays(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	config := acctest.Values{"client_id": newClient(tenant, "c"), "authentication_method": "client_secret_post", "client_secret": longSecret}
	state := connected(t, tenant).ApplyAfter(credentialsResource, acctest.Answer{}, config)
	mustHaveNone(t, state)
	p := connected(t, tenant)
	mustHaveNone(t, p.ReadAfter(credentialsResource, state))
	mustHaveNone(t, p.PlanAfter(credentialsResource, state, config))
	expectDiagnostic(t, p.PlanAfter(credentialsResource, acctest.Answer{}, config), "warning at client_id: Replacing the credentials does not rotate the secret", "auth0api_rotate_client_secret")
}

func TestGrantsThatASystemAPIDoesNotTake(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	management := tenant.URL + "/api/v2/"
	all := acctest.Values{"client_id": "c", "audience": management, "allow_all_scopes": true}
	expectDiagnostic(t, connected(t, tenant).PlanAfter(grantResource, acctest.Answer{}, all), "error at allow_all_scopes: The tenant refuses this grant on a system API", "set scopes")
	byDefault := acctest.Values{"default_for": "third_party_clients", "audience": management, "scopes": list{}}
	expectDiagnostic(t, connected(t, tenant).PlanAfter(grantResource, acctest.Answer{}, byDefault), "error at default_for: The tenant refuses this grant on a system API", "client_id")

	// An API of the user's own may end like one.
	tenant.Create("resource-servers", acctest.Object{"identifier": "https://a.example.test/me/"})
	all["audience"] = "https://a.example.test/me/"
	mustHaveNone(t, connected(t, tenant).PlanAfter(grantResource, acctest.Answer{}, all))
}

// A key with an ID of its owner's choice cannot be named by its thumbprint: the
// generated configuration has no pem, and keeps the key.
func TestAnImportedKeyWithAnIDOfItsOwnStays(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	_, public := keyPair(t)
	id := newClient(tenant, "c")
	key := tenant.Create("clients/"+id+"/credentials", acctest.Object{"credential_type": "public_key", "pem": public, "kid": "my-own-key-id"})
	tenant.Change("clients", id, acctest.Object{
		"token_endpoint_auth_method": nil, "client_authentication_methods": acctest.Object{"private_key_jwt": acctest.Object{"credentials": list{acctest.Object{"id": key["id"]}}}},
	})
	p := connected(t, tenant)
	imported := p.ReadAfter(credentialsResource, p.Import(credentialsResource, id))
	mustHaveNone(t, imported)
	config := keyed(id, acctest.Values{"algorithm": "RS256"})
	plan := p.PlanAfter(credentialsResource, imported, config)
	mustHaveNone(t, plan)
	if !plan.Value.Equal(imported.Value) {
		t.Errorf("planned %s\nafter %s", plan.Value, imported.Value)
	}
	config = keyed(id, acctest.Values{"algorithm": "PS256"})
	if got := p.PlanAfter(credentialsResource, imported, config); len(got.Diagnostics) != 1 || !strings.Contains(got.Diagnostics[0], "The public key is missing") {
		t.Errorf("another algorithm: %q", got.Diagnostics)
	}
}
