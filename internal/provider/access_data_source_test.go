package provider_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

const accessSource = "auth0api_access"

// accessEntries are the entries of an answer, as CLIENT AUDIENCE SUBJECT [SCOPE…]: REASON; ….
func accessEntries(t *testing.T, answer acctest.Answer, attribute string) []string {
	t.Helper()
	list, ok := answer.Attribute(attribute).([]any)
	if !ok {
		t.Fatalf("%s is %v", attribute, answer.Attribute(attribute))
	}
	var entries []string
	for _, each := range list {
		e, _ := each.(map[string]any)
		reasons, _ := e["reasons"].([]any)
		texts := make([]string, len(reasons))
		for i, reason := range reasons {
			texts[i] = fmt.Sprint(reason)
		}
		entries = append(entries, fmt.Sprintf("%v %v %v %v: %s", e["client_name"], e["audience"], e["subject_type"], e["scopes"], strings.Join(texts, "; ")))
	}
	return entries
}

// accessTenant has an API that enforces policies, a first-party and a third-party client,
// and a user with a role.
func accessTenant(t *testing.T) (tenant *acctest.Tenant, ids map[string]string) {
	t.Helper()
	tenant = acctest.NewTenant(t)
	text := func(object acctest.Object, name string) string { return fmt.Sprint(object[name]) }
	tenant.Create("resource-servers", acctest.Object{"identifier": appointments, "enforce_policies": true, "scopes": []acctest.Object{
		{"value": "read:a"}, {"value": "write:a"}, {"value": "delete:a"},
	}})
	types := []string{"client_credentials", "authorization_code"}
	ids = map[string]string{
		"own":   text(tenant.Create("clients", acctest.Object{"name": "own", "grant_types": types}), "client_id"),
		"third": text(tenant.Create("clients", acctest.Object{"name": "third", "app_type": "regular_web", "is_first_party": false, "third_party_security_mode": "strict", "token_endpoint_auth_method": "client_secret_post", "grant_types": types}), "client_id"),
		"role":  text(tenant.Create("roles", acctest.Object{"name": "editor"}), "id"),
		"user":  text(tenant.Create("users", acctest.Object{"connection": "Username-Password-Authentication", "user_id": "1", "email": "u@example.test"}), "user_id"),
		"acme":  text(tenant.Create("organizations", acctest.Object{"name": "acme"}), "id"),
	}
	ids["grant"] = text(tenant.Create("client-grants", acctest.Object{"client_id": ids["own"], "audience": appointments, "scope": []string{"read:a", "undefined"}, "organization_usage": "allow"}), "id")
	ids["default"] = text(tenant.Create("client-grants", acctest.Object{"default_for": "third_party_clients", "audience": appointments, "allow_all_scopes": true, "subject_type": "user"}), "id")
	permission := func(name string) acctest.Object {
		return acctest.Object{"permissions": []acctest.Object{{"resource_server_identifier": appointments, "permission_name": name}}}
	}
	tenant.API(http.MethodPost, "/roles/"+ids["role"]+"/permissions", permission("write:a"), nil)
	tenant.API(http.MethodPost, "/users/auth0%7C1/permissions", permission("read:a"), nil)
	tenant.API(http.MethodPost, "/users/auth0%7C1/roles", acctest.Object{"roles": []string{ids["role"]}}, nil)
	tenant.API(http.MethodPost, "/organizations/"+ids["acme"]+"/client-grants", acctest.Object{"grant_id": ids["grant"]}, nil)
	return tenant, ids
}

// Each reason that a client can have, and each reason against it.
func TestAccessNamesTheReasons(t *testing.T) {
	t.Parallel()
	tenant, ids := accessTenant(t)
	on := appointments + " "
	machine := "own " + on + "client [read:a]: client policy require_client_grant; client grant " + ids["grant"]
	for name, c := range map[string]struct {
		config         acctest.Values
		access, denied []string
	}{
		"an API": {acctest.Values{"audience": appointments}, []string{
			machine,
			"Bootstrap client of the mock tenant " + on + "user [delete:a read:a write:a]: user policy allow_all; permissions of the user (enforce_policies)",
			"own " + on + "user [delete:a read:a write:a]: user policy allow_all; permissions of the user (enforce_policies)",
			"third " + on + "user [delete:a read:a write:a]: user policy allow_all; third-party client in strict mode; default grant " + ids["default"] + "; allow_all_scopes; permissions of the user (enforce_policies)",
		}, nil},
		"a scope and a client": {acctest.Values{"client_id": ids["own"], "scope": "read:a", "audience": appointments}, []string{
			machine, "own " + on + "user [read:a]: user policy allow_all; permissions of the user (enforce_policies)",
		}, nil},
		"a scope that the grant lacks": {acctest.Values{"client_id": ids["own"], "scope": "write:a", "audience": appointments},
			[]string{"own " + on + "user [write:a]: user policy allow_all; permissions of the user (enforce_policies)"},
			[]string{"own " + on + "client []: the scope write:a is not among those of the token: client grant " + ids["grant"]}},
		"no grant": {acctest.Values{"client_id": ids["third"], "audience": appointments, "organization": ids["acme"]}, nil, []string{
			"third " + on + "client []: client policy require_client_grant, and no client grant for the client itself",
			"third " + on + "user []: the client does not allow organizations at login",
		}},
		"an organization": {acctest.Values{"audience": appointments, "organization": ids["acme"]}, []string{machine + "; organization acme"}, nil},
		"a user": {acctest.Values{"audience": appointments, "user_id": "auth0|1", "client_id": ids["own"]}, []string{
			"own " + on + "user [read:a]: user policy allow_all; direct permission",
			"own " + on + "user [write:a]: user policy allow_all; role editor",
		}, nil},
		"a client": {acctest.Values{"client_id": ids["own"], "scope": "read:a"}, []string{
			machine, "own " + on + "user [read:a]: user policy allow_all; permissions of the user (enforce_policies)",
		}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			answer := connected(t, tenant).ReadData(accessSource, c.config)
			mustHaveNone(t, answer)
			for attribute, want := range map[string][]string{"access": c.access, "denied": c.denied} {
				got := accessEntries(t, answer, attribute)
				slices.Sort(got)
				slices.Sort(want)
				if !slices.Equal(got, want) {
					t.Errorf("%s is\n  %s\nwant\n  %s", attribute, strings.Join(got, "\n  "), strings.Join(want, "\n  "))
				}
			}
		})
	}
}

func TestAccessOfWhatDoesNotExist(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	p := connected(t, tenant)
	expectDiagnostic(t, p.ReadData(accessSource, acctest.Values{"audience": "urn:none"}), "error at audience: There is no such API", `"urn:none"`)
	expectDiagnostic(t, p.ReadData(accessSource, acctest.Values{"client_id": "none"}), "error at client_id: Reading who can call what failed", "has no client with the ID")
	expectDiagnostic(t, p.ReadData(accessSource, acctest.Values{"user_id": "auth0|none"}), "error at user_id: Reading who can call what failed", "has no user with the ID")
	expectDiagnostic(t, p.ReadData(accessSource, acctest.Values{"organization": "org_0000000000000000"}), "error at organization: Reading who can call what failed", "has no organization")
}

// reviewSize is the tenant of the figures in docs/guides/access-review.md.
const reviewAPIs, reviewScopes, reviewClients, reviewGrants, reviewSamples = 100, 10, 50, 250, 1000

// bigReview is a tenant of that size, with policies, parties and grants of all kinds; it
// returns the secrets of the clients.
func bigReview(t *testing.T, random *rand.Rand) (tenant *acctest.Tenant, secrets map[string]string) {
	t.Helper()
	tenant, secrets = acctest.NewTenant(t), map[string]string{}
	one := func(of ...string) string { return of[random.IntN(len(of))] }
	some := func() []string {
		scopes := []string{}
		for i := range reviewScopes {
			if random.IntN(3) == 0 {
				scopes = append(scopes, fmt.Sprintf("s%d", i))
			}
		}
		return scopes
	}
	for i := range reviewAPIs {
		scopes := make([]acctest.Object, reviewScopes)
		for j := range scopes {
			scopes[j] = acctest.Object{"value": fmt.Sprintf("s%d", j)}
		}
		tenant.Create("resource-servers", acctest.Object{
			"identifier": fmt.Sprintf("urn:api:%d", i), "scopes": scopes, "enforce_policies": random.IntN(2) == 0,
			"subject_type_authorization": acctest.Object{
				"client": acctest.Object{"policy": one("require_client_grant", "require_client_grant", "deny_all")},
				"user":   acctest.Object{"policy": one("allow_all", "require_client_grant", "deny_all")},
			},
		})
	}
	var clients []string
	for i := range reviewClients {
		body := acctest.Object{"name": fmt.Sprintf("client %d", i), "app_type": "regular_web", "callbacks": []string{"https://app.example.test/"},
			"token_endpoint_auth_method": "client_secret_post", "grant_types": []string{"client_credentials", "authorization_code"}}
		switch i % 5 {
		case 0:
			body["is_first_party"], body["redirection_policy"], body["third_party_security_mode"] = false, "allow_always", one("strict", "permissive")
		case 1:
			body["grant_types"] = []string{"authorization_code"}
		}
		made := tenant.Create("clients", body)
		id := fmt.Sprint(made["client_id"])
		clients, secrets[id] = append(clients, id), fmt.Sprint(made["client_secret"])
	}
	seen := map[string]bool{}
	for len(seen) < reviewGrants {
		body := acctest.Object{"client_id": one(clients...), "audience": fmt.Sprintf("urn:api:%d", random.IntN(reviewAPIs)), "scope": some(), "subject_type": one("client", "user")}
		if random.IntN(10) == 0 {
			delete(body, "client_id")
			body["default_for"] = "third_party_clients"
		}
		key := fmt.Sprint(body["client_id"], body["audience"], body["subject_type"])
		if seen[key] {
			continue
		}
		seen[key] = true
		tenant.Create("client-grants", body)
	}
	return tenant, secrets
}

// With 100 APIs of 10 scopes, 50 clients and 250 grants, the answer takes six requests,
// and is what a token has, in a thousand sampled requests of each kind.
func TestAccessOfABigTenantIsWhatTokensSay(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(23, 1))
	tenant, secrets := bigReview(t, random)
	p := connected(t, tenant)
	tenant.Requests.Reset()
	answer := p.ReadData(accessSource, acctest.Values{})
	mustHaveNone(t, answer)
	counts := tenant.Requests.Counts()
	delete(counts, "POST /oauth/token")
	if want := map[string]int{"GET /api/v2/resource-servers": 2, "GET /api/v2/clients": 1, "GET " + grantsRoute: 3}; !maps.Equal(counts, want) {
		t.Errorf("it took %v, want %v", counts, want)
	}
	scopes := map[string][]string{}
	list, _ := answer.Attribute("access").([]any)
	for _, each := range list {
		e, _ := each.(map[string]any)
		key := fmt.Sprint(e["client_id"], " ", e["audience"], " ", e["subject_type"])
		names, _ := e["scopes"].([]any)
		scopes[key] = append(scopes[key], "") // allowed
		for _, name := range names {
			scopes[key] = append(scopes[key], fmt.Sprint(name))
		}
	}
	clients, allowed := slices.Sorted(maps.Keys(secrets)), 0
	for i := range reviewSamples {
		client, audience, subject := clients[random.IntN(len(clients))], fmt.Sprintf("urn:api:%d", random.IntN(reviewAPIs)), []string{"client", "user"}[i%2]
		if i%3 == 0 { // what is allowed is rare: half of these are
			for _, key := range slices.Sorted(maps.Keys(scopes))[random.IntN(len(scopes)):] {
				if words := strings.Fields(key); len(words) == 3 && secrets[words[0]] != "" && words[1] != tenant.URL+"/api/v2/" {
					client, audience, subject = words[0], words[1], words[2]
					break
				}
			}
		}
		want, is := scopes[client+" "+audience+" "+subject]
		got, issued := tokenScopes(t, tenant, client, secrets[client], audience, subject)
		if issued != is || issued && !slices.Equal(got, slices.Sorted(slices.Values(want[1:]))) {
			t.Errorf("%s of %s for %s: the data source says %v %q, and a token was issued: %v %q", subject, client, audience, is, want, issued, got)
		}
		if is {
			allowed++
		}
	}
	if allowed < reviewSamples/4 || allowed > reviewSamples*3/4 {
		t.Errorf("%d of the samples are allowed, which is too few or too many", allowed)
	}
}

// tokenScopes requests a token with all scopes, and returns those that it has, sorted.
func tokenScopes(t *testing.T, tenant *acctest.Tenant, client, secret, audience, subject string) (scopes []string, issued bool) {
	t.Helper()
	values := url.Values{"grant_type": {"client_credentials"}, "client_id": {client}, "client_secret": {secret}, "audience": {audience}}
	if subject == "user" {
		code := loginCode(t, tenant, client, audience)
		if code == "" {
			return nil, false
		}
		values = url.Values{"grant_type": {"authorization_code"}, "client_id": {client}, "client_secret": {secret}, "code": {code}, "redirect_uri": {"https://app.example.test/"}, "code_verifier": {verifierText}}
	}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, tenant.URL+"/oauth/token", strings.NewReader(values.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	var token struct {
		AccessToken string `json:"access_token"`
		Scope       string `json:"scope"`
	}
	if err := json.NewDecoder(response.Body).Decode(&token); err != nil {
		t.Fatal(err)
	}
	scopes = strings.Fields(token.Scope)
	slices.Sort(scopes)
	return scopes, token.AccessToken != ""
}

// verifierText is a PKCE verifier, of 43 characters or more.
const verifierText = "a-verifier-of-at-least-forty-three-characters"

// loginCode logs a user in without a page, and returns the authorization code, or "".
func loginCode(t *testing.T, tenant *acctest.Tenant, client, audience string) string {
	t.Helper()
	all := make([]string, reviewScopes)
	for i := range all {
		all[i] = fmt.Sprintf("s%d", i)
	}
	challenge := sha256.Sum256([]byte(verifierText))
	query := url.Values{
		"response_type": {"code"}, "client_id": {client}, "redirect_uri": {"https://app.example.test/"}, "audience": {audience}, "scope": {strings.Join(all, " ")},
		"prompt": {"none"}, "login_hint": {"alice"}, "state": {"s"}, "code_challenge": {base64.RawURLEncoding.EncodeToString(challenge[:])}, "code_challenge_method": {"S256"},
	}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, tenant.URL+"/authorize?"+query.Encode(), nil)
	if err != nil {
		t.Fatal(err)
	}
	browser := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := browser.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	location, err := url.Parse(response.Header.Get("Location"))
	if err != nil {
		t.Fatal(err)
	}
	return location.Query().Get("code")
}
