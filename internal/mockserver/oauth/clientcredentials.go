package oauth

import (
	"net/http"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// subjectClient is the subject_type of the grants that count here: a grant for
// users says nothing about what the client may do on its own.
const subjectClient = "client"

// clientCredentials serves the grant of RFC 6749, section 4.4: a token for what
// a client does on its own.
func (h *handler) clientCredentials(r *http.Request, params params) (any, error) {
	presented, refused := presentedBy(r, params)
	if refused != nil {
		return nil, refused
	}
	found, err := h.look(r, presented.clientID, params["audience"])
	if err != nil {
		return nil, err
	}
	if refused := h.authenticate(r.Context(), found.client, presented); refused != nil {
		return nil, refused
	}
	scopes, refused := authorize(found, params)
	if refused != nil {
		return nil, refused
	}
	proof, refused := h.proof(r, h.url(TokenPath), "")
	if refused == nil {
		proof, refused = binding(found.client, found.api, proof)
	}
	if refused != nil {
		return nil, refused
	}
	return h.issue(r.Context(), issuance{
		client: found.client, api: found.api, subject: found.client.ClientID + "@clients", scopes: scopes, grantType: "client-credentials", proof: proof,
	})
}

// parties are the objects that a token request is about; nil for what does not
// exist.
type parties struct {
	client *store.Client
	api    *store.ResourceServer
	grant  *store.ClientGrant
}

// look finds all of them in one state of the tenant, so that the transaction
// is over before anything is verified or signed.
func (h *handler) look(r *http.Request, clientID, audience string) (parties, error) {
	var found parties
	err := h.Store.View(r.Context(), func(tenant store.Reader) error {
		found = parties{client: tenant.Client(clientID), api: tenant.ResourceServerByIdentifier(audience)}
		if found.client == nil || found.api == nil {
			return nil
		}
		found.grant = grantFor(tenant, found.client, audience, subjectClient)
		return nil
	})
	return found, err
}

// authorize decides which scopes an authenticated client gets for an API.
func authorize(found parties, params params) ([]string, *refusal) {
	audience := params["audience"]
	if refused := mayGrant(found.client, clientCredentials); refused != nil {
		return nil, refused
	}
	if audience == "" {
		return nil, denied("No audience parameter was provided, and no default audience has been configured")
	}
	if found.api == nil {
		return nil, denied("Service not found: %s", audience)
	}
	if params["organization"] != "" {
		return nil, badRequest("the mock tenant has no organizations")
	}
	if policy := found.api.SubjectTypeAuthorization; policy != nil && policy.Client.Policy == policyDenyAll {
		return nil, denied("Client is not authorized to access \"%s\": the API's subject_type_authorization denies all clients.", audience)
	}
	if found.grant == nil {
		return nil, denied("Client is not authorized to access \"%s\". You need to create a \"client-grant\" associated to this API.", audience)
	}
	if found.grant.OrganizationUsage == "require" {
		return nil, denied("Client is not authorized to access \"%s\" without an organization: the client grant requires one.", audience)
	}
	return subset(grantedScopes(found.api, found.grant), strings.Fields(params["scope"]))
}

// grantedScopes are the scopes that the grant permits and the API still has, in
// the order of the grant.
func grantedScopes(api *store.ResourceServer, grant *store.ClientGrant) []string {
	if isSet(grant.AllowAllScopes) {
		return scopesOf(api)
	}
	return intersection(grant.Scope, scopesOf(api))
}

// subset picks the asked scopes out of the granted ones, keeping their order;
// asking for none gets all.
func subset(granted, asked []string) ([]string, *refusal) {
	if len(asked) == 0 {
		return granted, nil
	}
	wanted := make(map[string]bool, len(asked))
	for _, scope := range asked {
		wanted[scope] = true
	}
	var picked []string
	for _, scope := range granted {
		if wanted[scope] {
			picked = append(picked, scope)
			delete(wanted, scope)
		}
	}
	if len(wanted) == 0 {
		return picked, nil
	}
	var missing []string
	for _, scope := range asked {
		if wanted[scope] {
			missing = append(missing, scope)
			delete(wanted, scope)
		}
	}
	return nil, denied("Client has not been granted scopes: %s", strings.Join(missing, ", "))
}
