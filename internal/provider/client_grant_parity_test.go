package provider_test

import (
	"net/http"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

const grantResource = "auth0api_client_grant"

func TestEachSettingOfAGrantIsSetChangedClearedImportedAndWatched(t *testing.T) {
	t.Parallel()
	for name, life := range map[string]settingLife{
		"organization_usage":          {first: "allow", second: "require", byHand: "deny"},
		"allow_any_organization":      {first: true, second: true, left: false},
		"authorization_details_types": {first: list{"payment", "rent"}, second: list{"rent"}, left: list{}, byHand: list{"payment"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tenant := acctest.NewTenant(t)
			tenant.Create("resource-servers", acctest.Object{"identifier": appointments, "authorization_details": list{object{"type": "payment"}, object{"type": "rent"}}})
			client := newClient(tenant, "c")
			life.run(t, name, &livingObject{
				tenant: tenant, resource: grantResource, kind: "client-grants",
				required: acctest.Values{"client_id": client, "audience": appointments, "subject_type": "user", "scopes": list{}},
				has:      func(acctest.Answer) acctest.Object { return grantOf(t, tenant, client) },
			})
		})
	}
}

func TestADefaultGrantIsManagedLikeAnyOther(t *testing.T) {
	t.Parallel()
	tenant, _ := granting(t)
	config := func(scopes ...any) acctest.Values {
		return acctest.Values{"default_for": "third_party_clients", "audience": appointments, "scopes": scopes}
	}
	grant := &livingObject{tenant: tenant, resource: grantResource, kind: "client-grants"}
	grant.applies(t, config("read:a"), map[string]int{"POST " + grantsRoute: 1})
	id, _ := grant.now.Attribute("id").(string)
	expectGrant(t, tenant, id, acctest.Object{"default_for": "third_party_clients", "client_id": nil, "scope": list{"read:a"}})
	grant.plansNothing(t, config("read:a"))
	grant.applies(t, config("read:a", "write:a"), map[string]int{"PATCH " + grantRoute: 1})

	before := grant.now
	grant.now = connected(t, tenant).Import(grantResource, id)
	grant.plansNothing(t, config("read:a", "write:a"))
	if !grant.now.Value.Equal(before.Value) {
		t.Errorf("imported %s, want %s", grant.now.Value, before.Value)
	}
	// Another holder is another grant.
	if plan := connected(t, tenant).PlanAfter(grantResource, grant.now, acctest.Values{"client_id": "c", "audience": appointments, "scopes": list{}}); len(plan.Replace) != 2 {
		t.Errorf("the plan replaces because of %v, want client_id and default_for", plan.Replace)
	}
	mustHaveNone(t, connected(t, tenant).Destroy(grantResource, before))
	if n := len(tenant.List("client-grants")); n != 1 {
		t.Errorf("the tenant has %d grants, want the admin's", n)
	}
}

func TestAGrantHasOneHolder(t *testing.T) {
	t.Parallel()
	config := acctest.Values{"audience": appointments, "scopes": list{}}
	expectDiagnostic(t, plugin(t).Validate(grantResource, config), "error at client_id: Invalid Attribute Combination")
	config["client_id"], config["default_for"] = "c", "third_party_clients"
	expectDiagnostic(t, plugin(t).Validate(grantResource, config), "error at client_id: Invalid Attribute Combination")
	config["client_id"] = acctest.Unknown
	mustHaveNone(t, plugin(t).Validate(grantResource, config))
}

// What a grant says of third-party clients and organizations decides about tokens.
func TestADefaultGrantGivesTokensToThirdPartyClients(t *testing.T) {
	t.Parallel()
	tenant, _ := granting(t)
	mustHaveNone(t, connected(t, tenant).Apply(grantResource, noState, acctest.Values{"default_for": "third_party_clients", "audience": appointments, "scopes": list{"read:a"}}))
	for firstParty, status := range map[bool]int{false: http.StatusOK, true: http.StatusForbidden} {
		client := tenant.Create("clients", acctest.Object{"name": "c", "app_type": "non_interactive", "is_first_party": firstParty, "grant_types": list{"client_credentials"}})
		if got := tokenStatus(t, tenant, client); got != status {
			t.Errorf("first party %t: the token endpoint answers %d, want %d", firstParty, got, status)
		}
	}
}

func tokenStatus(t *testing.T, tenant *acctest.Tenant, client acctest.Object) int {
	t.Helper()
	id, _ := client["client_id"].(string)
	secret, _ := client["client_secret"].(string)
	resp, err := http.PostForm(tenant.URL+tokenRoute, map[string][]string{
		"grant_type": {"client_credentials"}, "client_id": {id}, "client_secret": {secret}, "audience": {appointments},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := resp.Body.Close(); err != nil {
		t.Error(err)
	}
	return resp.StatusCode
}
