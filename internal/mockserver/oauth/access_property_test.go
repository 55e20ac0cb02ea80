package oauth_test

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	mathrand "math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/access"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/accessview"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
	"github.com/auth0api/terraform-provider-auth0api/internal/token/verify"
)

// reviewed is a random tenant whose access is reviewed.
type reviewed struct {
	random *mathrand.Rand
	store  store.Store
}

func (r *reviewed) one(of ...string) string { return of[r.random.IntN(len(of))] }

func (r *reviewed) some(of []string) []string {
	out := []string{}
	for _, each := range of {
		if r.random.IntN(2) == 0 {
			out = append(out, each)
		}
	}
	return out
}

func (r *reviewed) yes(oneOf int) *bool {
	is := r.random.IntN(oneOf) == 0
	return &is
}

const (
	reviewedAPIs, reviewedClients, reviewedGrants = 12, 16, 120
	reviewedUser                                  = "auth0|1"
)

func reviewedAPI(i int) string { return fmt.Sprintf("urn:api:%d", i) }

func reviewedScopes() []string { return []string{"read", "write", "delete"} }

// fill fills the store with APIs of all policies, clients of all kinds, grants of all
// forms, organizations, and a user with roles.
func (r *reviewed) fill(tx store.Writer) error {
	var errs []error
	put := func(err error) { errs = append(errs, err) }
	for i := range reviewedAPIs {
		rs := &store.ResourceServer{
			ID: fmt.Sprintf("api-%d", i), Identifier: reviewedAPI(i), SigningAlg: "RS256", TokenLifetime: 600, TokenLifetimeForWeb: 600,
			EnforcePolicies: r.yes(2), IsSystem: i == 0, SubjectTypeAuthorization: &store.SubjectTypeAuthorization{},
		}
		for _, scope := range r.some(reviewedScopes()) {
			rs.Scopes = append(rs.Scopes, store.Scope{Value: scope})
		}
		rs.SubjectTypeAuthorization.Client.Policy = r.one("", "require_client_grant", "require_client_grant", "deny_all")
		rs.SubjectTypeAuthorization.User.Policy = r.one("", "allow_all", "require_client_grant", "require_client_grant", "deny_all")
		put(tx.PutResourceServer(rs))
	}
	for i := range reviewedClients {
		put(tx.PutClient(r.client(i)))
	}
	for i := range reviewedGrants {
		put(r.grant(tx, i))
	}
	for i := range 3 {
		put(tx.PutOrganization(&store.Organization{ID: fmt.Sprintf("org_%d", i), Name: fmt.Sprintf("org-%d", i), ThirdPartyClientAccess: r.one("allow", "block"), ClientGrants: r.some(grantIDs(tx))}))
	}
	permissions := func() (out []store.Permission) {
		for _, rs := range tx.ResourceServers().All() {
			for _, scope := range rs.Scopes {
				if r.random.IntN(3) == 0 {
					out = append(out, store.Permission{API: rs.Identifier, Name: scope.Value})
				}
			}
		}
		slices.SortFunc(out, store.Permission.Compare)
		return out
	}
	put(tx.PutRole(&store.Role{ID: "rol_1", Name: "editor", Permissions: permissions()}))
	put(tx.PutUser(&store.User{ID: reviewedUser, Roles: []string{"rol_1"}, Permissions: permissions()}))
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func grantIDs(tx store.Reader) []string {
	var ids []string
	for _, g := range tx.ClientGrants().All() {
		ids = append(ids, g.ID)
	}
	return ids
}

func (r *reviewed) client(i int) *store.Client {
	c := &store.Client{
		ClientID: fmt.Sprintf("client%d", i), Name: fmt.Sprintf("Client %d", i), ClientSecret: secret, AppType: "regular_web",
		IsFirstParty: r.random.IntN(2) == 0, TokenEndpointAuthMethod: r.one("client_secret_post", "client_secret_post", "none"),
		GrantTypes: r.some([]string{"client_credentials", "authorization_code", "authorization_code"}), Properties: map[string]json.RawMessage{},
	}
	set := func(name string, value any) { c.Properties[name], _ = json.Marshal(value) }
	set("client_id", c.ClientID)
	set("callbacks", []string{callback})
	set("token_endpoint_auth_method", c.TokenEndpointAuthMethod)
	set("grant_types", c.GrantTypes)
	set("is_first_party", c.IsFirstParty)
	set("redirection_policy", "allow_always")
	if !c.IsFirstParty {
		set("third_party_security_mode", r.one("strict", "permissive"))
	}
	if usage := r.one("", "", "deny", "allow", "require"); usage != "" {
		set("organization_usage", usage)
	}
	if r.random.IntN(3) == 0 {
		set("default_organization", map[string]any{"organization_id": r.one("org_0", "org_0", "org_9"), "flows": append(r.some([]string{"client_credentials"}), "client_credentials")})
	}
	return c
}

func (r *reviewed) grant(tx store.Writer, i int) error {
	g := &store.ClientGrant{
		ID: fmt.Sprintf("cgr_%d", i), ClientID: fmt.Sprintf("client%d", r.random.IntN(reviewedClients)), Audience: reviewedAPI(r.random.IntN(reviewedAPIs)),
		SubjectType: r.one("client", "client", "user"), Scope: append(r.some(reviewedScopes()), r.some([]string{"undefined"})...), OrganizationUsage: r.one("", "", "deny", "allow", "require"),
		AllowAnyOrganization: r.yes(4), AllowAllScopes: r.yes(5),
	}
	if *g.AllowAllScopes {
		g.Scope = nil
	}
	if r.random.IntN(5) == 0 {
		g.ClientID, g.DefaultFor = "", "third_party_clients"
	}
	if tx.ClientGrantFor(g.ClientID, g.Audience, g.SubjectType) != nil {
		return nil
	}
	return tx.PutClientGrant(g)
}

// TestTheReviewOfAccessIsWhatTokensSay: a client gets a token where the view says that it
// is allowed, with the scopes that it says, and none where it says that it is not.
func TestTheReviewOfAccessIsWhatTokensSay(t *testing.T) {
	t.Parallel()
	kinds := map[string]int{}
	for seed := range uint64(8) {
		r := &reviewed{random: mathrand.New(mathrand.NewPCG(seed, 23)), store: store.NewMemory()}
		t.Cleanup(func() { _ = r.store.Close() })
		if err := r.store.Update(t.Context(), r.fill); err != nil {
			t.Fatal(err)
		}
		h := oauth.New(oauth.Deps{Store: r.store, Keys: oneKey{}, Issuer: issuer, Now: clockOf(now), Random: rand.Reader, OnlyDeclaredUsers: true})
		var view *access.Tenant
		if err := r.store.View(t.Context(), func(tx store.Reader) (err error) {
			view, err = accessview.Tenant(tx, reviewedUser)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		for i := range 400 {
			client, api, organization := fmt.Sprintf("client%d", r.random.IntN(reviewedClients)), reviewedAPI(r.random.IntN(reviewedAPIs)), r.one("", "", "org_0", "org_1", "org_2", "org_9")
			subject := []string{access.SubjectClient, access.SubjectUser}[i%2]
			d, _ := access.Decide(view, client, api, subject, organization)
			token := requestToken(t, h, client, api, subject, organization)
			if (token != "") != d.Allowed {
				t.Errorf("seed %d: %s of %s for %s, organization %q: the view says %+v, and a token was issued: %v", seed, subject, client, api, organization, d, token != "")
			} else if got := scopesIn(t, token); !slices.Equal(got, d.Scopes()) {
				t.Errorf("seed %d: %s of %s for %s, organization %q: the view says %+v, and the token has %q", seed, subject, client, api, organization, d, got)
			}
			kinds[kindOf(d)]++
		}
	}
	// What was sampled: each way in, and each reason against it.
	for _, kind := range []string{
		"client grant", "default grant", "allow_all_scopes", "role editor", "direct permission", "any organization", "organization", "default organization of the client", "allow_all",
		"no permission", "deny_all", "no client grant", "requires an organization", "does not allow organizations", "is not associated", "there is no organization",
		"closed to third-party", "lacks the grant type", "is public", "no grant type for users", "system API",
	} {
		found := 0
		for text, n := range kinds {
			if strings.Contains(text, kind) {
				found += n
			}
		}
		if found == 0 {
			t.Errorf("no sample is about %q", kind)
		}
	}
}

// kindOf is a decision as a text in which its reasons are found.
func kindOf(d access.Decision) string {
	var text strings.Builder
	text.WriteString(d.Denied)
	for _, p := range d.Paths {
		text.WriteString(strings.Join(p.Reasons, "; "))
	}
	return text.String()
}

// requestToken requests a token with all scopes; empty where the tenant refuses it.
func requestToken(t *testing.T, h http.Handler, client, api, subject, organization string) string {
	t.Helper()
	if subject == access.SubjectClient {
		return post(t, h, form("client_id", client, "audience", api, "organization", organization)).AccessToken
	}
	recorder := browse(t, h, http.MethodGet, authorizeURL(query(
		"client_id", client, "audience", api, "scope", strings.Join(reviewedScopes(), " "), "organization", organization, "login_hint", reviewedUser, "nonce", "")), nil)
	if recorder.Header().Get("Location") == "" {
		return ""
	}
	_, answer := sent(t, recorder)
	if answer.Get("code") == "" {
		return ""
	}
	values := exchange(answer.Get("code"), "client_id", client)
	got := post(t, h, values)
	if got.AccessToken == "" { // a public client
		recorder = browse(t, h, http.MethodGet, authorizeURL(query("client_id", client, "audience", api, "scope", strings.Join(reviewedScopes(), " "), "organization", organization, "login_hint", reviewedUser, "nonce", "")), nil)
		_, answer = sent(t, recorder)
		got = post(t, h, exchange(answer.Get("code"), "client_id", client, "client_secret", ""))
	}
	return got.AccessToken
}

// scopesIn are the scopes of a token, sorted.
func scopesIn(t *testing.T, raw string) []string {
	t.Helper()
	if raw == "" {
		return nil
	}
	token, err := verify.Decode(raw)
	if err != nil {
		t.Fatal(err)
	}
	text, _ := token.Claims["scope"].(string)
	scopes := strings.Fields(text)
	slices.Sort(scopes)
	return scopes
}
