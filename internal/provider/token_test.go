package provider_test

import (
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

// reading is a tenant with an API, and a client that may read it and knows its
// secret.
func reading(t *testing.T, api acctest.Object) (tenant *acctest.Tenant, config acctest.Values) {
	t.Helper()
	tenant = acctest.NewTenant(t)
	if api == nil {
		api = acctest.Object{}
	}
	api["identifier"] = appointments
	api["scopes"] = []acctest.Object{{"value": "read:a"}, {"value": "write:a"}, {"value": "cancel:a"}}
	tenant.Create("resource-servers", api)
	return tenant, granted(tenant, acctest.Object{"name": "reader", "app_type": "non_interactive"}, "read:a", "cancel:a")
}

// granted makes a client with a grant, and returns what asks for its token.
func granted(tenant *acctest.Tenant, client acctest.Object, scopes ...string) acctest.Values {
	made := tenant.Create("clients", client)
	tenant.Create("client-grants", acctest.Object{"client_id": made["client_id"], "audience": appointments, "scope": scopes})
	return acctest.Values{"audience": appointments, "client_id": made["client_id"], "client_secret": made["client_secret"]}
}

// with is the configuration and further attributes.
func with(config acctest.Values, further acctest.Values) acctest.Values {
	out := acctest.Values{}
	for _, values := range []acctest.Values{config, further} {
		for name, value := range values {
			out[name] = value
		}
	}
	return out
}

// members are those of a dynamic object.
func members(t *testing.T, got acctest.Answer, attribute string) map[string]any {
	t.Helper()
	object, ok := got.Attribute(attribute).(map[string]any)
	if !ok {
		t.Fatalf("%s is %v, want an object", attribute, got.Attribute(attribute))
	}
	return object
}

func TestATokenIsVerifiedAndDecoded(t *testing.T) {
	t.Parallel()
	tenant, config := reading(t, acctest.Object{"token_lifetime": 3600})
	p := connected(t, tenant)
	before := time.Now().Add(-time.Second)
	got := p.ReadData("auth0api_token", config)
	mustHaveNone(t, got)

	client, _ := config["client_id"].(string)
	for name, want := range map[string]any{
		"token_type": "Bearer", "expires_in": int64(3600), "scope": "read:a cancel:a",
		"audience": appointments, "client_id": client, "client_secret": config["client_secret"], "scopes": nil,
	} {
		if value := got.Attribute(name); value != want {
			t.Errorf("%s is %v, want %v", name, value, want)
		}
	}
	if token, _ := got.Attribute("access_token").(string); strings.Count(token, ".") != 2 {
		t.Errorf("the access token is %q", token)
	}
	text, _ := got.Attribute("expires_at").(string)
	at, err := time.Parse(time.RFC3339, text)
	if err != nil || at.Before(before.Add(time.Hour).Truncate(time.Second)) || at.After(time.Now().Add(time.Hour)) {
		t.Errorf("expires_at is %q (%v), want in an hour", text, err)
	}
	claims := members(t, got, "claims")
	for name, want := range map[string]any{
		"iss": tenant.URL + "/", "aud": appointments, "sub": client + "@clients", "azp": client, "scope": "read:a cancel:a", "gty": "client-credentials",
	} {
		if claims[name] != want {
			t.Errorf("claim %s is %v, want %v", name, claims[name], want)
		}
	}
	issued, _ := claims["iat"].(int64)
	if expires, _ := claims["exp"].(int64); expires-issued != 3600 {
		t.Errorf("claims iat and exp are %v and %v, want an hour between them", claims["iat"], claims["exp"])
	}
	header := members(t, got, "header")
	if kid, _ := header["kid"].(string); header["alg"] != "RS256" || header["typ"] != "JWT" || kid == "" {
		t.Errorf("the header is %v", header)
	}
}

func TestTheEphemeralTokenIsTheSame(t *testing.T) {
	t.Parallel()
	tenant, config := reading(t, nil)
	p := connected(t, tenant)
	data, ephemeral := p.ReadData("auth0api_token", config), p.Open("auth0api_token", config)
	mustHaveNone(t, data)
	mustHaveNone(t, ephemeral)
	if !data.Value.Equal(ephemeral.Value) {
		t.Errorf("the data source gives\n%s, the ephemeral resource\n%s", data.Value, ephemeral.Value)
	}
	expectDiagnostic(t, p.Open("auth0api_token", with(config, acctest.Values{"client_secret": "wrong-secret"})), "error at client_id: No token for API")
}

func TestATokenHasTheScopesThatWereAskedFor(t *testing.T) {
	t.Parallel()
	tenant, config := reading(t, nil)
	got := connected(t, tenant).ReadData("auth0api_token", with(config, acctest.Values{"scopes": []any{"cancel:a"}}))
	mustHaveNone(t, got)
	if scope := got.Attribute("scope"); scope != "cancel:a" {
		t.Errorf("scope is %v", scope)
	}
}

func TestNoTokenIsReportedAtTheAttribute(t *testing.T) {
	t.Parallel()
	tenant, config := reading(t, nil)
	client, _ := config["client_id"].(string)
	interactive := granted(tenant, acctest.Object{"name": "web", "app_type": "regular_web", "grant_types": []string{"authorization_code"}}, "read:a")
	tenant.Create("resource-servers", acctest.Object{"identifier": "urn:scope:other"})
	p := connected(t, tenant)
	for name, c := range map[string]struct {
		config acctest.Values
		begins string
		says   []string
	}{
		"a scope that is not granted": {
			config: with(config, acctest.Values{"scopes": []any{"read:a", "write:a"}}), begins: "error at scopes: No token for API", says: []string{"write:a", client},
		},
		"a scope that does not exist": {
			config: with(config, acctest.Values{"scopes": []any{"fly:a"}}), begins: "error at scopes: No token for API", says: []string{"fly:a"},
		},
		"two scopes in one": {
			config: with(config, acctest.Values{"scopes": []any{"read:a cancel:a"}}), begins: "error at scopes: A wanted scope was not granted", says: []string{"read:a cancel:a", "only read:a, cancel:a"},
		},
		"a wrong secret": {
			config: with(config, acctest.Values{"client_secret": "wr0ng-secret"}), begins: "error at client_id: No token for API", says: []string{"401", client},
		},
		"an unknown client": {
			config: with(config, acctest.Values{"client_id": "nobody"}), begins: "error at client_id: No token for API", says: []string{"nobody"},
		},
		"a client of another grant type": {
			config: interactive, begins: "error at client_id: No token for API", says: []string{"grant_types must include client_credentials"},
		},
		"an unknown audience": {
			config: with(config, acctest.Values{"audience": "urn:scopes:nowhere", "scopes": []any{"read:a"}}),
			begins: `error at audience: No token for API "urn:scopes:nowhere"`, says: []string{"Service not enabled within domain", "including a slash at the end"},
		},
		"an audience without a grant": {
			config: with(config, acctest.Values{"audience": "urn:scope:other", "scopes": []any{"read:a"}}),
			begins: "error at audience: No token for API", says: []string{"client-grant"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := p.ReadData("auth0api_token", c.config)
			expectDiagnostic(t, got, c.begins, c.says...)
			text := strings.Join(got.Diagnostics, "")
			for _, secret := range []any{config["client_secret"], "wr0ng-secret"} {
				if s, _ := secret.(string); strings.Contains(text, s) {
					t.Errorf("the error repeats a secret: %s", text)
				}
			}
		})
	}
}

func TestEveryAlgorithmIsVerified(t *testing.T) {
	t.Parallel()
	const secret = "a-secret-of-the-api-itself"
	for algorithm, further := range map[string]acctest.Object{
		"RS256": {}, "RS512": {}, "PS256": {}, "HS256": {"signing_secret": secret},
	} {
		t.Run(algorithm, func(t *testing.T) {
			t.Parallel()
			further["signing_alg"] = algorithm
			tenant, config := reading(t, further)
			p := connected(t, tenant)
			withSecret := with(config, acctest.Values{"signing_secret": secret})
			got := p.ReadData("auth0api_token", withSecret) // which other algorithms pass over
			mustHaveNone(t, got)
			if header := members(t, got, "header"); header["alg"] != algorithm {
				t.Errorf("the header is %v", header)
			}
			if algorithm != "HS256" {
				return
			}
			expectDiagnostic(t, p.ReadData("auth0api_token", config),
				"error at signing_secret: The token cannot be verified without the signing secret", "HS256", appointments)
			wrong := p.ReadData("auth0api_token", with(config, acctest.Values{"signing_secret": "wr0ng-signing-secret"}))
			expectDiagnostic(t, wrong, "error at signing_secret: The token is not valid", "signature")
			if strings.Contains(wrong.Diagnostics[0], "wr0ng") {
				t.Errorf("the error repeats the secret: %s", wrong.Diagnostics[0])
			}
		})
	}
}

func TestATokenIsOfTheAlgorithmThatTheConfigurationNames(t *testing.T) {
	t.Parallel()
	tenant, config := reading(t, acctest.Object{"signing_alg": "PS256"})
	p := connected(t, tenant)
	mustHaveNone(t, p.ReadData("auth0api_token", with(config, acctest.Values{"signing_alg": "PS256"})))
	wrong := with(config, acctest.Values{"signing_alg": "RS256"})
	for _, got := range []acctest.Answer{p.ReadData("auth0api_token", wrong), p.Open("auth0api_token", wrong)} {
		expectDiagnostic(t, got, "error at signing_alg: The token is not valid", `"PS256"; expected "RS256"`)
	}
}

func TestAClientSendsItsSecretAsItIsRegistered(t *testing.T) {
	t.Parallel()
	tenant, _ := reading(t, nil)
	config := granted(tenant, acctest.Object{"name": "basic", "app_type": "non_interactive", "token_endpoint_auth_method": "client_secret_basic"}, "read:a")
	p := connected(t, tenant)
	expectDiagnostic(t, p.ReadData("auth0api_token", config), "error at client_id: No token", "token_endpoint_auth_method")
	mustHaveNone(t, p.ReadData("auth0api_token", with(config, acctest.Values{"token_endpoint_auth_method": "client_secret_basic"})))
}

func TestTheProvidersOwnClientIsTheDefault(t *testing.T) {
	t.Parallel()
	tenant, _ := reading(t, nil)
	got := connected(t, tenant).ReadData("auth0api_token", acctest.Values{"audience": tenant.URL + "/api/v2/", "scopes": []any{"read:clients"}})
	mustHaveNone(t, got)
	if claims := members(t, got, "claims"); claims["sub"] != tenant.ClientID+"@clients" {
		t.Errorf("the claims are %v", claims)
	}
}

func TestOneTokenServesAProcess(t *testing.T) {
	t.Parallel()
	tenant, config := reading(t, nil)
	p := connected(t, tenant)
	var mu sync.Mutex
	var tokens []string
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			read := p.ReadData
			if i%2 == 1 {
				read = p.Open
			}
			token, _ := read("auth0api_token", config).Attribute("access_token").(string)
			mu.Lock()
			defer mu.Unlock()
			tokens = append(tokens, token)
		})
	}
	all.Wait()
	if tokens = slices.Compact(tokens); len(tokens) != 1 || tokens[0] == "" {
		t.Errorf("there are %d tokens", len(tokens))
	}
	if posts, keys := tenant.Requests.Count(http.MethodPost, tokenRoute), tenant.Requests.Count(http.MethodGet, jwksRoute); posts != 1 || keys != 1 {
		t.Errorf("one token, for 8 readers, took:\n%s", tenant.Requests)
	}
	// Other scopes are another token, verified with the keys at hand.
	mustHaveNone(t, p.ReadData("auth0api_token", with(config, acctest.Values{"scopes": []any{"read:a"}})))
	if posts, keys := tenant.Requests.Count(http.MethodPost, tokenRoute), tenant.Requests.Count(http.MethodGet, jwksRoute); posts != 2 || keys != 1 {
		t.Errorf("two tokens took:\n%s", tenant.Requests)
	}
}

func TestAPrivateKeyAuthenticatesTheProvider(t *testing.T) {
	t.Parallel()
	for _, algorithm := range []string{"RS256", "RS384", "PS256"} {
		t.Run(algorithm, func(t *testing.T) {
			t.Parallel()
			tenant, _ := reading(t, nil)
			private, public := keyPair(t)
			audience := tenant.URL + "/api/v2/"
			client := tenant.Create("clients", acctest.Object{"name": "signer", "app_type": "non_interactive", "client_authentication_methods": acctest.Object{
				"private_key_jwt": acctest.Object{"credentials": []acctest.Object{{
					"credential_type": "public_key", "alg": algorithm, "pem": public,
				}}},
			}})
			tenant.Create("client-grants", acctest.Object{"client_id": client["client_id"], "audience": audience, "scope": []string{"create:clients"}})
			p := plugin(t)
			p.MustConfigure(acctest.Values{
				"domain": tenant.URL, "client_id": client["client_id"], "client_assertion_signing_alg": algorithm,
				"client_assertion_private_key": private,
			})
			mustHaveNone(t, p.Apply("auth0api_client", noState, acctest.Values{"name": "c"}))
			got := p.ReadData("auth0api_token", acctest.Values{"audience": audience})
			mustHaveNone(t, got)
			if claims := members(t, got, "claims"); claims["azp"] != client["client_id"] {
				t.Errorf("the claims are %v", claims)
			}
		})
	}
}
