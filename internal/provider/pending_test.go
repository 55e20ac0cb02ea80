package provider_test

import (
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

// halfKnown is a provider whose client's secret is not known yet.
func halfKnown(t *testing.T) *acctest.Plugin {
	t.Helper()
	p := plugin(t)
	p.MustConfigure(acctest.Values{"domain": "tenant.example", "client_id": "id", "client_secret": acctest.Unknown})
	return p
}

func TestUnknownConfigurationDoesNotFailThePlan(t *testing.T) {
	t.Parallel()
	for name, config := range map[string]acctest.Values{
		"secret":   {"domain": "tenant.example", "client_id": "id", "client_secret": acctest.Unknown},
		"domain":   {"domain": acctest.Unknown, "client_id": "id", "client_secret": "secret"},
		"client":   {"domain": "tenant.example", "client_id": acctest.Unknown, "client_secret": "secret"},
		"token":    {"domain": "tenant.example", "api_token": acctest.Unknown},
		"audience": {"domain": "tenant.example", "api_token": "t", "audience": acctest.Unknown},
		"key":      {"domain": "tenant.example", "client_assertion_private_key": acctest.Unknown, "client_assertion_signing_alg": acctest.Unknown},
		"embedded": {"embedded": acctest.Unknown},
		"path":     {"embedded": map[string]any{"path": acctest.Unknown}},
		"seed":     {"embedded": map[string]any{"path": "tenant.db", "seed": acctest.Unknown}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := plugin(t)
			p.MustConfigure(config)
			got := p.Plan("auth0api_client", noState, acctest.Values{"name": "c"})
			mustHaveNone(t, got)
			if got.Deferred || got.Attribute("name") != "c" {
				t.Errorf("the plan is %+v", got)
			}
		})
	}
}

func TestWhatIsWrongAndKnownIsReportedAtOnce(t *testing.T) {
	t.Parallel()
	expectDiagnostic(t, plugin(t).Configure(acctest.Values{"domain": "http://tenant.example", "client_secret": acctest.Unknown}, false),
		"error at domain: The tenant's domain is not usable")
	expectDiagnostic(t, plugin(t).Configure(acctest.Values{"embedded": map[string]any{"path": acctest.Unknown}, "client_id": acctest.Unknown}, false),
		"error at client_id: An embedded tenant needs no credentials")
}

func TestUnknownConfigurationIsDeferredWhereTheCLICan(t *testing.T) {
	t.Parallel()
	p := plugin(t)
	mustHaveNone(t, p.Configure(acctest.Values{"domain": acctest.Unknown}, true))
	if got := p.Plan("auth0api_client", noState, acctest.Values{"name": "c"}); !got.Deferred || len(got.Diagnostics) > 0 {
		t.Errorf("the plan is %+v, want it deferred", got)
	}
}

func TestUnknownConfigurationLeavesTheStateAndSaysSo(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	state := connected(t, tenant).Apply("auth0api_client", noState, acctest.Values{"name": "c"})
	mustHaveNone(t, state)
	got := halfKnown(t).Read("auth0api_client", state.Value)
	expectDiagnostic(t, got, "warning: Not refreshed: the provider's configuration is not known yet", state.Attribute("id").(string))
	if !got.Value.Equal(state.Value) {
		t.Errorf("the state changed from %s to %s", state.Value, got.Value)
	}
}

func TestUnknownConfigurationFailsWhatCannotWait(t *testing.T) {
	t.Parallel()
	const summary = "error: The provider's configuration is not known yet"
	p := halfKnown(t)
	expectDiagnostic(t, p.ReadData("auth0api_token", acctest.Values{"audience": "urn:a"}), summary, "Fetching a token", "depends_on")
	expectDiagnostic(t, p.ReadData("auth0api_client", acctest.Values{"client_id": "a"}), summary, "Reading a client")
	expectDiagnostic(t, p.ReadData("auth0api_resource_server", acctest.Values{"identifier": "a"}), summary)
	expectDiagnostic(t, p.ReadData("auth0api_resource_servers", nil), summary, "Listing APIs")
	expectDiagnostic(t, p.ReadData("auth0api_clients", nil), summary, "Listing clients")
	expectDiagnostic(t, p.ReadData("auth0api_client_grants", nil), summary, "Listing client grants")
	expectDiagnostic(t, p.ReadData(accessSource, nil), summary, "Reading who can call what")
	expectDiagnostic(t, p.ReadData(changesSource, acctest.Values{"client_id": "a"}), summary, "Reading the last changes")
	expectDiagnostic(t, p.ReadData("auth0api_signing_keys", nil), summary, "Reading the signing keys")
	expectDiagnostic(t, p.Open("auth0api_client_secret", acctest.Values{"client_id": "a"}), summary, "Reading a client's secret")
	expectDiagnostic(t, p.ReadData("auth0api_jwks", nil), summary, "published keys")
	// An object of which only the ID is known would be planned to be replaced.
	for _, resource := range []string{"auth0api_client", "auth0api_client_credentials", "auth0api_client_grant", "auth0api_resource_server", "auth0api_resource_server_scope", "auth0api_resource_server_scopes", "auth0api_resource_server_grants"} {
		t.Run(resource, func(t *testing.T) {
			t.Parallel()
			expectDiagnostic(t, p.Import(resource, "a::b"), summary, "Importing")
		})
	}
}
