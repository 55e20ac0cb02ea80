package provider_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

const credentialsRoute = clientRoute + "/credentials"

// keySteps applies configurations one after the other.
type keySteps struct {
	tenant *acctest.Tenant
	plugin *acctest.Plugin
	state  acctest.Answer
}

// apply applies the next configuration, and checks that it makes the wanted writes
// and that the plan is empty afterwards.
func (s *keySteps) apply(t *testing.T, step string, config acctest.Values, wantWrites map[string]int) {
	t.Helper()
	s.tenant.Requests.Reset()
	s.state = s.plugin.ApplyAfter(credentialsResource, s.state, config)
	mustHaveNone(t, s.state)
	expectWrites(t, s.tenant, wantWrites)
	if t.Failed() {
		t.Fatalf("in the step %q", step)
	}
	s.state = emptyAfter(t, step, s.plugin, credentialsResource, s.state, config)
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
	steps := &keySteps{tenant: tenant, plugin: p}

	one := acctest.Values{"name": "one", "pem": firstPublic, "expires_at": soon}
	steps.apply(t, "a key", keyed(id, one), map[string]int{"POST " + credentialsRoute: 1, "PATCH " + clientRoute: 1})
	key := keysIn(t, steps.state)[0]
	if key["expires_at"] != soon || key["algorithm"] != "RS256" || key["credential_type"] != "public_key" || key["key_id"] == nil || key["created_at"] == nil || steps.state.Attribute("client_secret") != nil {
		t.Errorf("the state has %v", key)
	}
	expectToken(t, "the first key", tenant, byKey(id, first))
	expectNoToken(t, "a key that is not configured", tenant, byKey(id, second))

	steps.apply(t, "two keys", keyed(id, acctest.Values{"pem": secondPublic}, one), map[string]int{"POST " + credentialsRoute: 1, "PATCH " + clientRoute: 1})
	if keys := keysIn(t, steps.state); keys[1]["id"] != key["id"] || keys[0]["expires_at"] != nil {
		t.Errorf("the state has %v", keys)
	}
	expectToken(t, "the second of two", tenant, byKey(id, second))

	one["expires_at"] = later
	steps.apply(t, "extended", keyed(id, acctest.Values{"pem": secondPublic}, one), map[string]int{"PATCH " + credentialsRoute + "/{id}": 1})
	if extended := keysIn(t, steps.state)[1]; extended["id"] != key["id"] || extended["expires_at"] != later {
		t.Errorf("the state has %v", extended)
	}
	tenant.Clock.Advance(2 * time.Hour)
	expectToken(t, "extended", tenant, byKey(id, first))
	tenant.Clock.Advance(47 * time.Hour)
	expectNoToken(t, "expired", tenant, byKey(id, first))
	expectToken(t, "the key that does not expire", tenant, byKey(id, second))

	steps.apply(t, "a key is removed", keyed(id, acctest.Values{"pem": secondPublic}), map[string]int{"DELETE " + credentialsRoute + "/{id}": 1, "PATCH " + clientRoute: 1})
	certificate := certificateOf(t, second)
	steps.apply(t, "a certificate of the same key", keyed(id, acctest.Values{"pem": certificate, "parse_expiry_from_cert": true}), map[string]int{"PATCH " + credentialsRoute + "/{id}": 1})
	if expires := keysIn(t, steps.state)[0]["expires_at"]; expires != "2100-01-01T00:00:00Z" {
		t.Errorf("it expires at %v", expires)
	}
	certificate = certificateUntil(t, second, time.Date(2101, 1, 1, 0, 0, 0, 0, time.UTC))
	steps.apply(t, "a renewed certificate", keyed(id, acctest.Values{"pem": certificate, "parse_expiry_from_cert": true}), map[string]int{"PATCH " + credentialsRoute + "/{id}": 1})
	if expires := keysIn(t, steps.state)[0]["expires_at"]; expires != "2101-01-01T00:00:00Z" {
		t.Errorf("it expires at %v", expires)
	}
	steps.apply(t, "another name", keyed(id, acctest.Values{"pem": certificate, "parse_expiry_from_cert": true, "name": "renamed"}),
		map[string]int{"DELETE " + credentialsRoute + "/{id}": 1, "POST " + credentialsRoute: 1, "PATCH " + clientRoute: 2})
	expectToken(t, "another name", tenant, byKey(id, second))

	secret := acctest.Values{"client_id": id, "authentication_method": "client_secret_post", "client_secret": "a-secret"}
	steps.apply(t, "a secret", secret, map[string]int{"DELETE " + credentialsRoute + "/{id}": 1, "PATCH " + clientRoute: 1})
	expectToken(t, "a secret", tenant, acctest.Values{"client_id": id, "client_secret": "a-secret"})
	expectNoToken(t, "a secret instead of a key", tenant, byKey(id, second))

	steps.apply(t, "keys again", keyed(id, acctest.Values{"pem": secondPublic}), map[string]int{"POST " + credentialsRoute: 1, "PATCH " + clientRoute: 1})
	tenant.Requests.Reset()
	mustHaveNone(t, p.Destroy(credentialsResource, steps.state))
	expectWrites(t, tenant, map[string]int{"DELETE " + credentialsRoute + "/{id}": 1, "PATCH " + clientRoute: 1})
	if left := clientNamed(t, tenant, "c"); left["token_endpoint_auth_method"] != "client_secret_post" || left["client_authentication_methods"] != nil {
		t.Errorf("what is left authenticates by %v and %v", left["token_endpoint_auth_method"], left["client_authentication_methods"])
	}
}

// clientWithKey is a client that has one key, which a state holds.
type clientWithKey struct {
	tenant *acctest.Tenant
	plugin *acctest.Plugin
	id     string
	config acctest.Values
	state  acctest.Answer
	// credential is the ID of the key's credential.
	credential string
}

func newClientWithKey(t *testing.T) *clientWithKey {
	t.Helper()
	tenant := acctest.NewTenant(t)
	c := &clientWithKey{tenant: tenant, plugin: connected(t, tenant)}
	_, public := keyPair(t)
	c.id, _ = tenant.Create("clients", acctest.Object{"name": "c", "app_type": "non_interactive"})["client_id"].(string)
	c.config = keyed(c.id, acctest.Values{"pem": public, "name": "one", "expires_at": "2090-01-01T00:00:00Z"})
	c.apply(t, c.config)
	c.credential, _ = keysIn(t, c.state)[0]["id"].(string)
	return c
}

func (c *clientWithKey) apply(t *testing.T, config acctest.Values) {
	t.Helper()
	c.state = c.plugin.ApplyAfter(credentialsResource, c.state, config)
	mustHaveNone(t, c.state)
}

// refresh reads the client in a new run, which has nothing in its snapshot.
func (c *clientWithKey) refresh(t *testing.T) {
	t.Helper()
	c.plugin = connected(t, c.tenant)
	c.state = c.plugin.ReadAfter(credentialsResource, c.state)
}

// use makes the client use the credentials, as a change outside Terraform.
func (c *clientWithKey) use(ids ...string) {
	credentials := []acctest.Object{}
	for _, id := range ids {
		credentials = append(credentials, acctest.Object{"id": id})
	}
	c.tenant.Change("clients", c.id, acctest.Object{"client_authentication_methods": acctest.Object{"private_key_jwt": acctest.Object{"credentials": credentials}}})
}

// addKey stores a key of the client outside Terraform, and returns its ID.
func (c *clientWithKey) addKey(public string) string {
	id, _ := c.tenant.Create("clients/"+c.id+"/credentials", acctest.Object{"credential_type": "public_key", "pem": public})["id"].(string)
	return id
}

func TestAnImportedKeyStays(t *testing.T) {
	t.Parallel()
	c := newClientWithKey(t)
	imported := c.plugin.ReadAfter(credentialsResource, c.plugin.ImportIdentity(credentialsResource, map[string]string{"client_id": c.id}))
	mustHaveNone(t, imported)
	if keys := keysIn(t, imported); len(keys) != 1 || keys[0]["id"] != c.credential || keys[0]["pem"] != thumbprintURI+fmt.Sprint(keys[0]["key_id"]) {
		t.Errorf("imported %v", keys)
	}
	adopted := connected(t, c.tenant).ApplyAfter(credentialsResource, imported, c.config)
	mustHaveNone(t, adopted)
	if !adopted.Value.Equal(imported.Value) {
		t.Errorf("imported and applied it is %s, want what was imported: %s", adopted.Value, imported.Value)
	}
}

func TestKeysThatOthersChange(t *testing.T) {
	t.Parallel()
	c := newClientWithKey(t)
	_, secondPublic := keyPair(t)

	// Another expiry is planned back.
	c.tenant.Change("clients/"+c.id+"/credentials", c.credential, acctest.Object{"expires_at": "2091-01-01T00:00:00Z"})
	c.refresh(t)
	if got := keysIn(t, c.state)[0]["expires_at"]; got != "2091-01-01T00:00:00.000Z" {
		t.Errorf("the drift is %v", got)
	}
	c.apply(t, c.config)

	// A key that was added outside Terraform is removed.
	other := c.addKey(secondPublic)
	c.use(other, c.credential)
	c.refresh(t)
	if keys := keysIn(t, c.state); len(keys) != 2 || keys[0]["id"] != c.credential || keys[1]["id"] != other {
		t.Errorf("the state has %v", keys)
	}
	c.apply(t, c.config)

	// A key that was deleted outside Terraform is created again. The service deletes
	// no key that is in use, so it is detached first.
	c.use()
	c.tenant.Delete("clients/"+c.id+"/credentials", c.credential)
	c.refresh(t)
	if keys := keysIn(t, c.state); len(keys) != 0 {
		t.Errorf("the state has %v", keys)
	}
	c.apply(t, c.config)
	if keys := keysIn(t, c.state); len(keys) != 1 || keys[0]["id"] == c.credential {
		t.Errorf("the state has %v", keys)
	}
}

// A key that the client stores but does not use replaces the key in use.
func TestAnUnusedKeyIsTakenOver(t *testing.T) {
	t.Parallel()
	c := newClientWithKey(t)
	_, secondPublic := keyPair(t)
	spare := c.addKey(secondPublic)
	swapped := keyed(c.id, acctest.Values{"pem": secondPublic})
	c.state = c.plugin.ApplyAfter(credentialsResource, c.state, swapped)
	expectDiagnostic(t, c.state, "warning at private_key_jwt: An unused credential was taken over", c.id, spare)
	if keys := keysIn(t, c.state); len(keys) != 1 || keys[0]["id"] != spare {
		t.Errorf("the state has %v", keys)
	}
	emptyAfter(t, "an unused key", c.plugin, credentialsResource, c.state, swapped)
	c.apply(t, c.config)
}

// When the method is changed to a secret outside Terraform, the client still
// stores the credential: it stays in the state, and is attached again.
func TestAKeyIsAttachedAgain(t *testing.T) {
	t.Parallel()
	c := newClientWithKey(t)
	c.tenant.Change("clients", c.id, acctest.Object{"client_authentication_methods": nil, "token_endpoint_auth_method": "client_secret_post"})
	c.refresh(t)
	if keys := keysIn(t, c.state); len(keys) != 1 || keys[0]["id"] != c.credential || c.state.Attribute("authentication_method") != "client_secret_post" || c.state.Attribute("client_secret") != nil {
		t.Errorf("the state has %s", c.state.Value)
	}
	c.apply(t, c.config)
	if keys := keysIn(t, c.state); len(keys) != 1 || keys[0]["id"] != c.credential {
		t.Errorf("the state has %v", keys)
	}
	emptyAfter(t, "a secret in between", c.plugin, credentialsResource, c.state, c.config)
}

func TestKeysMadeInVainAreDeleted(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	p := connected(t, tenant)
	_, public := keyPair(t)
	_, other := keyPair(t)
	id, _ := tenant.Create("clients", acctest.Object{"name": "c", "app_type": "non_interactive"})["client_id"].(string)
	// The client has the second key already, under another name, so that the service
	// refuses to create it.
	tenant.Create("clients/"+id+"/credentials", acctest.Object{"credential_type": "public_key", "pem": other, "name": "other"})
	got := p.Apply(credentialsResource, noState, keyed(id, acctest.Values{"pem": public}, acctest.Values{"pem": other}))
	expectDiagnostic(t, got, "error at private_key_jwt: Setting credentials of client", "The client has this key already as cred_", "DELETE /api/v2/clients/"+id+"/credentials/cred_", "as before")
	var left []acctest.Object
	tenant.API("GET", "/clients/"+id+"/credentials", nil, &left)
	if len(left) != 1 {
		t.Errorf("the client has the credentials %v", left)
	}
}
