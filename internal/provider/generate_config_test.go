package provider_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

// cannotGenerate is a defect of Terraform 1.16.0: see the guide to importing.
const cannotGenerate = "looks for the provider of an import block in the namespace hashicorp when it generates configuration"

// crashesAtGeneration is a defect of OpenTofu 1.11.0, which 1.12 does not have.
const crashesAtGeneration = "crashes when it generates configuration of a resource with a nested computed attribute"

// Import blocks without a configuration: the configuration that the CLI generates
// plans only the imports, and nothing once they are done.
func TestAccImport_generatedConfigurationPlansNothing(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	tenant.Create("resource-servers", acctest.Object{
		"identifier": "urn:a", "name": "A", "signing_alg": "PS256", "token_lifetime": 600, "token_lifetime_for_web": 300, "allow_offline_access": true,
		"token_dialect": "rfc9068_profile", "skip_consent_for_verifiable_first_party_clients": true,
		"scopes": []acctest.Object{{"value": "read", "description": "Reads"}, {"value": "write"}},
	})
	tenant.Create("resource-servers", acctest.Object{"identifier": "urn:hs", "signing_alg": "HS256", "scopes": []acctest.Object{{"value": "read"}}})
	clientID := newClient(tenant, "reader")
	_, public := keyPair(t)
	signer := newClient(tenant, "signer")
	key := tenant.Create("clients/"+signer+"/credentials", acctest.Object{"credential_type": "public_key", "pem": public})
	tenant.Change("clients", signer, acctest.Object{
		"token_endpoint_auth_method": nil, "client_authentication_methods": acctest.Object{"private_key_jwt": acctest.Object{"credentials": []acctest.Object{{"id": key["id"]}}}},
	})
	grant := tenant.Create("client-grants", acctest.Object{"client_id": clientID, "audience": "urn:a", "scope": []string{"read"}})
	tenant.Create("client-grants", acctest.Object{"client_id": clientID, "audience": "urn:hs", "allow_all_scopes": true, "organization_usage": "allow"})
	tenant.Create("client-grants", acctest.Object{"client_id": clientID, "audience": "urn:hs", "scope": []string{"read"}, "subject_type": "user"})
	tenant.Create("client-grants", acctest.Object{"default_for": "third_party_clients", "audience": "urn:hs", "scope": []string{}})
	var imports strings.Builder
	for to, id := range map[string]any{
		"auth0api_resource_server.a": "urn:a", "auth0api_resource_server.hs": "urn:hs", "auth0api_resource_server_scopes.a": "urn:a",
		"auth0api_resource_server_scope.read": "urn:hs::read", "auth0api_client.reader": clientID, "auth0api_client_grant.reader": grant["id"],
		"auth0api_resource_server_grants.hs": "urn:hs",
		"auth0api_client_credentials.signer": signer,
	} {
		fmt.Fprintf(&imports, "import {\n  to = %s\n  id = %q\n}\n", to, id)
	}
	cli := acctest.NewCLI(t)
	cli.Not("Terraform v1.16.0", cannotGenerate)
	cli.Not("OpenTofu v1.11.0", crashesAtGeneration)
	cli.Config(tenant.Config(imports.String()))
	output := cli.Must("plan", "-no-color", "-generate-config-out=generated.tf")
	if !strings.Contains(output, "Plan: 8 to import, 0 to add, 0 to change, 0 to destroy.") {
		generated, _ := os.ReadFile(filepath.Join(cli.Dir, "generated.tf"))
		t.Errorf("the generated configuration changes something:\n%s\n%s", output, generated)
	}
	cli.Apply()
	cli.EmptyPlan()
}
