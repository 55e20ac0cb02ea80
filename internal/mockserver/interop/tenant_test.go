package interop_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/keys"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/mocktest"
	"github.com/auth0api/terraform-provider-auth0api/internal/token/verify/forge"
)

type object = forge.Object

// The ids of the tenant's first keys.
const (
	currentKid = "current-key"
	nextKid    = "next-key"
)

// The keys are made once for all tests of the package: making one is slow.
var (
	currentKey  = sync.OnceValue(forge.NewKey)
	nextKey     = sync.OnceValue(forge.NewKey)
	attackerKey = sync.OnceValue(forge.NewKey)
)

// api is one API of the tenant, as a resource server learns of it.
type api struct {
	Path      string `json:"path"`
	Audience  string `json:"audience"`
	Algorithm string `json:"algorithm"`
	Secret    string `json:"secret,omitempty"`
	Scope     string `json:"scope"`
	RFC9068   bool   `json:"rfc9068"`
	DPoP      bool   `json:"dpop"`
}

const (
	readScope  = "read:appointments"
	writeScope = "write:appointments"
)

// The secrets of the HS256 API, before and after it is changed; 16 characters
// are the fewest that the service takes.
const (
	firstSecret  = "sixteen-letters!"
	secondSecret = "another-sixteen!"
)

// The APIs. The redeployed one is the HS256 API again, in a resource server
// that was told the next secret.
var (
	rs256      = api{Path: "/rs256", Audience: "https://rs256.test/", Algorithm: "RS256", Scope: readScope}
	ps256      = api{Path: "/ps256", Audience: "https://ps256.test/", Algorithm: "PS256", Scope: readScope}
	hs256      = api{Path: "/hs256", Audience: "https://hs256.test/", Algorithm: "HS256", Scope: readScope, Secret: firstSecret}
	redeployed = api{Path: "/redeployed", Audience: hs256.Audience, Algorithm: "HS256", Scope: readScope, Secret: secondSecret}
	rfc9068    = api{Path: "/rfc9068", Audience: "https://rfc9068.test/", Algorithm: "RS256", Scope: readScope, RFC9068: true}
	dpop       = api{Path: "/dpop", Audience: "https://dpop.test/", Algorithm: "RS256", Scope: readScope, DPoP: true}
)

func everyAPI() []api { return []api{rs256, ps256, hs256, redeployed, rfc9068, dpop} }

// tenant is a mock tenant with the APIs, and a client that may use them.
type tenant struct {
	*mocktest.Mock
	clientID, clientSecret string
}

func newTenant(t *testing.T, options ...mocktest.Option) *tenant {
	t.Helper()
	options = append(options, mocktest.WithSigningKeys(
		keys.Pair{Kid: currentKid, Key: currentKey()}, keys.Pair{Kid: nextKid, Key: nextKey()}))
	tn := &tenant{Mock: mocktest.Start(t, options...)}
	var client struct {
		ID     string `json:"client_id"`
		Secret string `json:"client_secret"`
	}
	tn.API(http.MethodPost, "/clients", object{"name": "Reader", "app_type": "non_interactive", "grant_types": []string{"client_credentials"}}, &client)
	tn.clientID, tn.clientSecret = client.ID, client.Secret
	for _, each := range everyAPI() {
		if each == redeployed {
			continue
		}
		settings := object{"identifier": each.Audience, "signing_alg": each.Algorithm, "scopes": []object{{"value": readScope}, {"value": writeScope}}}
		if each.Secret != "" {
			settings["signing_secret"] = each.Secret
		}
		if each.RFC9068 {
			settings["token_dialect"] = "rfc9068_profile"
		}
		if each.DPoP {
			settings["proof_of_possession"] = object{"mechanism": "dpop", "required": true}
		}
		tn.API(http.MethodPost, "/resource-servers", settings, nil)
		tn.API(http.MethodPost, "/client-grants", object{"client_id": client.ID, "audience": each.Audience, "scope": []string{readScope, writeScope}}, nil)
	}
	return tn
}

// token gets an access token as a client does. A proof binds it to a key.
func (tn *tenant) token(t *testing.T, audience, scope, proof string) string {
	t.Helper()
	form := url.Values{
		"grant_type": {"client_credentials"}, "client_id": {tn.clientID}, "client_secret": {tn.clientSecret}, "audience": {audience}, "scope": {scope},
	}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, tn.URL+"/oauth/token", strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if proof != "" {
		request.Header.Set("DPoP", proof)
	}
	res, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var out struct {
		AccessToken string `json:"access_token"`
		Description string `json:"error_description"`
	}
	if err := json.NewDecoder(res.Body).Decode(&out); err != nil || out.AccessToken == "" {
		t.Fatalf("no token for %s: %s %s %v", audience, res.Status, out.Description, err)
	}
	return out.AccessToken
}
