package oauth_test

import (
	"encoding/json"
	"maps"
	"net/url"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/policy"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// ownAPI is the API whose tokens the client of an attempt exchanges.
const ownAPI = "https://own.example.test/"

// appOfUser is the client by which the user gets that token.
const appOfUser = "app-of-the-user"

// delegated exchanges a user's token of another API for one of the API under test. The
// client has everything that an exchange needs, unless it is a third party.
func (p *attempt) delegated() string {
	p.t.Helper()
	p.tenant.update(p.t, func(tx store.Writer) error {
		exchanging := *tx.Client(client)
		exchanging.AppType, exchanging.Properties = "resource_server", maps.Clone(exchanging.Properties)
		if exchanging.Properties == nil {
			exchanging.Properties = map[string]json.RawMessage{}
		}
		exchanging.Properties["resource_server_identifier"] = []byte(`"` + ownAPI + `"`)
		exchanging.Properties["token_exchange"] = []byte(`{"allow_any_profile_of_type":["on_behalf_of_token_exchange"]}`)
		downstream := *tx.ResourceServerByIdentifier(api)
		downstream.SkipConsentForVerifiableFirstPartyClient = true
		app := newWebTenant().client
		app.ClientID = appOfUser
		own := &store.ResourceServer{ID: "api-own", Name: "Own", Identifier: ownAPI, SigningAlg: "RS256", TokenLifetime: 300, TokenLifetimeForWeb: 300}
		for _, put := range []error{tx.PutClient(&exchanging), tx.PutResourceServer(&downstream), tx.PutClient(&app), tx.PutResourceServer(own)} {
			if put != nil {
				return put
			}
		}
		return nil
	})
	subject := post(p.t, p.h, exchange(code(p.t, p.h, "client_id", appOfUser, "audience", ownAPI, "scope", ""), "client_id", appOfUser)).AccessToken
	if subject == "" {
		p.t.Fatal("no token of the user to exchange")
	}
	return post(p.t, p.h, with(url.Values{
		"grant_type": {policy.TokenExchange}, "client_id": {p.id}, "client_secret": {secret}, "subject_token": {subject},
		"subject_token_type": {accessType}, "requested_token_type": {accessType}, "audience": {api}, "scope": {readScope + " " + writeScope},
	}, p.own(nil))).AccessToken
}
