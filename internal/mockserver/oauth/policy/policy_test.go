package policy_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/policy"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/protocol"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

const (
	api       = "https://api.example/"
	systemAPI = "https://tenant.example/me/"
	clientID  = "app"
)

// TestAccessByPolicyPartyAndGrant is facts 4.4 as a table: for each policy of the
// API for the subject and each kind of client, what it gets without a grant, with
// its own, with the default for third parties, and with both.
func TestAccessByPolicyPartyAndGrant(t *testing.T) {
	t.Parallel()
	const (
		all  = "all of the API"
		none = "no access"
		own  = "own" // what the grant of that name has
		def  = "default"
	)
	// The columns are the grants: none, own, default, both.
	for _, row := range []struct {
		subject, policy, party string
		want                   [4]string
	}{
		{"user", "", "first", [4]string{all, all, all, all}},
		{"user", "allow_all", "first", [4]string{all, all, all, all}},
		{"user", "allow_all", "permissive", [4]string{all, all, all, all}},
		{"user", "allow_all", "older than the modes", [4]string{all, all, all, all}},
		{"user", "", "strict", [4]string{none, own, def, own}},
		{"user", "allow_all", "strict", [4]string{none, own, def, own}},
		{"user", "require_client_grant", "first", [4]string{none, own, none, own}},
		{"user", "require_client_grant", "permissive", [4]string{none, own, def, own}},
		{"user", "require_client_grant", "strict", [4]string{none, own, def, own}},
		{"user", "deny_all", "first", [4]string{none, none, none, none}},
		{"user", "deny_all", "permissive", [4]string{none, none, none, none}},
		{"user", "deny_all", "strict", [4]string{none, none, none, none}},
		{"client", "", "first", [4]string{none, own, none, own}},
		{"client", "", "strict", [4]string{none, own, def, own}},
		{"client", "require_client_grant", "first", [4]string{none, own, none, own}},
		{"client", "require_client_grant", "permissive", [4]string{none, own, def, own}},
		{"client", "require_client_grant", "strict", [4]string{none, own, def, own}},
		{"client", "deny_all", "first", [4]string{none, none, none, none}},
		{"client", "deny_all", "strict", [4]string{none, none, none, none}},
	} {
		for i, grants := range [4][]string{nil, {own}, {def}, {own, def}} {
			t.Run(fmt.Sprintf("%s/%s/%s/%s", row.subject, row.policy, row.party, strings.Join(grants, "+")), func(t *testing.T) {
				t.Parallel()
				tenant := newTenant(t, row.subject, row.policy, api)
				for _, grant := range grants {
					tenant.grant(t, row.subject, grant, api)
				}
				want := map[string][]string{all: {"read", "own", "default"}, none: nil, own: {"own"}, def: {"default"}}[row.want[i]]
				got, err := tenant.access(t, row.subject, row.party, api)
				if !slices.Equal(got, want) || (err != nil) != (row.want[i] == none) {
					t.Errorf("got %v, %v; want %v", got, err, want)
				}
			})
		}
	}
}

// TestSystemAPIsAreNotForStrictThirdParties holds facts 3.2 and 4.4: not even a
// grant opens them.
func TestSystemAPIsAreNotForStrictThirdParties(t *testing.T) {
	t.Parallel()
	for party, want := range map[string]bool{"first": true, "strict": false} {
		tenant := newTenant(t, "user", "require_client_grant", systemAPI)
		tenant.grant(t, "user", "own", systemAPI)
		if _, err := tenant.access(t, "user", party, systemAPI); (err == nil) != want {
			t.Errorf("a %s-party client with a grant: %v", party, err)
		}
	}
}

// TestRefusalsHaveTheServicesTexts holds the texts of facts 4.5.
func TestRefusalsHaveTheServicesTexts(t *testing.T) {
	t.Parallel()
	tenant := newTenant(t, "user", "require_client_grant", api)
	_, user := tenant.access(t, "user", "strict", api)
	_, machine := tenant.access(t, "client", "strict", api)
	_, unknown := tenant.access(t, "client", "first", "urn:nowhere")
	grantType := policy.CheckGrantType(&store.Client{}, "client_credentials")
	for want, err := range map[string]error{
		`400 invalid_request Client "app" is not authorized to access resource server "https://api.example/".`:                                                           user,
		`403 access_denied Client "app" is not authorized to access resource server "https://api.example/". You need to create a "client-grant" associated to this API.`: machine,
		`403 access_denied Service not enabled within domain: urn:nowhere`:                                                                                               unknown,
		`403 unauthorized_client Grant type 'client_credentials' not allowed for the client. https://auth0.com/docs/clients/client-grant-types`:                          grantType,
	} {
		refused := protocol.ErrorOf(err)
		if got := strings.TrimSpace(fmt.Sprint(refused.Status, " ", refused.Code, " ", refused.Description, " ", refused.URI)); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

type tenant struct{ store store.Store }

// newTenant has one API with the scopes read, own and default.
func newTenant(t *testing.T, subject, name, identifier string) tenant {
	t.Helper()
	out := tenant{store.NewMemory()}
	t.Cleanup(func() { _ = out.store.Close() })
	resource := &store.ResourceServer{
		ID: "api", Identifier: identifier, IsSystem: identifier == systemAPI,
		Scopes: []store.Scope{{Value: "read"}, {Value: "own"}, {Value: "default"}},
	}
	if name != "" {
		resource.SubjectTypeAuthorization = &store.SubjectTypeAuthorization{}
		if subject == "user" {
			resource.SubjectTypeAuthorization.User.Policy = name
		} else {
			resource.SubjectTypeAuthorization.Client.Policy = name
		}
	}
	out.update(t, func(tx store.Writer) error { return tx.PutResourceServer(resource) })
	return out
}

func (n tenant) update(t *testing.T, fn func(store.Writer) error) {
	t.Helper()
	if err := n.store.Update(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

// grant adds a grant with the scope of its name and a scope that the API lacks.
func (n tenant) grant(t *testing.T, subject, name, identifier string) {
	t.Helper()
	grant := &store.ClientGrant{ID: name, Audience: identifier, SubjectType: subject, Scope: []string{name, "undefined"}}
	if name == "default" {
		grant.DefaultFor = "third_party_clients"
	} else {
		grant.ClientID = clientID
	}
	n.update(t, func(tx store.Writer) error { return tx.PutClientGrant(grant) })
}

// access asks for all scopes.
func (n tenant) access(t *testing.T, subject, party, identifier string) (scopes []string, err error) {
	t.Helper()
	client := &store.Client{ClientID: clientID, GrantTypes: []string{"client_credentials"}, IsFirstParty: party == "first"}
	if party == "permissive" || party == "strict" {
		client.Properties = map[string]json.RawMessage{"third_party_security_mode": json.RawMessage(`"` + party + `"`)}
	}
	n.update(t, func(tx store.Writer) error { return tx.PutClient(client) })
	users := policy.Users{UserinfoURL: "https://tenant.example/userinfo"}
	viewErr := n.store.View(t.Context(), func(reader store.Reader) error {
		if subject == "client" {
			granted, refusal := policy.ForClient(reader, client, policy.Own{Audience: identifier})
			scopes, err = granted.Scopes, refusal
			return nil
		}
		scopes, err = users.Scopes(reader, client, reader.ResourceServerByIdentifier(identifier), []string{"read", "own", "default", "undefined"})
		return nil
	})
	if viewErr != nil {
		t.Fatal(viewErr)
	}
	return scopes, err
}
