package provider_test

import (
	"net/http"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

const signingSecretResource = "auth0api_resource_server_signing_secret"

func TestAnAPIsSigningSecretIsRead(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	p := connected(t, tenant)
	generated := tenant.Create("resource-servers", acctest.Object{"identifier": "urn:generated", "name": "Generated", "signing_alg": "HS256"})
	if generated["signing_secret"] == nil {
		t.Fatal("the tenant made no secret")
	}
	tenant.Create("resource-servers", acctest.Object{"identifier": "urn:own", "signing_alg": "HS256", "signing_secret": "a-secret-of-its-own"})
	for name, c := range map[string]struct {
		config acctest.Values
		want   acctest.Values
	}{
		"by ID":         {acctest.Values{"id": generated["id"]}, acctest.Values{"identifier": "urn:generated", "name": "Generated", "signing_secret": generated["signing_secret"]}},
		"by identifier": {acctest.Values{"identifier": "urn:generated"}, acctest.Values{"id": generated["id"], "signing_secret": generated["signing_secret"]}},
		"one that was set, of an API without a name": {acctest.Values{"identifier": "urn:own"}, acctest.Values{"name": nil, "signing_secret": "a-secret-of-its-own"}},
	} {
		tenant.Requests.Reset()
		got := connected(t, tenant).Open(signingSecretResource, c.config)
		mustHaveNone(t, got)
		for attribute, want := range c.want {
			if value := got.Attribute(attribute); value != want {
				t.Errorf("%s: %s is %v, want %v", name, attribute, value, want)
			}
		}
		if n := tenant.Requests.Count(http.MethodGet, apiRoute); n != 1 {
			t.Errorf("%s: %d requests, want 1", name, n)
		}
	}
	tenant.Change("resource-servers", "urn:own", acctest.Object{"signing_secret": "another-secret-of-its-own"})
	if got := connected(t, tenant).Open(signingSecretResource, acctest.Values{"identifier": "urn:own"}); got.Attribute("signing_secret") != "another-secret-of-its-own" {
		t.Errorf("after a change, got %s", got.Value)
	}

	tenant.Create("resource-servers", acctest.Object{"identifier": "urn:rs", "signing_alg": "RS256"})
	const summary = "The API's signing secret cannot be read"
	expectDiagnostic(t, p.Open(signingSecretResource, acctest.Values{"identifier": "urn:rs"}), "error at identifier: "+summary, `"urn:rs"`, "RS256", "auth0api_jwks")
	expectDiagnostic(t, p.Open(signingSecretResource, acctest.Values{"id": tenant.ResourceServer("urn:rs")["id"]}), "error at id: "+summary, `"urn:rs"`)
	expectDiagnostic(t, p.Open(signingSecretResource, acctest.Values{"identifier": "urn:none"}), "error at identifier: There is no such API", `"urn:none"`, "set id")
	expectDiagnostic(t, p.Open(signingSecretResource, acctest.Values{"id": "0123456789abcdef01234567"}), "error at id: There is no such API")
	expectDiagnostic(t, permitted(t, tenant, "read:clients").Open(signingSecretResource, acctest.Values{"identifier": "urn:own"}),
		"error: Reading API", "read:resource_servers")
	expectDiagnostic(t, halfKnown(t).Open(signingSecretResource, acctest.Values{"identifier": "urn:own"}), "error: The provider's configuration is not known yet")
}

func TestAccSigningSecretEphemeral_errors(t *testing.T) {
	t.Parallel()
	acctest.NewTenant(t).ExpectErrors(t, `
ephemeral "auth0api_resource_server_signing_secret" "both" {
  id         = "a"
  identifier = "b"
}
ephemeral "auth0api_resource_server_signing_secret" "neither" {}
ephemeral "auth0api_resource_server_signing_secret" "empty" {
  identifier = ""
}
`,
		acctest.Diagnostic("Invalid Attribute Combination", `id         = "a"`, "[id,identifier]"),
		acctest.Diagnostic("Missing Attribute Configuration", `ephemeral "auth0api_resource_server_signing_secret" "neither"`, "[id,identifier]"),
		acctest.Diagnostic("Invalid Attribute Value Length", `identifier = ""`, "at least 1"))
}

// `terraform query` shows the objects that it finds as an import would have them,
// without their secrets, which the list of APIs has.
func TestAQueryHoldsNoSecret(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	p := connected(t, tenant)
	tenant.Create("resource-servers", acctest.Object{"identifier": "urn:own", "signing_alg": "HS256", "signing_secret": "a-secret-of-its-own"})
	newClient(tenant, "reader")
	for resource, attribute := range map[string]string{apiResource: "signing_secret", "auth0api_client": "client_secret"} {
		found := p.Query(resource, nil, true, 0)
		if len(found) < 2 {
			t.Errorf("found %d of %s", len(found), resource)
		}
		for _, one := range found {
			if secret := one.Object.Attribute(attribute); secret != nil {
				t.Errorf("%s has the %s %v", one.Display, attribute, secret)
			}
		}
	}
}
