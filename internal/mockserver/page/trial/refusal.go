package trial

import (
	"encoding/json"
	"net/url"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/page/paths"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// explain adds to a refusal of the token endpoint or of an API why it was refused, and what
// to do. scope is the scope that was requested or required.
func (t *Trial) explain(api *store.ResourceServer, a Answer, scope string) Answer {
	if a.OK() {
		return a
	}
	var refused struct {
		Code        string `json:"error"`
		Description string `json:"error_description"`
	}
	_ = json.Unmarshal([]byte(a.Body), &refused) // the zero value has no explanation
	says := func(text string) bool { return strings.Contains(refused.Description, text) }
	if t.OwnAPI != "" {
		if a.Why, a.Next = t.explainExchange(api, refused.Description); a.Why != "" {
			return a
		}
	}
	policies := api.SubjectTypeAuthorization
	switch {
	case strings.Contains(a.Challenge, "insufficient_scope"):
		a.Why = "The token is valid, but it does not carry " + scope + ", which this endpoint requires."
		a.Next = t.toGrant(api, "Change the scopes of the grant")
	case says("is not authorized to access") && policies != nil && policies.Client.Policy == "deny_all":
		a.Why = "The API gives no token to clients that act on their own: subject_type_authorization.client.policy is deny_all."
		a.Next = Link{paths.API(api.ID) + "/settings", "Change the settings of the API"}
	case says("is not authorized to access"):
		a.Why = "The client has no grant on this API (auth0api_client_grant)."
		a.Next = t.toGrant(api, "Authorize the client")
	case says("has not been granted scopes"):
		a.Why = "The client's grant on this API does not include " + scope + "."
		a.Next = t.toGrant(api, "Change the scopes of the grant")
	case says("organization is required"):
		a.Why = "The grant has organization_usage = require, so each request must name an organization. This test names none. Set default_organization on the client, or change the grant."
		a.Next = t.toGrant(api, "See the grant")
	case refused.Code == "invalid_dpop_proof", strings.Contains(a.Challenge, "DPoP"):
		a.Why = "The API requires that tokens are bound to a key of the client (proof_of_possession). The page sends no DPoP proof (RFC 9449)."
		a.Next = Link{paths.API(api.ID) + "/settings", "See the settings of the API"}
	case says("client_assertion"):
		a.Why = "The tenant did not accept the assertion. " + adviceFor(refused.Description)
		a.Next = Link{paths.Client(t.ClientID), "See the keys of the client"}
	case refused.Code == "invalid_client" || refused.Code == "access_denied" && says("Unauthorized"):
		a.Why = "The tenant did not accept the credentials of the client."
		a.Next = Link{paths.Client(t.ClientID), "See how the client authenticates"}
	case refused.Code == "unauthorized_client":
		a.Why = "The client's grant_types lack client_credentials."
		a.Next = Link{paths.Client(t.ClientID), "Change the client"}
	}
	return a
}

// adviceFor returns what to do about an assertion that was refused.
func adviceFor(description string) string {
	for _, each := range []struct{ says, advice string }{
		{"signature", "The pasted key is not the private half of the selected key. Compare the two, or register the public half with auth0api_client_credentials."},
		{"no key", "No registered key of the client has this key ID and algorithm, or the key has expired."},
		{"expired", "The clock of this machine and that of the tenant differ; --freeze-clock and --advance-clock change the tenant's."},
		{"future", "The clock of this machine and that of the tenant differ; --freeze-clock and --advance-clock change the tenant's."},
		{"lives longer", "The clock of this machine and that of the tenant differ; --freeze-clock and --advance-clock change the tenant's."},
	} {
		if strings.Contains(description, each.says) {
			return each.advice
		}
	}
	return "The key must be one of the client's, with the algorithm that it is registered for."
}

// toGrant returns a link to the client's grant on the API, or to where it can be created.
func (t *Trial) toGrant(api *store.ResourceServer, label string) Link {
	if t.grant != nil {
		return Link{paths.Grant(t.grant.ID), label}
	}
	return Link{paths.API(api.ID) + "/grants?" + url.Values{"client_id": {t.ClientID}}.Encode() + "#authorize", label}
}
