package provider_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
	"github.com/auth0api/terraform-provider-auth0api/internal/token"
)

// privateCurveKey returns a private key of the curve P-256, as PEM.
func privateCurveKey(t *testing.T) string {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return pemBlock("EC PRIVATE KEY", der)
}

// bothTokens calls check with the answers of the data source and of the ephemeral
// resource.
func bothTokens(p *acctest.Plugin, config acctest.Values, check func(kind string, got acctest.Answer)) {
	check("data source", p.ReadData("auth0api_token", config))
	check("ephemeral resource", p.Open("auth0api_token", config))
}

// claimOf is a claim of a token that was fetched.
func claimOf(got acctest.Answer, name string) any {
	claims, _ := got.Attribute("claims").(map[string]any)
	return claims[name]
}

// C26: a client with private_key_jwt gets its token, with each algorithm that the service
// accepts.
func TestAPrivateKeyGetsAToken(t *testing.T) {
	t.Parallel()
	for _, algorithm := range token.AssertionAlgorithms() {
		t.Run(algorithm, func(t *testing.T) {
			t.Parallel()
			tenant, _ := reading(t, nil)
			private, public := keyPair(t)
			config := granted(tenant, acctest.Object{"name": "signer", "app_type": "non_interactive", "client_authentication_methods": acctest.Object{
				"private_key_jwt": acctest.Object{"credentials": []acctest.Object{{"credential_type": "public_key", "alg": algorithm, "pem": public}}},
			}}, "read:a")
			config["client_secret"], config["private_key"] = nil, private
			if algorithm != "RS256" {
				config["client_assertion_signing_alg"] = algorithm
			}
			p := connected(t, tenant)
			bothTokens(p, config, func(kind string, got acctest.Answer) {
				mustHaveNone(t, got)
				if claimOf(got, "azp") != config["client_id"] || got.Attribute("scope") != "read:a" {
					t.Errorf("%s: the claims are %v", kind, got.Attribute("claims"))
				}
			})
			other, _ := keyPair(t)
			for name, wrong := range map[string]acctest.Values{
				"another key":       {"private_key": other},
				"another algorithm": {"client_assertion_signing_alg": map[bool]string{true: "RS256", false: "PS256"}[algorithm == "PS256"]},
			} {
				bothTokens(p, with(config, wrong), func(kind string, got acctest.Answer) {
					t.Log(name, kind)
					expectDiagnostic(t, got, "error at client_id: No token for API", "401", "has the public key of this private key")
					for _, line := range []string{private, other} {
						if strings.Contains(strings.Join(got.Diagnostics, ""), strings.Split(line, "\n")[1]) {
							t.Errorf("the error repeats the key: %q", got.Diagnostics)
						}
					}
				})
			}
		})
	}
}

// The credentials of a client are complete, or the plan fails at the attribute.
func TestCredentialsOfATokenAreComplete(t *testing.T) {
	t.Parallel()
	private, _ := keyPair(t)
	p := plugin(t)
	for _, c := range []struct {
		config acctest.Values
		want   []string
	}{
		{acctest.Values{"client_id": "c"}, []string{"error at client_id: The credentials of the client are missing", "Set client_secret or private_key"}},
		{acctest.Values{"private_key": private}, []string{"error at private_key: Invalid Attribute Combination", "client_id"}},
		{acctest.Values{"client_id": "c", "client_secret": "s", "private_key": private}, []string{"error at client_secret: Invalid Attribute Combination", "private_key"}},
		{acctest.Values{"client_id": "c", "client_secret": "s", "client_assertion_signing_alg": "RS256"}, []string{"error at client_assertion_signing_alg: Invalid Attribute Combination", "private_key"}},
		{acctest.Values{"client_id": "c", "private_key": private, "token_endpoint_auth_method": "client_secret_basic"}, []string{"error at token_endpoint_auth_method: Invalid Attribute Combination", "client_secret"}},
		{acctest.Values{"organization": "org_1", "subject_token": "t"}, []string{"error at organization: Invalid Attribute Combination", "subject_token"}},
	} {
		c.config["audience"] = appointments
		for _, kind := range []string{"data", "ephemeral"} {
			expectDiagnostic(t, p.ValidateBlock(kind, "auth0api_token", c.config), c.want[0], c.want[1:]...)
		}
	}
}

// Facts 10.3: the token of a client for an organization, and each refusal with what to do
// next.
func TestATokenOfAnOrganization(t *testing.T) {
	t.Parallel()
	tenant, config := reading(t, nil)
	organization := fmt.Sprint(tenant.Create("organizations", acctest.Object{"name": "acme"})["id"])
	grant := ""
	for _, each := range tenant.List("client-grants") {
		if each["client_id"] == config["client_id"] {
			grant = fmt.Sprint(each["id"])
		}
	}
	named := with(config, acctest.Values{"organization": organization})
	fails := func(config acctest.Values, says ...string) {
		t.Helper()
		bothTokens(connected(t, tenant), config, func(kind string, got acctest.Answer) {
			t.Log(kind)
			expectDiagnostic(t, got, "error at organization: No token for API", says...)
		})
	}
	fails(named, "organization is not allowed", `organization_usage = "deny", the default`)
	tenant.Change("client-grants", grant, acctest.Object{"organization_usage": "require"})
	fails(config, "organization is required", "Set organization to the ID", "default_organization")
	fails(named, "create an auth0api_organization_client_grant with organization_id = "+fmt.Sprintf("%q", organization), "allow_any_organization")
	fails(with(config, acctest.Values{"organization": "acme"}), "must be an organization id", "begins with org_")
	tenant.API(http.MethodPost, "/organizations/"+organization+"/client-grants", acctest.Object{"grant_id": grant}, nil)
	bothTokens(connected(t, tenant), named, func(kind string, got acctest.Answer) {
		mustHaveNone(t, got)
		if claimOf(got, "org_id") != organization {
			t.Errorf("%s: the claims are %v", kind, got.Attribute("claims"))
		}
	})
	// With a grant for another API only, the missing grant is the cause.
	tenant.Create("resource-servers", acctest.Object{"identifier": "urn:scope:other"})
	bothTokens(connected(t, tenant), with(named, acctest.Values{"audience": "urn:scope:other"}), func(_ string, got acctest.Answer) {
		expectDiagnostic(t, got, "error at audience: No token for API", "Create a grant: an auth0api_client_grant")
	})
}

// A token is bound to the key where the API or the client demands it; where neither does,
// the caller learns that it is not (RFC 9449, sections 5 and 6).
func TestATokenIsBoundToAKey(t *testing.T) {
	t.Parallel()
	const bearer = "urn:scope:bearer"
	tenant, config := reading(t, acctest.Object{"proof_of_possession": acctest.Object{"mechanism": "dpop", "required": true}})
	tenant.Create("resource-servers", acctest.Object{"identifier": bearer})
	tenant.Create("client-grants", acctest.Object{"client_id": config["client_id"], "audience": bearer, "scope": []string{}})
	private := privateCurveKey(t)
	key, err := token.ParseProofKey(private)
	if err != nil {
		t.Fatal(err)
	}
	p := connected(t, tenant)
	bothTokens(p, with(config, acctest.Values{"dpop_private_key": private}), func(kind string, got acctest.Answer) {
		mustHaveNone(t, got)
		confirmation, _ := claimOf(got, "cnf").(map[string]any)
		if got.Attribute("token_type") != "DPoP" || got.Attribute("dpop_thumbprint") != key.Thumbprint() || confirmation["jkt"] != key.Thumbprint() {
			t.Errorf("%s: %v, %v, %v", kind, got.Attribute("token_type"), got.Attribute("dpop_thumbprint"), confirmation)
		}
	})
	bothTokens(p, config, func(_ string, got acctest.Answer) {
		expectDiagnostic(t, got, "error at dpop_private_key: No token for API", "set dpop_private_key to an elliptic-curve key")
	})
	unbound := with(config, acctest.Values{"audience": bearer, "dpop_private_key": private})
	bothTokens(p, unbound, func(_ string, got acctest.Answer) {
		expectDiagnostic(t, got, "error at dpop_private_key: The token is not bound to the key", "Set proof_of_possession", "require_proof_of_possession = true")
	})
	tenant.Change("clients", fmt.Sprint(config["client_id"]), acctest.Object{"require_proof_of_possession": true})
	bothTokens(connected(t, tenant), unbound, func(kind string, got acctest.Answer) {
		mustHaveNone(t, got)
		if got.Attribute("token_type") != "DPoP" {
			t.Errorf("%s: %v", kind, got.Attribute("token_type"))
		}
	})
}

// Facts 11.1: a quota that is used up is not the tenant's rate limit.
func TestAQuotaThatIsUsedUpIsNamed(t *testing.T) {
	t.Parallel()
	tenant, config := reading(t, nil)
	tenant.Change("clients", fmt.Sprint(config["client_id"]), acctest.Object{"token_quota": acctest.Object{"client_credentials": acctest.Object{"enforce": true, "per_day": 1}}})
	mustHaveNone(t, connected(t, tenant).ReadData("auth0api_token", config))
	expectDiagnostic(t, connected(t, tenant).ReadData("auth0api_token", config), "error at client_id: No token for API", "Client quota exceeded", "token_quota", "Try again later")
}

// The embedded tenant verifies the proof against the URL that the provider signed.
func TestATokenOfAnEmbeddedTenantIsBoundToAKey(t *testing.T) {
	t.Parallel()
	p := plugin(t)
	p.MustConfigure(acctest.Values{"domain": "dev.example.test", "embedded": acctest.Values{"path": filepath.Join(t.TempDir(), "tenant.db")}})
	mustHaveNone(t, p.Apply(apiResource, noState, acctest.Values{"identifier": "urn:a", "proof_of_possession": acctest.Values{"mechanism": "dpop", "required": true}}))
	client := p.Apply("auth0api_client", noState, acctest.Values{"name": "reader"})
	mustHaveNone(t, client)
	mustHaveNone(t, p.Apply(grantResource, noState, acctest.Values{"client_id": client.Attribute("client_id"), "audience": "urn:a", "scopes": list{}}))
	got := p.ReadData("auth0api_token", acctest.Values{
		"audience": "urn:a", "client_id": client.Attribute("client_id"), "client_secret": client.Attribute("client_secret"), "dpop_private_key": privateCurveKey(t),
	})
	mustHaveNone(t, got)
	if got.Attribute("token_type") != "DPoP" {
		t.Errorf("the type is %v", got.Attribute("token_type"))
	}
}
