package provider_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

// official is the state that the official provider writes for what the tenant
// holds, in the form of version 1.48.
type official struct {
	resources []any
}

func (o *official) add(kind, name string, attributes acctest.Object) {
	o.resources = append(o.resources, acctest.Object{
		"mode": "managed", "type": kind, "name": name, "provider": `provider["registry.terraform.io/auth0/auth0"]`,
		"instances": []any{acctest.Object{"schema_version": 0, "attributes": attributes, "sensitive_attributes": []any{}, "private": "bnVsbA=="}},
	})
}

func (o *official) String() string {
	text, err := json.Marshal(acctest.Object{
		"version": 4, "terraform_version": "1.11.4", "serial": 7, "lineage": "4db37f0d-97e4-798b-308e-c0246c563bbc",
		"outputs": acctest.Object{}, "resources": o.resources, "check_results": nil,
	})
	if err != nil {
		panic(err)
	}
	return string(text)
}

// disabled are the nested objects that the official provider notes as absent.
func disabled(attributes acctest.Object) acctest.Object {
	attributes["authorization_details"] = []any{acctest.Object{"disable": true, "type": ""}}
	attributes["proof_of_possession"] = []any{acctest.Object{"disable": true, "mechanism": "", "required": false}}
	attributes["token_encryption"] = []any{acctest.Object{"disable": true, "encryption_key": []any{}, "format": ""}}
	attributes["subject_type_authorization"] = []any{acctest.Object{
		"client": []any{acctest.Object{"policy": "require_client_grant"}}, "user": []any{acctest.Object{"policy": "allow_all"}},
	}}
	attributes["consent_policy"], attributes["verification_location"], attributes["client_id"] = "null", "", ""
	return attributes
}

const movedConfig = `
resource "auth0api_resource_server" "appointments" {
  name                   = "Appointments"
  identifier             = "https://appointments.example.test/"
  signing_alg            = "RS256"
  token_lifetime         = 3600
  token_lifetime_for_web = 1800
  allow_offline_access   = true
  token_dialect          = "access_token_authz"
  enforce_policies       = true
}
resource "auth0api_resource_server" "legacy" {
  name           = "Legacy"
  identifier     = "https://legacy.example.test/"
  signing_alg    = "HS256"
  signing_secret = "legacy-secret-of-32-characters-x"
}
resource "auth0api_resource_server_scope" "read" {
  resource_server_identifier = auth0api_resource_server.appointments.identifier
  scope                      = "read:appointments"
  description                = "Read appointments"
}
resource "auth0api_resource_server_scopes" "legacy" {
  resource_server_identifier = auth0api_resource_server.legacy.identifier
  scopes {
    name        = "read:old"
    description = "Read old things"
  }
  scopes {
    name        = "write:old"
    description = "Write old things"
  }
}
resource "auth0api_client" "reader" {
  name        = "Reader"
  app_type    = "non_interactive"
  grant_types = ["client_credentials"]
}
resource "auth0api_client_grant" "reader" {
  client_id  = auth0api_client.reader.client_id
  audience   = auth0api_resource_server.appointments.identifier
  scopes     = ["read:appointments"]
  depends_on = [auth0api_resource_server_scope.read]
}
`

// moves are the moved blocks from the official provider's resources to those
// of a configuration.
func moves(config string) string {
	var blocks strings.Builder
	for line := range strings.Lines(config) {
		words := strings.Split(line, `"`)
		if len(words) == 5 && words[0] == "resource " {
			blocks.WriteString("moved {\n  from = " + strings.Replace(words[1], "auth0api_", "auth0_", 1) + "." + words[3] +
				"\n  to   = " + words[1] + "." + words[3] + "\n}\n")
		}
	}
	return blocks.String()
}

// newOfficial sets a tenant up as movedConfig says, and returns the state that
// the official provider has of it.
func newOfficial(tenant *acctest.Tenant) *official {
	var state official
	appointments := tenant.Create("resource-servers", acctest.Object{
		"name": "Appointments", "identifier": "https://appointments.example.test/", "signing_alg": "RS256", "token_lifetime": 3600, "token_lifetime_for_web": 1800,
		"allow_offline_access": true, "token_dialect": "access_token_authz", "enforce_policies": true,
		"scopes": []acctest.Object{{"value": "read:appointments", "description": "Read appointments"}},
	})
	legacy := tenant.Create("resource-servers", acctest.Object{
		"name": "Legacy", "identifier": "https://legacy.example.test/", "signing_alg": "HS256", "signing_secret": "legacy-secret-of-32-characters-x",
		"scopes": []acctest.Object{{"value": "read:old", "description": "Read old things"}, {"value": "write:old", "description": "Write old things"}},
	})
	reader := tenant.Create("clients", acctest.Object{"name": "Reader", "app_type": "non_interactive", "grant_types": []string{"client_credentials"}})
	grant := tenant.Create("client-grants", acctest.Object{"client_id": reader["client_id"], "audience": "https://appointments.example.test/", "scope": []string{"read:appointments"}})
	state.add("auth0_resource_server", "appointments", disabled(acctest.Object{
		"id": appointments["id"], "identifier": "https://appointments.example.test/", "name": "Appointments", "signing_alg": "RS256", "signing_secret": "",
		"allow_offline_access": true, "enforce_policies": true, "skip_consent_for_verifiable_first_party_clients": false,
		"token_dialect": "access_token_authz", "token_lifetime": 3600, "token_lifetime_for_web": 1800,
	}))
	state.add("auth0_resource_server", "legacy", disabled(acctest.Object{
		"id": legacy["id"], "identifier": "https://legacy.example.test/", "name": "Legacy", "signing_alg": "HS256", "signing_secret": "legacy-secret-of-32-characters-x",
		"allow_offline_access": false, "enforce_policies": false, "skip_consent_for_verifiable_first_party_clients": false,
		"token_dialect": "", "token_lifetime": 86400, "token_lifetime_for_web": 7200,
	}))
	state.add("auth0_resource_server_scope", "read", acctest.Object{
		"id":                         "https://appointments.example.test/::read:appointments",
		"resource_server_identifier": "https://appointments.example.test/", "scope": "read:appointments", "description": "Read appointments",
	})
	state.add("auth0_resource_server_scopes", "legacy", acctest.Object{
		"id": "https://legacy.example.test/", "resource_server_identifier": "https://legacy.example.test/",
		"scopes": []any{acctest.Object{"name": "read:old", "description": "Read old things"}, acctest.Object{"name": "write:old", "description": "Write old things"}},
	})
	state.add("auth0_client", "reader", acctest.Object{
		"id": reader["client_id"], "client_id": reader["client_id"], "name": "Reader", "app_type": "non_interactive", "grant_types": []string{"client_credentials"},
		"description": "", "callbacks": nil, "is_first_party": true, "oidc_conformant": false, "organization_usage": "", "refresh_token": []any{},
		"jwt_configuration": []any{acctest.Object{"alg": "", "lifetime_in_seconds": 36000, "scopes": acctest.Object{}, "secret_encoded": false}},
		"addons":            []any{}, "client_metadata": nil, "web_origins": nil, "resource_server_identifier": "",
	})
	state.add("auth0_client_grant", "reader", acctest.Object{
		"id": grant["id"], "client_id": reader["client_id"], "audience": "https://appointments.example.test/", "scopes": []string{"read:appointments"},
		"subject_type": "client", "allow_any_organization": false, "authorization_details_types": nil, "organization_usage": "",
	})
	return &state
}

func TestAccMoved_fromTheOfficialProviderPlansNothing(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	cli := acctest.NewCLI(t)
	cli.File("terraform.tfstate", newOfficial(tenant).String())
	cli.Config(tenant.Config(movedConfig + moves(movedConfig)))
	code, output := cli.Run("plan", "-no-color", "-detailed-exitcode")
	if !strings.Contains(output, "Plan: 0 to add, 0 to change, 0 to destroy.") || code != 2 {
		t.Errorf("the plan ended with %d, want the moves and nothing else:\n%s", code, output)
	}
	cli.Apply()
	cli.EmptyPlan()
	if _, state := cli.Run("state", "list"); strings.Contains(state, "auth0_") {
		t.Errorf("the state still has\n%s", state)
	}
}

// The way back: removed blocks let go of everything, and nothing is deleted.
func TestAccMoved_backLeavesTheTenantAsItIs(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	cli := acctest.NewCLI(t)
	cli.Config(tenant.Config(movedConfig))
	cli.Apply()
	before := len(tenant.List("resource-servers")) + len(tenant.List("clients")) + len(tenant.List("client-grants"))
	var removed strings.Builder
	for line := range strings.Lines(movedConfig) {
		if words := strings.Split(line, `"`); len(words) == 5 && words[0] == "resource " {
			removed.WriteString("removed {\n  from = " + words[1] + "." + words[3] + "\n  lifecycle {\n    destroy = false\n  }\n}\n")
		}
	}
	cli.Config(tenant.Config(removed.String()))
	cli.Apply()
	if state := cli.Must("state", "list"); strings.TrimSpace(state) != "" {
		t.Errorf("the state still has\n%s", state)
	}
	if after := len(tenant.List("resource-servers")) + len(tenant.List("clients")) + len(tenant.List("client-grants")); after != before {
		t.Errorf("the tenant has %d objects, want the %d from before", after, before)
	}
	if got := tenant.Scopes("https://legacy.example.test/"); len(got) != 2 {
		t.Errorf("the API has the scopes %v, want both", got)
	}
}
