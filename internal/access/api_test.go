package access_test

import (
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/access"
)

// TestForAPIAgreesWithDecide compares the decisions about all clients of an API with those
// about one.
func TestForAPIAgreesWithDecide(t *testing.T) {
	t.Parallel()
	tenant := &access.Tenant{
		APIs: []access.API{{Identifier: "urn:other"}, {Identifier: "urn:orders"}},
		Clients: []access.Client{
			{ClientID: "granted", IsFirstParty: true, GrantTypes: []string{"client_credentials"}},
			{ClientID: "web", IsFirstParty: true, GrantTypes: []string{"authorization_code"}},
		},
		Grants: []access.Grant{{ID: "cgr_1", ClientID: "granted", Audience: "urn:orders"}},
	}
	all := access.ForAPI(tenant, "urn:orders")
	if len(all) != 4 {
		t.Fatalf("%d decisions, want one for each of 2 clients and 2 subject types", len(all))
	}
	allowed := 0
	for _, got := range all {
		want, _ := access.Decide(tenant, got.Client.ClientID, "urn:orders", got.Subject, "")
		if got.Allowed != want.Allowed || got.Denied != want.Denied {
			t.Errorf("%s as %s: %+v, want %+v", got.Client.ClientID, got.Subject, got.Decision, want)
		}
		if got.Allowed {
			allowed++
		}
	}
	if allowed != 2 {
		t.Errorf("%d decisions allow a token, want 2: granted as a client, and web for users", allowed)
	}
	if got := access.ForAPI(tenant, "urn:missing"); len(got) != 0 {
		t.Errorf("an API that is missing has the decisions %+v", got)
	}
}
