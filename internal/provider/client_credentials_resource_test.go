package provider_test

import (
	"maps"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider"
)

const credentialsResource = "auth0api_client_credentials"

// mayAsk creates an API, and a grant by which the client may request tokens for it.
func mayAsk(tenant *acctest.Tenant, clientID any) {
	tenant.Create("resource-servers", acctest.Object{"identifier": "urn:appointments"})
	tenant.Create("client-grants", acctest.Object{"client_id": clientID, "audience": "urn:appointments", "scope": []string{}})
}

// inTime returns a provider that uses the tenant's clock.
func inTime(t *testing.T, tenant *acctest.Tenant) *acctest.Plugin {
	t.Helper()
	return acctest.NewPlugin(t, provider.NewWith("1.2.3", func(string) string { return "" }, tenant.Clock.Now))
}

// tokenBy requests a token with a client's credentials. It returns the diagnostics of
// a refusal; empty if there was a token.
func tokenBy(t *testing.T, tenant *acctest.Tenant, credentials acctest.Values) string {
	t.Helper()
	config := acctest.Values{"domain": tenant.URL}
	maps.Copy(config, credentials)
	p := inTime(t, tenant)
	p.MustConfigure(config)
	return strings.Join(p.ReadData("auth0api_token", acctest.Values{"audience": "urn:appointments"}).Diagnostics, "\n")
}

func expectToken(t *testing.T, step string, tenant *acctest.Tenant, credentials acctest.Values) {
	t.Helper()
	if refusal := tokenBy(t, tenant, credentials); refusal != "" {
		t.Errorf("%s: no token: %s", step, refusal)
	}
}

func expectNoToken(t *testing.T, step string, tenant *acctest.Tenant, credentials acctest.Values) {
	t.Helper()
	if tokenBy(t, tenant, credentials) == "" {
		t.Errorf("%s: there is a token", step)
	}
}

// emptyAfter checks that a refresh and a plan find nothing to do.
func emptyAfter(t *testing.T, step string, p *acctest.Plugin, resource string, state acctest.Answer, config acctest.Values) acctest.Answer {
	t.Helper()
	read := p.ReadAfter(resource, state)
	mustHaveNone(t, read)
	plan := p.PlanAfter(resource, read, config)
	mustHaveNone(t, plan)
	if !plan.Value.Equal(state.Value) {
		t.Errorf("%s: the plan is not empty: %s, was %s", step, plan.Value, state.Value)
	}
	return read
}

// byKey returns the credentials of a client that signs with a private key.
func byKey(clientID any, private string) acctest.Values {
	return acctest.Values{"client_id": clientID, "client_assertion_private_key": private, "client_assertion_signing_alg": "RS256"}
}

// keyed returns the configuration of a client that authenticates with the keys.
func keyed(clientID any, keys ...any) acctest.Values {
	return acctest.Values{"client_id": clientID, "authentication_method": "private_key_jwt", "private_key_jwt": acctest.Values{"credentials": keys}}
}

// keysIn returns the keys in a state.
func keysIn(t *testing.T, state acctest.Answer) []acctest.Values {
	t.Helper()
	object, _ := state.Attribute("private_key_jwt").(map[string]any)
	list, _ := object["credentials"].([]any)
	keys := make([]acctest.Values, len(list))
	for i, each := range list {
		keys[i], _ = each.(map[string]any)
	}
	return keys
}

func TestCredentialsAreValidatedAtPlan(t *testing.T) {
	t.Parallel()
	p := connected(t, acctest.NewTenant(t))
	private, public := keyPair(t)
	with := func(name string, value any) acctest.Values {
		key := acctest.Values{"pem": public}
		key[name] = value
		return keyed("c", key)
	}
	const within = "private_key_jwt.credentials"
	for _, c := range []struct {
		config acctest.Values
		at     string
	}{
		{acctest.Values{"client_id": ""}, "client_id"},
		{acctest.Values{"authentication_method": "tls"}, "authentication_method"},
		{acctest.Values{"authentication_method": "private_key_jwt"}, "authentication_method"},
		{acctest.Values{"private_key_jwt": keyed("c", acctest.Values{"pem": public})["private_key_jwt"]}, "private_key_jwt"},
		{acctest.Values{"authentication_method": "none", "client_secret": longSecret}, "client_secret"},
		{acctest.Values{"authentication_method": "none", "client_secret_wo": longSecret, "client_secret_wo_version": int64(1)}, "client_secret_wo"},
		{acctest.Values{"client_secret": ""}, "client_secret"},
		{acctest.Values{"client_secret_wo": longSecret}, "client_secret_wo"},
		{acctest.Values{"client_secret_wo_version": int64(1)}, "client_secret_wo_version"},
		{acctest.Values{"client_secret_wo": longSecret, "client_secret_wo_version": int64(0)}, "client_secret_wo_version"},
		{acctest.Values{"client_secret": longSecret, "client_secret_wo": longSecret, "client_secret_wo_version": int64(1)}, "client_secret_wo"},
		{keyed("c"), within},
		{keyed("c", acctest.Values{"pem": public}, acctest.Values{"pem": keyOfBits(t, 2048)}, acctest.Values{"pem": keyOfBits(t, 2048)}), within},
		{keyed("c", acctest.Values{"pem": public}, acctest.Values{"pem": crlf(public), "name": "a"}), within + "[1].pem"},
		{with("pem", keyOfBits(t, 1024)), within + "[0].pem"},
		{with("pem", keyOfBits(t, 4104)), within + "[0].pem"},
		{with("pem", ellipticKey(t)), within + "[0].pem"},
		{with("name", ""), within + "[0].name"},
		{with("name", strings.Repeat("é", 129)), within + "[0].name"},
		{with("credential_type", "x509_cert"), within + "[0].credential_type"},
		{with("algorithm", "HS256"), within + "[0].algorithm"},
		{with("pem", "x"), within + "[0].pem"},
		{with("pem", private), within + "[0].pem"},
		{with("expires_at", "tomorrow"), within + "[0].expires_at"},
		{with("parse_expiry_from_cert", true), within + "[0].parse_expiry_from_cert"},
	} {
		if _, given := c.config["client_id"]; !given {
			c.config["client_id"] = "c"
		}
		got := p.Validate(credentialsResource, c.config)
		if len(got.Diagnostics) == 0 || !strings.HasPrefix(got.Diagnostics[0], "error at "+c.at+":") {
			t.Errorf("%v: %q, want an error at %s", c.config, got.Diagnostics, c.at)
		}
		if strings.Contains(strings.Join(got.Diagnostics, ""), "PRIVATE") {
			t.Errorf("the diagnostics repeat a private key: %q", got.Diagnostics)
		}
	}
	for _, fine := range []acctest.Values{
		{"client_id": acctest.Unknown, "authentication_method": acctest.Unknown, "private_key_jwt": acctest.Unknown, "client_secret": acctest.Unknown},
		{"client_id": "c", "authentication_method": "private_key_jwt", "private_key_jwt": acctest.Values{"credentials": acctest.Unknown}}, with("pem", acctest.Unknown), with("expires_at", "2030-01-01T00:00:00+02:00"),
	} {
		mustHaveNone(t, p.Validate(credentialsResource, fine))
	}
}
