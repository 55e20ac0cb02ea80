package oauth_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/customclaims"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/policy"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/user"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// subsets are all subsets of three scopes, of which the API defines a and b.
func subsets() [][]string {
	var all [][]string
	for bits := range 8 {
		subset := []string{}
		for i, scope := range []string{"a", "b", "undefined"} {
			if bits&(1<<i) != 0 {
				subset = append(subset, scope)
			}
		}
		all = append(all, subset)
	}
	return all
}

// combination is one request for a user, and what the tenant has.
type combination struct {
	asked, granted, direct, ofRole, consented []string
	required, enforced, declared              bool
}

// model is facts 9.4 and 9.5: which scopes a token has, and which permissions it shows
// with an *_authz dialect.
func (c combination) model() (scopes, permissions []string) {
	api := []string{"a", "b"}
	for _, scope := range c.asked {
		has := !c.declared || slices.Contains(c.direct, scope) || slices.Contains(c.ofRole, scope)
		if slices.Contains(api, scope) && (!c.required || slices.Contains(c.granted, scope)) && slices.Contains(c.consented, scope) && (!c.enforced || has) {
			scopes = append(scopes, scope)
		}
	}
	for _, scope := range api {
		if c.enforced && (c.declared && (slices.Contains(c.direct, scope) || slices.Contains(c.ofRole, scope)) || !c.declared && slices.Contains(scopes, scope)) {
			permissions = append(permissions, scope)
		}
	}
	return scopes, permissions
}

// put stores the combination, and returns the client and the API.
func (c combination) put(tx store.Writer) error {
	policies := &store.SubjectTypeAuthorization{User: store.SubjectTypePolicy{Policy: "allow_all"}}
	if c.required {
		policies.User.Policy = "require_client_grant"
	}
	permissions := func(names []string) (out []store.Permission) {
		for _, name := range names {
			out = append(out, store.Permission{API: api, Name: name})
		}
		return out
	}
	steps := []error{
		tx.PutResourceServer(&store.ResourceServer{
			ID: "api", Identifier: api, Scopes: []store.Scope{{Value: "a"}, {Value: "b"}}, EnforcePolicies: &c.enforced, SubjectTypeAuthorization: policies,
		}),
		tx.PutClient(&store.Client{ClientID: client, IsFirstParty: true}),
		tx.DeleteClientGrant("g"), tx.DeleteUser("auth0|1"),
		tx.PutRole(&store.Role{ID: "r", Name: "r", Permissions: permissions(c.ofRole)}),
	}
	if c.required {
		steps = append(steps, tx.PutClientGrant(&store.ClientGrant{ID: "g", ClientID: client, Audience: api, SubjectType: "user", Scope: c.granted}))
	}
	if c.declared {
		steps = append(steps, tx.PutUser(&store.User{ID: "auth0|1", Roles: []string{"r"}, Permissions: permissions(c.direct)}))
	}
	for _, err := range steps {
		if err != nil {
			return err
		}
	}
	return nil
}

// got runs the rules of the tenant: what a client may ask for, what the user consents to,
// and what the user has.
func (c combination) got(tx store.Reader) (scopes, permissions []string, err error) {
	users := policy.Users{UserinfoURL: "https://tenant.example/userinfo"}
	server := tx.ResourceServerByIdentifier(api)
	most, err := users.Scopes(tx, tx.Client(client), server, c.asked)
	if err != nil {
		return nil, nil, err
	}
	agreed := slices.DeleteFunc(slices.Clone(most), func(scope string) bool { return !slices.Contains(c.consented, scope) })
	d := policy.Delegation{Client: tx.Client(client), API: server, User: user.Of("auth0|1"), Scopes: agreed}
	err = users.Narrow(tx, &d)
	return d.Scopes, d.Permissions, err
}

// All combinations of what is asked, granted, permitted and consented to, against the
// model. asked is never empty: that a first party then gets all that it may is tested
// apart.
func TestScopesAndPermissionsAreTheIntersection(t *testing.T) {
	t.Parallel()
	tenant := store.NewMemory()
	t.Cleanup(func() { _ = tenant.Close() })
	check := func(c combination) {
		t.Helper()
		wantScopes, wantPermissions := c.model()
		var scopes, permissions []string
		err := tenant.Update(t.Context(), func(tx store.Writer) (err error) {
			if err = c.put(tx); err == nil {
				scopes, permissions, err = c.got(tx)
			}
			return err
		})
		if err != nil || !slices.Equal(scopes, wantScopes) || !slices.Equal(permissions, wantPermissions) {
			t.Errorf("%+v: scopes %v, permissions %v, %v; want %v and %v", c, scopes, permissions, err, wantScopes, wantPermissions)
		}
	}
	for _, asked := range subsets()[1:] {
		for _, granted := range subsets() {
			for _, direct := range subsets()[:4] {
				for _, ofRole := range subsets()[:4] {
					for flags := range 8 {
						c := combination{asked: asked, granted: granted, direct: direct, ofRole: ofRole, consented: []string{"a", "b", "undefined"},
							required: flags&1 != 0, enforced: flags&2 != 0, declared: flags&4 != 0}
						check(c)
						c.consented = []string{"b"}
						check(c)
					}
				}
			}
		}
	}
}

// userToken logs a user in without a page, and returns the claims of the access token.
func userToken(t *testing.T, tenant *tenant, handler *oauth.Handler, login, scope string, more ...string) (claims map[string]any, refused string) {
	t.Helper()
	query := url.Values{
		"client_id": {client}, "redirect_uri": {"https://app.example/"}, "response_type": {"token"}, "audience": {api}, "scope": {scope},
		"prompt": {"none"}, "login_hint": {login},
	}
	for i := 0; i < len(more); i += 2 {
		query.Set(more[i], more[i+1])
	}
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/authorize?"+query.Encode(), nil))
	_, fragment, _ := strings.Cut(w.Header().Get("Location"), "#")
	answer, err := url.ParseQuery(fragment)
	if err != nil || answer.Get("access_token") == "" {
		return nil, answer.Get("error") + ": " + answer.Get("error_description")
	}
	return verified(t, answer.Get("access_token"), "RS256").Claims, ""
}

// rbacTenant has a browser client, and an API that enforces policies with the dialect.
func rbacTenant(dialect string) *tenant {
	out := newTenant()
	out.api.EnforcePolicies, out.api.TokenDialect = enabled(), dialect
	out.client.GrantTypes = []string{"implicit", "client_credentials"}
	out.client.Properties = map[string]json.RawMessage{"callbacks": json.RawMessage(`["https://app.example/"]`)}
	return out
}

// Facts 9.4: permissions by dialect, requested or not; the editor has what the viewer has
// not. A user is named by ID, address or username.
func TestPermissionsByDialectAndUser(t *testing.T) {
	t.Parallel()
	for _, dialect := range []string{"", "access_token", "access_token_authz", "rfc9068_profile", "rfc9068_profile_authz"} {
		tenant := rbacTenant(dialect)
		handler := tenant.start(t)
		tenant.update(t, func(tx store.Writer) error {
			read, write := store.Permission{API: api, Name: "read:appointments"}, store.Permission{API: api, Name: "write:appointments"}
			for _, err := range []error{
				tx.PutRole(&store.Role{ID: "rol_e", Name: "Editor", Permissions: []store.Permission{read, write}}),
				tx.PutUser(&store.User{ID: "auth0|e", Email: "editor@example.test", Username: "editor", Roles: []string{"rol_e"}}),
				tx.PutUser(&store.User{ID: "auth0|v", Email: "viewer@example.test", Permissions: []store.Permission{read}}),
				tx.PutUser(&store.User{ID: "auth0|n", Email: "nothing@example.test"}),
			} {
				if err != nil {
					return err
				}
			}
			return nil
		})
		for _, c := range []struct {
			login, ask, subject string
			scope, permissions  any
		}{
			{"editor@example.test", "write:appointments", "auth0|e", "write:appointments", []any{"read:appointments", "write:appointments"}},
			{"editor", "delete:appointments", "auth0|e", nil, []any{"read:appointments", "write:appointments"}},
			{"auth0|v", "read:appointments write:appointments", "auth0|v", "read:appointments", []any{"read:appointments"}},
			{"nothing@example.test", "read:appointments", "auth0|n", nil, []any{}},
			{"anyone@example.test", "read:appointments", user.Of("anyone@example.test").Subject(), "read:appointments", []any{"read:appointments"}},
		} {
			claims, refused := userToken(t, tenant, handler, c.login, c.ask)
			if !strings.HasSuffix(dialect, "_authz") {
				c.permissions = nil
			}
			if refused != "" || claims["sub"] != c.subject || claims["scope"] != c.scope || fmt.Sprint(claims["permissions"]) != fmt.Sprint(c.permissions) {
				t.Errorf("%s, %s asks %s: %v %s, want scope %v and permissions %v", dialect, c.login, c.ask, claims, refused, c.scope, c.permissions)
			}
		}
	}
}

// Facts 9.4, reported 2025: a machine's permissions are the granted scopes, and enforcing
// does not narrow the grant; without scopes there is [] and no scope claim.
func TestPermissionsOfMachinesAreTheGrantedScopes(t *testing.T) {
	t.Parallel()
	tenant := rbacTenant("access_token_authz")
	handler := tenant.start(t)
	claims := verified(t, post(t, handler, form()).AccessToken, "RS256").Claims
	if claims["scope"] != "write:appointments read:appointments" || fmt.Sprint(claims["permissions"]) != "[write:appointments read:appointments]" {
		t.Errorf("%v", claims)
	}
	bare := rbacTenant("access_token_authz")
	bare.grant.Scope = nil
	claims = verified(t, post(t, bare.start(t), form()).AccessToken, "RS256").Claims
	if _, has := claims["scope"]; has || fmt.Sprint(claims["permissions"]) != "[]" {
		t.Errorf("a grant without scopes: %v", claims)
	}
}

// Facts 9.5: with require_client_grant nothing is given that is not asked for by name.
func TestNothingIsGivenByDefaultWhereAGrantIsRequired(t *testing.T) {
	t.Parallel()
	for required, want := range map[bool]any{false: "read:appointments write:appointments delete:appointments", true: nil} {
		tenant := rbacTenant("")
		tenant.api.EnforcePolicies = nil
		if required {
			tenant.api.SubjectTypeAuthorization = &store.SubjectTypeAuthorization{User: store.SubjectTypePolicy{Policy: "require_client_grant"}}
			tenant.others = []store.ClientGrant{{ID: "cgr-2", ClientID: client, Audience: api, SubjectType: "user", Scope: []string{"read:appointments"}}}
		}
		if claims, refused := userToken(t, tenant, tenant.start(t), "u", ""); refused != "" || claims["scope"] != want {
			t.Errorf("required %v: %v %s, want scope %v", required, claims, refused, want)
		}
	}
}

// The ID token of a declared user has the user's properties.
func TestClaimsOfADeclaredUser(t *testing.T) {
	t.Parallel()
	declared := &store.User{ID: "auth0|e", Email: "e@example.test", Properties: map[string]json.RawMessage{
		"email": json.RawMessage(`"e@example.test"`), "email_verified": json.RawMessage("false"), "name": json.RawMessage(`"Eve"`), "given_name": json.RawMessage(`"E"`),
	}}
	claims := map[string]any{}
	user.Of("auth0|e").AddClaims(claims, declared, []string{"openid", "profile", "email"})
	if names := slices.Sorted(maps.Keys(claims)); fmt.Sprint(names) != "[email email_verified given_name name]" {
		t.Errorf("the claims are %v", names)
	}
}

// Facts 11.3: claims that Actions set are in access tokens for users, and in no others.
func TestCustomClaimsAreInAccessTokensForUsers(t *testing.T) {
	t.Parallel()
	tenant := rbacTenant("")
	handler := tenant.start(t)
	tenant.update(t, func(tx store.Writer) error {
		return customclaims.Put(tx, []customclaims.Entry{
			{API: api, UserID: "auth0|e", Claims: map[string]any{"https://example.test/plan": "gold", "n": 1.5, "list": []any{"<&>", nil}}},
			{API: "urn:other", Claims: map[string]any{"other": true}},
		})
	})
	claims, refused := userToken(t, tenant, handler, "auth0|e", "read:appointments")
	if refused != "" || claims["https://example.test/plan"] != "gold" || fmt.Sprint(claims["n"]) != "1.5" || fmt.Sprint(claims["list"]) != "[<&> <nil>]" ||
		claims["other"] != nil || claims["sub"] != "auth0|e" || claims["scope"] != "read:appointments" {
		t.Errorf("%v %s", claims, refused)
	}
	if claims, refused := userToken(t, tenant, handler, "auth0|f", "read:appointments"); refused != "" || claims["n"] != nil {
		t.Errorf("another user: %v %s", claims, refused)
	}
	if claims := verified(t, post(t, handler, form()).AccessToken, "RS256").Claims; claims["n"] != nil {
		t.Errorf("a machine: %v", claims)
	}
}

// --any-user=false.
func TestOnlyDeclaredUsersLogIn(t *testing.T) {
	t.Parallel()
	users := policy.Users{OnlyDeclared: true}
	tenant := store.NewMemory()
	t.Cleanup(func() { _ = tenant.Close() })
	if err := tenant.Update(t.Context(), func(tx store.Writer) error {
		return tx.PutUser(&store.User{ID: "auth0|e", Email: "e@example.test"})
	}); err != nil {
		t.Fatal(err)
	}
	_ = tenant.View(t.Context(), func(tx store.Reader) error {
		for name, known := range map[string]bool{"e@example.test": true, "auth0|e": true, "f@example.test": false} {
			found := users.Resolve(tx, user.Of(name))
			if (found != nil) != known || known && found.Subject() != "auth0|e" {
				t.Errorf("%s: %v", name, found)
			}
		}
		return nil
	})
}
