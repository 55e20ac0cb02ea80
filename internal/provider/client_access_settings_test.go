package provider_test

import (
	"fmt"
	"reflect"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/mocktest"
)

func quotaFor(limits acctest.Values) acctest.Values {
	return acctest.Values{"client_credentials": limits}
}

// accessSetting is a setting of a client, with two values, in the configuration's form
// and in the service's.
type accessSetting struct {
	first, second         any
	hasFirst, hasSecond   any
	cleared, afterCleared any
	// byHand is another value, which a person sets.
	byHand any
}

func accessSettings(first, second string) map[string]accessSetting {
	organization := func(id string) acctest.Object {
		return acctest.Object{"organization_id": id, "flows": list{"client_credentials"}}
	}
	return map[string]accessSetting{
		"token_quota": {
			first: quotaFor(acctest.Values{"per_hour": int64(5)}), hasFirst: quotaFor(acctest.Values{"enforce": true, "per_hour": 5.0}),
			second: quotaFor(acctest.Values{"per_day": int64(9), "enforce": false}), hasSecond: quotaFor(acctest.Values{"enforce": false, "per_day": 9.0}),
			byHand: quotaFor(acctest.Values{"per_day": 9, "per_hour": 1, "enforce": false}),
		},
		"default_organization": {
			first: organization(first), hasFirst: organization(first), second: organization(second), hasSecond: organization(second), byHand: acctest.Object{"organization_id": second, "flows": []string{}},
		},
		"organization_require_behavior": {first: "pre_login_prompt", hasFirst: "pre_login_prompt", second: "no_prompt", hasSecond: "no_prompt", byHand: "pre_login_prompt"},
		"require_proof_of_possession":   {first: true, hasFirst: true, second: false, hasSecond: false, cleared: false, afterCleared: false, byHand: true},
		"token_exchange": {
			first: acctest.Object{"allow_any_profile_of_type": list{"custom_authentication"}}, hasFirst: acctest.Object{"allow_any_profile_of_type": list{"custom_authentication"}},
			second: acctest.Object{"allow_any_profile_of_type": list{}}, hasSecond: acctest.Object{"allow_any_profile_of_type": list{}},
			byHand: acctest.Object{"allow_any_profile_of_type": []string{"on_behalf_of_token_exchange"}},
		},
	}
}

// Facts 1.4, 8.1, 10.3, 11.1: each of these settings is created, changed, planned back
// after a change by hand, followed while it is not configured, imported, and removed.
func TestClientAccessSettingsAreSetChangedAndCleared(t *testing.T) {
	t.Parallel()
	var patches bodies
	tenant := acctest.NewTenant(t, mocktest.WithMiddleware(patches.record))
	ids := [2]string{}
	for i, name := range []string{"acme", "other"} {
		ids[i] = fmt.Sprint(tenant.Create("organizations", acctest.Object{"name": name})["id"])
	}
	for name, c := range accessSettings(ids[0], ids[1]) {
		patches.take()
		p := connected(t, tenant)
		config := func(value any) acctest.Values {
			return acctest.Values{"name": name, "app_type": "regular_web", "organization_usage": "require", name: value}
		}
		var state acctest.Answer
		var id string
		step := func(what string, value, sent, has any) {
			t.Helper()
			if id != "" {
				state = p.ReadAfter(clientResource, state)
				mustHaveNone(t, state)
			}
			state = p.ApplyAfter(clientResource, state, config(value))
			mustHaveNone(t, state)
			id = fmt.Sprint(state.Attribute("id"))
			want := []acctest.Object{{name: sent}}
			if what == "created" || what == "followed" {
				want = nil
			}
			if got := patches.take(); !reflect.DeepEqual(got, want) {
				t.Errorf("%s, %s: sent %v, want %v", name, what, got, want)
			}
			if got := clientProperty(tenant, id, name); fmt.Sprint(got) != fmt.Sprint(has) {
				t.Errorf("%s, %s: the tenant has %v, want %v", name, what, got, has)
			}
			plan := p.PlanAfter(clientResource, p.ReadAfter(clientResource, state), config(value))
			mustHaveNone(t, plan)
			if !plan.Value.Equal(state.Value) {
				t.Errorf("%s, %s: the plan after it is not empty: %s, was %s", name, what, plan.Value, state.Value)
			}
		}
		byHand := func() {
			tenant.Change("clients", id, acctest.Object{name: c.byHand})
			patches.take()
		}
		step("created", c.first, nil, c.hasFirst)
		step("changed", c.second, c.hasSecond, c.hasSecond)
		byHand()
		step("changed by hand", c.second, c.hasSecond, c.hasSecond)
		imported := p.ReadAfter(clientResource, p.Import(clientResource, id))
		mustHaveNone(t, imported)
		if !reflect.DeepEqual(imported.Attribute(name), state.Attribute(name)) {
			t.Errorf("%s: imported %v, want %v", name, imported.Attribute(name), state.Attribute(name))
		}
		if name == "require_proof_of_possession" {
			step("changed back", c.first, c.hasFirst, c.hasFirst)
		}
		step("removed", nil, c.cleared, c.afterCleared)
		byHand()
		if has := clientProperty(tenant, id, name); state.Value.Type() != nil {
			step("followed", nil, nil, has)
		}
	}
}

// A plan refuses a quota without a limit, and warns of a behavior without effect.
func TestClientAccessSettingsThatDoNotFit(t *testing.T) {
	t.Parallel()
	p := connected(t, acctest.NewTenant(t))
	expectDiagnostic(t, p.ValidateBlock("resource", clientResource, acctest.Values{"name": "c", "token_quota": quotaFor(acctest.Values{"enforce": true})}),
		"error at token_quota.client_credentials: The quota has no limit", "per_hour, per_day or both")
	for _, c := range []struct {
		config acctest.Values
		want   string
	}{
		{acctest.Values{"organization_usage": "deny", "organization_require_behavior": "pre_login_prompt"}, "organization_require_behavior has no effect"},
		{acctest.Values{"organization_usage": "require", "oidc_conformant": false, "organization_require_behavior": "post_login_prompt"}, "post_login_prompt needs a client that conforms to OpenID Connect"},
	} {
		c.config["name"] = "c"
		expectDiagnostic(t, p.Plan(clientResource, noState, c.config), "warning at organization_require_behavior: "+c.want)
	}
	for _, config := range []acctest.Values{
		{"organization_usage": "deny", "organization_require_behavior": "no_prompt"}, {"organization_usage": "allow", "organization_require_behavior": "pre_login_prompt"},
		{"oidc_conformant": true, "organization_usage": "require", "organization_require_behavior": "post_login_prompt"},
	} {
		config["name"] = "c"
		mustHaveNone(t, p.Plan(clientResource, noState, config))
	}
}
