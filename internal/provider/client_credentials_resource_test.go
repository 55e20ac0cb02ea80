package provider_test

import (
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider"
)

const credentialsResource = "auth0api_client_credentials"

// mayAsk makes an API that the client may ask for tokens.
func mayAsk(tenant *acctest.Tenant, clientID any) {
	tenant.Create("resource-servers", acctest.Object{"identifier": "urn:appointments"})
	tenant.Create("client-grants", acctest.Object{"client_id": clientID, "audience": "urn:appointments", "scope": []string{}})
}

// inTime is a provider with the tenant's clock.
func inTime(t *testing.T, tenant *acctest.Tenant) *acctest.Plugin {
	t.Helper()
	return acctest.NewPlugin(t, provider.NewWith("1.2.3", func(string) string { return "" }, tenant.Clock.Now))
}

// tokenBy asks for a token with a client's credentials, and tells the refusal.
func tokenBy(t *testing.T, tenant *acctest.Tenant, credentials acctest.Values) string {
	t.Helper()
	config := acctest.Values{"domain": tenant.URL}
	maps.Copy(config, credentials)
	p := inTime(t, tenant)
	p.MustConfigure(config)
	return strings.Join(p.ReadData("auth0api_token", acctest.Values{"audience": "urn:appointments"}).Diagnostics, "\n")
}

func expectToken(t *testing.T, step string, tenant *acctest.Tenant, credentials acctest.Values) {
	t.Helper()
	if refusal := tokenBy(t, tenant, credentials); refusal != "" {
		t.Errorf("%s: no token: %s", step, refusal)
	}
}

func expectNoToken(t *testing.T, step string, tenant *acctest.Tenant, credentials acctest.Values) {
	t.Helper()
	if tokenBy(t, tenant, credentials) == "" {
		t.Errorf("%s: there is a token", step)
	}
}

// emptyAfter checks that a refresh and a plan find nothing to do.
func emptyAfter(t *testing.T, step string, p *acctest.Plugin, resource string, state acctest.Answer, config acctest.Values) acctest.Answer {
	t.Helper()
	read := p.ReadAfter(resource, state)
	mustHaveNone(t, read)
	plan := p.PlanAfter(resource, read, config)
	mustHaveNone(t, plan)
	if !plan.Value.Equal(state.Value) {
		t.Errorf("%s: the plan is not empty: %s, was %s", step, plan.Value, state.Value)
	}
	return read
}

func TestAClientsSecretIsGivenRotatedAndKeptOutOfTheState(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	p := connected(t, tenant)
	made := tenant.Create("clients", acctest.Object{"name": "c", "app_type": "regular_web", "grant_types": []string{"client_credentials"}})
	id := made["client_id"]
	mayAsk(tenant, id)
	var state acctest.Answer
	for _, step := range []struct {
		name   string
		config acctest.Values
		// secret is what the token endpoint takes, "made" the one that the tenant
		// made; kept is what the state holds, the configuration's.
		secret, kept string
		patches      int
	}{
		{"a method alone", acctest.Values{"authentication_method": "client_secret_basic"}, "made", "", 1},
		{"nothing of its own", acctest.Values{}, "made", "", 0},
		{"another method", acctest.Values{"authentication_method": "client_secret_post"}, "made", "", 1},
		{"a secret", acctest.Values{"authentication_method": "client_secret_post", "client_secret": "of-my-own"}, "of-my-own", "of-my-own", 1},
		{"a write-only one", acctest.Values{"authentication_method": "client_secret_post", "client_secret_wo": "hidden-1", "client_secret_wo_version": int64(1)}, "hidden-1", "", 1},
		{"another without a version", acctest.Values{"authentication_method": "client_secret_post", "client_secret_wo": "hidden-2", "client_secret_wo_version": int64(1)}, "hidden-1", "", 0},
		{"another version", acctest.Values{"authentication_method": "client_secret_post", "client_secret_wo": "hidden-2", "client_secret_wo_version": int64(2)}, "hidden-2", "", 1},
		{"none", acctest.Values{"authentication_method": "client_secret_post"}, "hidden-2", "", 0},
	} {
		step.config["client_id"] = id
		tenant.Requests.Reset()
		state = p.ApplyAfter(credentialsResource, state, step.config)
		mustHaveNone(t, state)
		secret := map[bool]any{true: made["client_secret"], false: step.secret}[step.secret == "made"]
		kept := any(step.kept)
		if step.kept == "" {
			kept = nil
		}
		if got := state.Attribute("client_secret"); got != kept {
			t.Errorf("%s: the state has the secret %v, want %v", step.name, got, kept)
		}
		if text := state.Value.String(); strings.Contains(text, "hidden-") {
			t.Errorf("%s: the write-only secret is in the state %s", step.name, text)
		}
		if got := tenant.Requests.Count("PATCH", clientRoute); got != step.patches {
			t.Errorf("%s: %d PATCHes, want %d", step.name, got, step.patches)
		}
		method := state.Attribute("authentication_method")
		if want := step.config["authentication_method"]; want != nil && method != want {
			t.Errorf("%s: the method is %v", step.name, method)
		}
		if method == "client_secret_post" {
			expectToken(t, step.name, tenant, acctest.Values{"client_id": id, "client_secret": secret})
		}
		state = emptyAfter(t, step.name, p, credentialsResource, state, step.config)
	}

	// Public, and with the write-only secret again: nothing else says it anew.
	tenant.Change("clients", id.(string), acctest.Object{"grant_types": []string{"authorization_code"}})
	public := acctest.Values{"client_id": id, "authentication_method": "none"}
	state = p.ApplyAfter(credentialsResource, state, public)
	mustHaveNone(t, state)
	if state.Attribute("client_secret") != nil {
		t.Error("a public client has a secret in the state")
	}
	private := acctest.Values{"client_id": id, "authentication_method": "client_secret_post", "client_secret_wo": "hidden-3", "client_secret_wo_version": int64(1)}
	state = p.ApplyAfter(credentialsResource, state, private)
	mustHaveNone(t, state)
	if secret := clientNamed(t, tenant, "c")["client_secret"]; secret != "hidden-3" {
		t.Errorf("the secret is %v", secret)
	}

	// Made public by somebody, the client has another secret afterwards.
	tenant.Change("clients", id.(string), acctest.Object{"token_endpoint_auth_method": "none"})
	state = p.ApplyAfter(credentialsResource, p.ReadAfter(credentialsResource, state), private)
	mustHaveNone(t, state)
	if secret := clientNamed(t, tenant, "c")["client_secret"]; secret != "hidden-3" {
		t.Errorf("the secret is %v", secret)
	}

	// Drift of the method is planned back, of the secret it is followed.
	tenant.Change("clients", id.(string), acctest.Object{"token_endpoint_auth_method": "client_secret_basic"})
	state = p.ReadAfter(credentialsResource, state)
	if plan := p.PlanAfter(credentialsResource, state, private); plan.Attribute("authentication_method") != "client_secret_post" || state.Attribute("authentication_method") != "client_secret_basic" {
		t.Errorf("the drift is %v, planned %v", state.Attribute("authentication_method"), plan.Attribute("authentication_method"))
	}
	imported := p.ReadAfter(credentialsResource, p.Import(credentialsResource, id.(string)))
	mustHaveNone(t, imported)
	if imported.Attribute("client_id") != id || imported.Attribute("client_secret") != nil || imported.Attribute("authentication_method") != "client_secret_basic" {
		t.Errorf("imported %s", imported.Value)
	}
	mustHaveNone(t, p.Destroy(credentialsResource, state))
	if method := clientNamed(t, tenant, "c")["token_endpoint_auth_method"]; method != "client_secret_post" {
		t.Errorf("what is left authenticates by %v", method)
	}
	tenant.Delete("clients", id.(string))
	mustHaveNone(t, p.Destroy(credentialsResource, state))
	if gone := p.ReadAfter(credentialsResource, state); !gone.Value.IsNull() {
		t.Errorf("the credentials of a client that is gone are %s", gone.Value)
	}
	expectDiagnostic(t, p.Apply(credentialsResource, noState, private), "error at client_id: Setting credentials of client", "does not exist")
}

// byKey are credentials of a client that signs with a key.
func byKey(clientID any, private string) acctest.Values {
	return acctest.Values{"client_id": clientID, "client_assertion_private_key": private, "client_assertion_signing_alg": "RS256"}
}

// keyed is a configuration of keys.
func keyed(clientID any, keys ...any) acctest.Values {
	return acctest.Values{"client_id": clientID, "authentication_method": "private_key_jwt", "private_key_jwt": acctest.Values{"credentials": keys}}
}

// keysIn are the keys of a state.
func keysIn(t *testing.T, state acctest.Answer) []acctest.Values {
	t.Helper()
	object, _ := state.Attribute("private_key_jwt").(map[string]any)
	list, _ := object["credentials"].([]any)
	keys := make([]acctest.Values, len(list))
	for i, each := range list {
		keys[i], _ = each.(map[string]any)
	}
	return keys
}

func TestAClientsKeysAreRotatedAndExpire(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	p := inTime(t, tenant)
	p.MustConfigure(acctest.Values{"domain": tenant.URL, "client_id": tenant.ClientID, "client_secret": tenant.ClientSecret})
	first, firstPublic := keyPair(t)
	second, secondPublic := keyPair(t)
	id := tenant.Create("clients", acctest.Object{"name": "c", "app_type": "non_interactive"})["client_id"]
	mayAsk(tenant, id)
	now := tenant.Clock.Now()
	soon, later := now.Add(time.Hour).UTC().Format(time.RFC3339), now.Add(48*time.Hour).UTC().Format(time.RFC3339)
	const credentialsRoute = clientRoute + "/credentials"
	apply := func(step string, state acctest.Answer, config acctest.Values, want map[string]int) acctest.Answer {
		t.Helper()
		tenant.Requests.Reset()
		state = p.ApplyAfter(credentialsResource, state, config)
		mustHaveNone(t, state)
		expectWrites(t, tenant, want)
		if t.Failed() {
			t.Fatalf("in the step %q", step)
		}
		return emptyAfter(t, step, p, credentialsResource, state, config)
	}

	one := acctest.Values{"name": "one", "pem": firstPublic, "expires_at": soon}
	state := apply("a key", acctest.Answer{}, keyed(id, one), map[string]int{"POST " + credentialsRoute: 1, "PATCH " + clientRoute: 1})
	key := keysIn(t, state)[0]
	if key["expires_at"] != soon || key["algorithm"] != "RS256" || key["credential_type"] != "public_key" || key["key_id"] == nil || key["created_at"] == nil || state.Attribute("client_secret") != nil {
		t.Errorf("the state has %v", key)
	}
	expectToken(t, "the first key", tenant, byKey(id, first))
	expectNoToken(t, "a key that is none", tenant, byKey(id, second))

	state = apply("two keys", state, keyed(id, acctest.Values{"pem": secondPublic}, one), map[string]int{"POST " + credentialsRoute: 1, "PATCH " + clientRoute: 1})
	if keys := keysIn(t, state); keys[1]["id"] != key["id"] || keys[0]["expires_at"] != nil {
		t.Errorf("the state has %v", keys)
	}
	expectToken(t, "the second of two", tenant, byKey(id, second))

	one["expires_at"] = later
	state = apply("extended", state, keyed(id, acctest.Values{"pem": secondPublic}, one), map[string]int{"PATCH " + credentialsRoute + "/{id}": 1})
	if extended := keysIn(t, state)[1]; extended["id"] != key["id"] || extended["expires_at"] != later {
		t.Errorf("the state has %v", extended)
	}
	tenant.Clock.Advance(2 * time.Hour)
	expectToken(t, "extended", tenant, byKey(id, first))
	tenant.Clock.Advance(47 * time.Hour)
	expectNoToken(t, "expired", tenant, byKey(id, first))
	expectToken(t, "the one that does not expire", tenant, byKey(id, second))

	state = apply("one goes", state, keyed(id, acctest.Values{"pem": secondPublic}), map[string]int{"DELETE " + credentialsRoute + "/{id}": 1, "PATCH " + clientRoute: 1})
	certificate := certificateOf(t, second)
	state = apply("a certificate of the same key", state, keyed(id, acctest.Values{"pem": certificate, "parse_expiry_from_cert": true}), map[string]int{"PATCH " + credentialsRoute + "/{id}": 1})
	if expires := keysIn(t, state)[0]["expires_at"]; expires != "2100-01-01T00:00:00Z" {
		t.Errorf("it expires at %v", expires)
	}
	certificate = certificateUntil(t, second, time.Date(2101, 1, 1, 0, 0, 0, 0, time.UTC))
	state = apply("a renewed certificate", state, keyed(id, acctest.Values{"pem": certificate, "parse_expiry_from_cert": true}), map[string]int{"PATCH " + credentialsRoute + "/{id}": 1})
	if expires := keysIn(t, state)[0]["expires_at"]; expires != "2101-01-01T00:00:00Z" {
		t.Errorf("it expires at %v", expires)
	}
	state = apply("another name", state, keyed(id, acctest.Values{"pem": certificate, "parse_expiry_from_cert": true, "name": "renamed"}),
		map[string]int{"DELETE " + credentialsRoute + "/{id}": 1, "POST " + credentialsRoute: 1, "PATCH " + clientRoute: 2})
	expectToken(t, "another name", tenant, byKey(id, second))

	secret := acctest.Values{"client_id": id, "authentication_method": "client_secret_post", "client_secret": "a-secret"}
	state = apply("a secret", state, secret, map[string]int{"DELETE " + credentialsRoute + "/{id}": 1, "PATCH " + clientRoute: 1})
	expectToken(t, "a secret", tenant, acctest.Values{"client_id": id, "client_secret": "a-secret"})
	expectNoToken(t, "a secret instead of a key", tenant, byKey(id, second))

	state = apply("keys again", state, keyed(id, acctest.Values{"pem": secondPublic}), map[string]int{"POST " + credentialsRoute: 1, "PATCH " + clientRoute: 1})
	tenant.Requests.Reset()
	mustHaveNone(t, p.Destroy(credentialsResource, state))
	expectWrites(t, tenant, map[string]int{"DELETE " + credentialsRoute + "/{id}": 1, "PATCH " + clientRoute: 1})
	if left := clientNamed(t, tenant, "c"); left["token_endpoint_auth_method"] != "client_secret_post" || left["client_authentication_methods"] != nil {
		t.Errorf("what is left authenticates by %v and %v", left["token_endpoint_auth_method"], left["client_authentication_methods"])
	}
}

func TestKeysThatOthersChangeAndImportedOnes(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	p := connected(t, tenant)
	_, firstPublic := keyPair(t)
	_, secondPublic := keyPair(t)
	id, _ := tenant.Create("clients", acctest.Object{"name": "c", "app_type": "non_interactive"})["client_id"].(string)
	config := keyed(id, acctest.Values{"pem": firstPublic, "name": "one", "expires_at": "2090-01-01T00:00:00Z"})
	state := p.Apply(credentialsResource, noState, config)
	mustHaveNone(t, state)
	credential := keysIn(t, state)[0]["id"].(string)

	// Imported, the key is known by its thumbprint, and stays.
	imported := p.ReadAfter(credentialsResource, p.ImportIdentity(credentialsResource, map[string]string{"client_id": id}))
	mustHaveNone(t, imported)
	if keys := keysIn(t, imported); len(keys) != 1 || keys[0]["id"] != credential || keys[0]["pem"] != nil {
		t.Errorf("imported %v", keys)
	}
	adopted := connected(t, tenant).ApplyAfter(credentialsResource, imported, config)
	mustHaveNone(t, adopted)
	if !adopted.Value.Equal(state.Value) {
		t.Errorf("imported and applied it is %s, want %s", adopted.Value, state.Value)
	}

	// Another expiry is planned back.
	tenant.Change("clients/"+id+"/credentials", credential, acctest.Object{"expires_at": "2091-01-01T00:00:00Z"})
	drifted := p.ReadAfter(credentialsResource, state)
	if got := keysIn(t, drifted)[0]["expires_at"]; got != "2091-01-01T00:00:00.000Z" {
		t.Errorf("the drift is %v", got)
	}
	state = p.ApplyAfter(credentialsResource, drifted, config)
	mustHaveNone(t, state)

	// A key that somebody adds is planned away, one that is gone is made anew.
	other, _ := tenant.Create("clients/"+id+"/credentials", acctest.Object{"credential_type": "public_key", "pem": secondPublic})["id"].(string)
	ids := func(list ...string) acctest.Object {
		credentials := []acctest.Object{}
		for _, each := range list {
			credentials = append(credentials, acctest.Object{"id": each})
		}
		return acctest.Object{"client_authentication_methods": acctest.Object{"private_key_jwt": acctest.Object{"credentials": credentials}}}
	}
	tenant.Change("clients", id, ids(other, credential))
	state = p.ReadAfter(credentialsResource, state)
	if keys := keysIn(t, state); len(keys) != 2 || keys[0]["id"] != credential || keys[1]["id"] != other {
		t.Errorf("the state has %v", keys)
	}
	state = p.ApplyAfter(credentialsResource, state, config)
	mustHaveNone(t, state)
	// The service deletes no key that is in use: others detach it first, too.
	tenant.Change("clients", id, ids())
	tenant.Delete("clients/"+id+"/credentials", credential)
	state = p.ReadAfter(credentialsResource, state)
	if keys := keysIn(t, state); len(keys) != 0 {
		t.Errorf("the state has %v", keys)
	}
	state = p.ApplyAfter(credentialsResource, state, config)
	mustHaveNone(t, state)
	if keys := keysIn(t, state); len(keys) != 1 || keys[0]["id"] == credential {
		t.Errorf("the state has %v", keys)
	}
	// A key that is there, but not in use, takes the place of the one in use.
	spare := tenant.Create("clients/"+id+"/credentials", acctest.Object{"credential_type": "public_key", "pem": secondPublic})["id"]
	swapped := keyed(id, acctest.Values{"pem": secondPublic})
	state = p.ApplyAfter(credentialsResource, state, swapped)
	expectDiagnostic(t, state, "warning at private_key_jwt: An unused credential was taken over", id, spare.(string))
	if keys := keysIn(t, state); len(keys) != 1 || keys[0]["id"] != spare {
		t.Errorf("the state has %v", keys)
	}
	emptyAfter(t, "a spare key", p, credentialsResource, state, swapped)
	state = p.ApplyAfter(credentialsResource, state, config)
	mustHaveNone(t, state)

	// The method is set to a secret outside Terraform: the credential is stored
	// still, stays in the state, and is attached again.
	before := keysIn(t, state)[0]["id"]
	tenant.Change("clients", id, acctest.Object{"client_authentication_methods": nil, "token_endpoint_auth_method": "client_secret_post"})
	state = p.ReadAfter(credentialsResource, state)
	if keys := keysIn(t, state); len(keys) != 1 || keys[0]["id"] != before || state.Attribute("authentication_method") != "client_secret_post" || state.Attribute("client_secret") != nil {
		t.Errorf("the state has %s", state.Value)
	}
	state = p.ApplyAfter(credentialsResource, state, config)
	mustHaveNone(t, state)
	if keys := keysIn(t, state); len(keys) != 1 || keys[0]["id"] != before {
		t.Errorf("the state has %v", keys)
	}
	emptyAfter(t, "a secret in between", p, credentialsResource, state, config)
}

func TestKeysMadeInVainAreDeleted(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	p := connected(t, tenant)
	_, public := keyPair(t)
	_, other := keyPair(t)
	id, _ := tenant.Create("clients", acctest.Object{"name": "c", "app_type": "non_interactive"})["client_id"].(string)
	// The second of the two is there by another name, so that making it is refused.
	tenant.Create("clients/"+id+"/credentials", acctest.Object{"credential_type": "public_key", "pem": other, "name": "other"})
	got := p.Apply(credentialsResource, noState, keyed(id, acctest.Values{"pem": public}, acctest.Values{"pem": other}))
	expectDiagnostic(t, got, "error at private_key_jwt: Setting credentials of client", "The client has this key already as cred_", "DELETE /api/v2/clients/"+id+"/credentials/cred_", "as before")
	var left []acctest.Object
	tenant.API("GET", "/clients/"+id+"/credentials", nil, &left)
	if len(left) != 1 {
		t.Errorf("the client has the credentials %v", left)
	}
}

func TestCredentialsAreValidatedAtPlan(t *testing.T) {
	t.Parallel()
	p := connected(t, acctest.NewTenant(t))
	private, public := keyPair(t)
	with := func(name string, value any) acctest.Values {
		key := acctest.Values{"pem": public}
		key[name] = value
		return keyed("c", key)
	}
	const within = "private_key_jwt.credentials"
	for _, c := range []struct {
		config acctest.Values
		at     string
	}{
		{acctest.Values{"client_id": ""}, "client_id"},
		{acctest.Values{"authentication_method": "tls"}, "authentication_method"},
		{acctest.Values{"authentication_method": "private_key_jwt"}, "authentication_method"},
		{acctest.Values{"private_key_jwt": keyed("c", acctest.Values{"pem": public})["private_key_jwt"]}, "private_key_jwt"},
		{acctest.Values{"authentication_method": "none", "client_secret": "s"}, "client_secret"},
		{acctest.Values{"authentication_method": "none", "client_secret_wo": "s", "client_secret_wo_version": int64(1)}, "client_secret_wo"},
		{acctest.Values{"client_secret": ""}, "client_secret"},
		{acctest.Values{"client_secret_wo": "s"}, "client_secret_wo"},
		{acctest.Values{"client_secret_wo_version": int64(1)}, "client_secret_wo_version"},
		{acctest.Values{"client_secret_wo": "s", "client_secret_wo_version": int64(0)}, "client_secret_wo_version"},
		{acctest.Values{"client_secret": "s", "client_secret_wo": "s", "client_secret_wo_version": int64(1)}, "client_secret_wo"},
		{keyed("c"), within},
		{keyed("c", acctest.Values{"pem": public}, acctest.Values{"pem": public, "name": "a"}, acctest.Values{"pem": public, "name": "b"}), within},
		{with("name", ""), within + "[0].name"},
		{with("name", strings.Repeat("é", 129)), within + "[0].name"},
		{with("credential_type", "x509_cert"), within + "[0].credential_type"},
		{with("algorithm", "HS256"), within + "[0].algorithm"},
		{with("pem", "x"), within + "[0].pem"},
		{with("pem", private), within + "[0].pem"},
		{with("expires_at", "tomorrow"), within + "[0].expires_at"},
		{with("parse_expiry_from_cert", true), within + "[0].parse_expiry_from_cert"},
	} {
		if _, given := c.config["client_id"]; !given {
			c.config["client_id"] = "c"
		}
		got := p.Validate(credentialsResource, c.config)
		if len(got.Diagnostics) == 0 || !strings.HasPrefix(got.Diagnostics[0], "error at "+c.at+":") {
			t.Errorf("%v: %q, want an error at %s", c.config, got.Diagnostics, c.at)
		}
		if strings.Contains(strings.Join(got.Diagnostics, ""), "PRIVATE") {
			t.Errorf("the diagnostics repeat a private key: %q", got.Diagnostics)
		}
	}
	for _, fine := range []acctest.Values{
		{"client_id": acctest.Unknown, "authentication_method": acctest.Unknown, "private_key_jwt": acctest.Unknown, "client_secret": acctest.Unknown},
		{"client_id": "c", "authentication_method": "private_key_jwt", "private_key_jwt": acctest.Values{"credentials": acctest.Unknown}}, with("pem", acctest.Unknown), with("expires_at", "2030-01-01T00:00:00+02:00"),
	} {
		mustHaveNone(t, p.Validate(credentialsResource, fine))
	}
}
