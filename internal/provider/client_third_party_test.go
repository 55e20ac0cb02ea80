package provider_test

import (
	"fmt"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

// strictClient is a third party's client in strict mode (recorded 2026-05), with
// more settings.
func strictClient(more acctest.Values) acctest.Values {
	config := acctest.Values{
		"name": "Partner", "app_type": "regular_web", "is_first_party": false, "third_party_security_mode": "strict",
		"token_endpoint_auth_method": "client_secret_post",
	}
	for name, value := range more {
		config[name] = value
	}
	return config
}

func TestAStrictClientIsCreatedChangedAndImported(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	p := connected(t, tenant)
	config := strictClient(acctest.Values{"callbacks": []any{"https://partner.example.test/cb"}})
	state := p.Apply(clientResource, noState, config)
	mustHaveNone(t, state)
	for attribute, want := range map[string]string{
		"third_party_security_mode": "strict", "redirection_policy": "open_redirect_protection", "is_first_party": "false", "grant_types": "[authorization_code]",
	} {
		if got := fmt.Sprint(state.Attribute(attribute)); got != want {
			t.Errorf("%s is %s, want %s", attribute, got, want)
		}
	}
	if plan := p.PlanAfter(clientResource, state, config); !plan.Value.Equal(state.Value) || len(plan.Replace) > 0 {
		t.Errorf("the plan after it is %s, and replaces by %v", plan.Value, plan.Replace)
	}
	// The policy can change, and what repeats owner and mode is not sent.
	config["redirection_policy"] = "allow_always"
	if plan := p.PlanAfter(clientResource, state, config); len(plan.Replace) > 0 || len(plan.Diagnostics) > 0 {
		t.Errorf("another policy replaces by %v, and says %q", plan.Replace, plan.Diagnostics)
	}
	state = p.ApplyAfter(clientResource, state, config)
	mustHaveNone(t, state)
	if got := state.Attribute("redirection_policy"); got != "allow_always" {
		t.Errorf("the policy is %v", got)
	}
	// A configuration that no longer says it keeps what the tenant has.
	bare := acctest.Values{"name": "Partner", "app_type": "regular_web", "callbacks": []any{"https://partner.example.test/cb"}}
	if plan := p.PlanAfter(clientResource, state, bare); !plan.Value.Equal(state.Value) {
		t.Errorf("without the settings the plan is %s", plan.Value)
	}
	for _, source := range []acctest.Values{{"client_id": state.Attribute("id")}, {"name": "Partner"}} {
		got := p.ReadData("auth0api_client", source)
		if got.Attribute("third_party_security_mode") != "strict" || got.Attribute("redirection_policy") != "allow_always" {
			t.Errorf("the data source has %s", got.Value)
		}
	}
}

// The service lets neither the owner nor the mode of a client change
// (auth0.com/docs, Third-Party Applications, August 2026).
func TestAClientIsReplacedWithItsOwnerAndItsMode(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	p := connected(t, tenant)
	first := acctest.Values{"name": "c"}
	permissive := acctest.Values{"name": "c", "is_first_party": false, "third_party_security_mode": "permissive"}
	strict := acctest.Values{"name": "c", "is_first_party": false, "third_party_security_mode": "strict"}
	own, others := p.Apply(clientResource, noState, first), p.Apply(clientResource, noState, permissive)
	mustHaveNone(t, own)
	mustHaveNone(t, others)
	for name, c := range map[string]struct {
		state  acctest.Answer
		config acctest.Values
		want   string
	}{
		"to a third party":                 {own, acctest.Values{"name": "c", "is_first_party": false}, `[AttributeName("is_first_party")]`},
		"to a third party with a mode":     {own, strict, `[AttributeName("is_first_party")]`},
		"to a first party":                 {others, acctest.Values{"name": "c", "is_first_party": true}, `[AttributeName("is_first_party")]`},
		"to another mode":                  {others, strict, `[AttributeName("third_party_security_mode")]`},
		"said explicitly":                  {own, acctest.Values{"name": "c", "is_first_party": true}, "[]"},
		"owner and mode no longer written": {others, first, "[]"},
	} {
		plan := p.PlanAfter(clientResource, c.state, c.config)
		if got := fmt.Sprint(plan.Replace); got != c.want || len(plan.Diagnostics) > 0 {
			t.Errorf("%s: replaced by %s, %q; want %s", name, got, plan.Diagnostics, c.want)
		}
	}
}

// What a strict client may have is documented (auth0.com/docs, Third-Party
// Applications, August 2026). A plan says so before anything is written, and the
// mock refuses the same.
func TestWhatAStrictClientCannotHaveIsAnErrorAtPlan(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	rotating := func(more acctest.Values) acctest.Values {
		refresh := acctest.Values{"rotation_type": "non-rotating", "expiration_type": "expiring"}
		for name, value := range more {
			refresh[name] = value
		}
		return acctest.Values{"refresh_token": refresh}
	}
	for at, config := range map[string]acctest.Values{
		"grant_types[1]":                             {"grant_types": []any{"authorization_code", "implicit"}},
		"grant_types[0]":                             {"grant_types": []any{"client_credentials"}, "token_endpoint_auth_method": "none"},
		"app_type":                                   {"app_type": "sso_integration"},
		"jwt_configuration.alg":                      {"jwt_configuration": acctest.Values{"alg": "HS256"}},
		"refresh_token.expiration_type":              rotating(acctest.Values{"expiration_type": "non-expiring"}),
		"refresh_token.infinite_idle_token_lifetime": rotating(acctest.Values{"infinite_idle_token_lifetime": true}),
		"callbacks[0]":                               {"callbacks": []any{"https://*.example.test/cb"}},
		"web_origins[1]":                             {"web_origins": []any{"https://a.example.test", "https://*.example.test"}},
		"allowed_logout_urls":                        {"allowed_logout_urls": []any{"https://a.example.test/out"}},
		"oidc_conformant":                            {"oidc_conformant": false},
		"token_quota":                                {"token_quota": quotaFor(acctest.Values{"per_hour": int64(1)})},
		"token_exchange":                             {"token_exchange": acctest.Values{"allow_any_profile_of_type": []any{}}},
	} {
		p := connected(t, tenant)
		config = strictClient(config)
		expectDiagnostic(t, p.Plan(clientResource, noState, config), "error at "+at+": Not allowed for a third-party client in strict mode")
		if len(tenant.Requests.All()) > 0 {
			t.Errorf("%s: the plan took requests", at)
		}
		config["third_party_security_mode"] = "permissive"
		mustHaveNone(t, p.Plan(clientResource, noState, config))
		config["third_party_security_mode"] = acctest.Unknown
		mustHaveNone(t, p.Plan(clientResource, noState, config))
	}
	// All that it may have.
	p := connected(t, tenant)
	full := strictClient(acctest.Values{
		"grant_types": []any{"authorization_code", "refresh_token", "client_credentials"}, "jwt_configuration": acctest.Values{"alg": "RS256", "lifetime_in_seconds": int64(60)},
		"callbacks": []any{"https://a.example.test/cb"}, "web_origins": []any{"https://a.example.test"}, "client_metadata": acctest.Values{"a": "b"},
		"organization_usage": "deny", "description": "d", "redirection_policy": "allow_always",
		"refresh_token": acctest.Values{"rotation_type": "rotating", "expiration_type": "expiring"},
	})
	state := p.Apply(clientResource, noState, full)
	mustHaveNone(t, state)
	// A client whose mode the state has is checked, too.
	expectDiagnostic(t, p.PlanAfter(clientResource, state, acctest.Values{"name": "Partner", "grant_types": []any{"implicit"}}),
		"error at grant_types[0]: Not allowed for a third-party client in strict mode", "authorization_code")
}

func TestSettingsOfThirdPartiesDoNotFitAFirstParty(t *testing.T) {
	t.Parallel()
	p := connected(t, acctest.NewTenant(t))
	for _, owner := range []any{nil, true} {
		expectDiagnostic(t, p.Plan(clientResource, noState, acctest.Values{"name": "c", "is_first_party": owner, "third_party_security_mode": "strict"}),
			"error at third_party_security_mode: Only a third-party client has a security mode", "is_first_party = false")
		expectDiagnostic(t, p.Plan(clientResource, noState, acctest.Values{"name": "c", "is_first_party": owner, "redirection_policy": "allow_always"}),
			"warning at redirection_policy: The redirection policy has no effect")
	}
	expectDiagnostic(t, p.Plan(clientResource, noState, acctest.Values{"name": "c", "is_first_party": false, "third_party_security_mode": "permissive", "redirection_policy": "allow_always"}),
		"warning at redirection_policy: The redirection policy has no effect")
	mustHaveNone(t, p.Plan(clientResource, noState, acctest.Values{"name": "c", "is_first_party": acctest.Unknown, "third_party_security_mode": "strict"}))
	mustHaveNone(t, p.Plan(clientResource, noState, acctest.Values{"name": "c", "is_first_party": false, "redirection_policy": "allow_always"}))
}
