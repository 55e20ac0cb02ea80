package oauth_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
	"github.com/auth0api/terraform-provider-auth0api/internal/token/verify"
)

const (
	readScope, writeScope = "read:appointments", "write:appointments"
	documentURL           = "https://app.example.test/client.json"
)

// parties are the kinds of clients, and what makes a client one of them.
func parties() map[string]func(*tenant) {
	external := func(kind string) func(*tenant) {
		return func(t *tenant) {
			thirdParty(t)
			public(t)
			t.set("external_metadata_type", kind)
			t.client.GrantTypes = []string{"authorization_code", "refresh_token"}
			if kind == "cimd" {
				t.set("external_client_id", documentURL)
			}
		}
	}
	return map[string]func(*tenant){
		"first":      func(*tenant) {},
		"permissive": permissive,
		"strict":     thirdParty,
		"dcr":        external("dcr"),
		"cimd":       external("cimd"),
	}
}

// permitted is the table of facts 4.4: the scopes that a client gets of read and write.
// Its own grant is for read, the default grant for write.
func permitted(policy, subject, party string, grants []string) []string {
	isStrict := party != "first" && party != "permissive"
	if policy == "" {
		policy = map[string]string{"user": "allow_all", "client": "require_client_grant"}[subject]
	}
	switch {
	case policy == "deny_all":
		return nil
	case policy == "allow_all" && !isStrict:
		return []string{readScope, writeScope}
	case slices.Contains(grants, "own "+subject):
		return []string{readScope}
	case slices.Contains(grants, "default "+subject) && party != "first":
		return []string{writeScope}
	}
	return nil
}

// flow is one way to a token: it returns the token, or "".
type flow struct {
	subject string
	// served reports whether a party can use the flow at all (facts 4.2 to 4.4).
	served func(party string) bool
	token  func(p *attempt) string
}

func everyone(string) bool { return true }

// notStrict is for what strict clients cannot use: implicit, and what registered clients
// cannot: client credentials.
func notStrict(party string) bool     { return party == "first" || party == "permissive" }
func notRegistered(party string) bool { return party != "dcr" && party != "cimd" }

func flows() map[string]flow {
	user := func(changes ...string) flow {
		return flow{"user", everyone, func(p *attempt) string { return p.exchange(p.code(changes...)).AccessToken }}
	}
	front := func(responseType string) flow {
		return flow{"user", notStrict, func(p *attempt) string { return p.authorize("response_type", responseType).Get("access_token") }}
	}
	machine := func(changes ...string) flow {
		return flow{"client", notRegistered, func(p *attempt) string { return p.machine(changes...).AccessToken }}
	}
	return map[string]flow{
		"code":                         user(),
		"code, by resource":            user("audience", "", "resource", api),
		"code, by default audience":    user("audience", ""),
		"code, with scopes of OpenID":  user("scope", "openid profile "+readScope+" "+writeScope),
		"implicit":                     front("token"),
		"hybrid":                       front("code token"),
		"client credentials":           machine(),
		"client credentials, resource": machine("audience", "", "resource", api),
		"client credentials, default":  machine("audience", ""),
		"refresh":                      {"user", everyone, func(p *attempt) string { return p.refresh(p.exchange(p.code()).RefreshToken).AccessToken }},
		"exchange":                     {"user", func(party string) bool { return party == "first" }, func(p *attempt) string { return p.delegated() }},
		"code, the grants are deleted": {"user", everyone, func(p *attempt) string { code := p.code(); p.withdraw(); return p.exchange(code).AccessToken }},
		"refresh, the grants are deleted": {"user", everyone, func(p *attempt) string {
			token := p.exchange(p.code()).RefreshToken
			p.withdraw()
			return p.refresh(token).AccessToken
		}},
	}
}

// attempt is one client at a tenant.
type attempt struct {
	t        testing.TB
	h        *oauth.Handler
	tenant   *tenant
	id       string
	withdrew bool
}

func (p *attempt) own(changes []string) []string {
	own := []string{"client_id", p.id}
	if p.tenant.client.TokenEndpointAuthMethod == "none" {
		own = append(own, "client_secret", "")
	}
	return append(own, changes...)
}

func (p *attempt) authorize(changes ...string) url.Values {
	p.t.Helper()
	asked := append([]string{"client_id", p.id, "scope", "offline_access " + readScope + " " + writeScope}, changes...)
	recorder := browse(p.t, p.h, http.MethodGet, authorizeURL(query(asked...)), nil)
	if recorder.Header().Get("Location") == "" {
		return nil // an error page
	}
	_, answer := sent(p.t, recorder)
	return answer
}

func (p *attempt) code(changes ...string) string {
	p.t.Helper()
	return p.authorize(changes...).Get("code")
}

func (p *attempt) exchange(code string) reply {
	p.t.Helper()
	if code == "" {
		return reply{}
	}
	return post(p.t, p.h, exchange(code, p.own(nil)...))
}

func (p *attempt) refresh(token string) reply {
	p.t.Helper()
	if token == "" {
		return reply{}
	}
	return refresh(p.t, p.h, token, p.own(nil)...)
}

func (p *attempt) machine(changes ...string) reply {
	p.t.Helper()
	return post(p.t, p.h, form(p.own(changes)...))
}

// withdraw deletes all grants.
func (p *attempt) withdraw() {
	p.t.Helper()
	p.withdrew = true
	p.tenant.update(p.t, func(tx store.Writer) error {
		for _, grant := range tx.ClientGrants().All() {
			if err := tx.DeleteClientGrant(grant.ID); err != nil {
				return err
			}
		}
		return nil
	})
}

// newAttempt has a tenant with a policy for a subject, a client of a party, and grants.
func newAttempt(t testing.TB, policy, subject, party string, grants []string) *attempt {
	t.Helper()
	tenant := newOfflineTenant()
	tenant.client.GrantTypes = []string{"authorization_code", "refresh_token", "implicit", "client_credentials"}
	parties()[party](tenant)
	tenant.set("redirection_policy", "allow_always")
	tenant.grant, tenant.others = store.ClientGrant{}, nil
	if policy != "" {
		policies := &store.SubjectTypeAuthorization{}
		map[string]*store.SubjectTypePolicy{"client": &policies.Client, "user": &policies.User}[subject].Policy = policy
		tenant.api.SubjectTypeAuthorization = policies
	}
	for _, name := range grants {
		holder, of, _ := strings.Cut(name, " ")
		grant := store.ClientGrant{ID: name, Audience: api, SubjectType: of, ClientID: client, Scope: []string{readScope}}
		if holder == "default" {
			grant.ClientID, grant.DefaultFor, grant.Scope = "", "third_party_clients", []string{writeScope}
		}
		tenant.others = append(tenant.others, grant)
	}
	h := tenant.start(t)
	tenant.setSettings(t, map[string]any{"resource_parameter_profile": "compatibility", "default_audience": api})
	id := client
	if party == "cimd" {
		id = documentURL
	}
	return &attempt{t: t, h: h, tenant: tenant, id: id}
}

// TestWhatEachClientGetsByEachPath is facts 4.4 over all flows, policies, grants and kinds
// of clients. A third-party client without a grant gets nothing, by no path.
func TestWhatEachClientGetsByEachPath(t *testing.T) {
	t.Parallel()
	grants := [][]string{
		nil, {"own user"}, {"own client"}, {"default user"}, {"default client"}, {"own user", "default user"}, {"own client", "default client"}, {"own client", "default user"},
	}
	count := 0
	for name, flow := range flows() {
		for party := range parties() {
			for _, policy := range []string{"", "allow_all", "require_client_grant", "deny_all"} {
				if policy == "allow_all" && flow.subject == "client" {
					continue // there is no such policy for clients
				}
				for _, held := range grants {
					p := newAttempt(t, policy, flow.subject, party, held)
					got := apiScopes(t, flow.token(p))
					if p.withdrew {
						held = nil
					}
					want := permitted(policy, flow.subject, party, held)
					if !flow.served(party) {
						want = nil
					}
					if !slices.Equal(got, want) {
						t.Errorf("%s of a %s client, policy %q, grants %q: the token has %q, want %q", name, party, policy, held, got, want)
					}
					if party != "first" && party != "permissive" && len(held) == 0 && got != nil {
						t.Errorf("%s of a %s client without a grant gets %q", name, party, got)
					}
					count++
				}
			}
		}
	}
	if count < 1500 {
		t.Errorf("only %d combinations were tried", count)
	}
}

// apiScopes are the scopes of the API that a token has; nil without a token for the API.
func apiScopes(t testing.TB, raw string) []string {
	t.Helper()
	if raw == "" {
		return nil
	}
	token, err := verify.Decode(raw)
	if err != nil || !slices.Contains(token.Audience(), api) {
		return nil // an opaque token, for /userinfo
	}
	out := []string{}
	for _, scope := range strings.Fields(fmt.Sprint(token.Claims["scope"])) {
		if scope == readScope || scope == writeScope {
			out = append(out, scope)
		}
	}
	return out
}
