package provider_test

import (
	"net/http"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

// objects are the elements of a list attribute.
func objects(t *testing.T, got acctest.Answer, attribute string) []acctest.Object {
	t.Helper()
	mustHaveNone(t, got)
	list, ok := got.Attribute(attribute).([]any)
	if !ok {
		t.Fatalf("%s is %v, want a list", attribute, got.Attribute(attribute))
	}
	elements := make([]acctest.Object, len(list))
	for i, e := range list {
		elements[i], _ = e.(acctest.Object)
	}
	return elements
}

func TestSigningKeysAreWhatTheServiceLists(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	tenant.API(http.MethodPost, "/keys/signing/rotate", nil, nil)
	var listed []acctest.Object
	tenant.API(http.MethodGet, "/keys/signing", nil, &listed)
	for _, key := range listed {
		if key["previous"] == true {
			tenant.API(http.MethodPut, "/keys/signing/"+key["kid"].(string)+"/revoke", nil, nil)
		}
	}
	listed = nil
	tenant.API(http.MethodGet, "/keys/signing", nil, &listed)

	got := objects(t, connected(t, tenant).ReadData("auth0api_signing_keys", nil), "signing_keys")
	if n := tenant.Requests.Count(http.MethodGet, "/api/v2/keys/signing"); n != 1 || len(got) != 3 || len(listed) != 3 {
		t.Fatalf("%d requests for %d keys, want 1 for the 3 that the service lists", n, len(got))
	}
	for i, key := range listed {
		for name, value := range got[i] {
			want := key[name]
			switch name {
			case "current", "next", "previous", "revoked":
				want = key[name] == true // never null: a configuration filters by it
			}
			if value != want {
				t.Errorf("key %d: %s is %v, want %v", i, name, value, want)
			}
		}
		if len(got[i]) < len(key) {
			t.Errorf("key %d lacks something of %v", i, key)
		}
	}
}

// permitted is a provider whose client has only these scopes of the Management API.
func permitted(t *testing.T, tenant *acctest.Tenant, scopes ...string) *acctest.Plugin {
	t.Helper()
	client := tenant.Create("clients", acctest.Object{"name": "limited", "app_type": "non_interactive"})
	tenant.Create("client-grants", acctest.Object{"client_id": client["client_id"], "audience": tenant.URL + "/api/v2/", "scope": scopes})
	p := plugin(t)
	p.MustConfigure(acctest.Values{"domain": tenant.URL, "client_id": client["client_id"], "client_secret": client["client_secret"]})
	return p
}

func TestSigningKeysNeedTheirScope(t *testing.T) {
	t.Parallel()
	expectDiagnostic(t, permitted(t, acctest.NewTenant(t), "read:clients").ReadData("auth0api_signing_keys", nil),
		"error: Reading the signing keys failed", "read:signing_keys", "Grant the provider's client the scope")
}

func TestAccSigningKeysDataSource(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Factories(),
		Steps: []resource.TestStep{{
			Config: tenant.Config(`
data "auth0api_signing_keys" "test" {}
data "auth0api_jwks" "test" {}
output "current" {
  value = one([for k in data.auth0api_signing_keys.test.signing_keys : k.kid if k.current]) == data.auth0api_jwks.test.keys[0].kid
}
output "published" {
  value = jsondecode(data.auth0api_jwks.test.json).keys[1].kid == data.auth0api_jwks.test.keys[1].kid
}
`),
			ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectKnownOutputValue("current", knownvalue.Bool(true)),
				statecheck.ExpectKnownOutputValue("published", knownvalue.Bool(true)),
			},
		}},
	})
}
