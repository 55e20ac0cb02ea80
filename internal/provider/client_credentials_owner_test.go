package provider_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

// expectRefused checks that a create was refused because the client's
// credentials are managed, and that it changed nothing.
func (c *keyedClient) expectRefused(t *testing.T, got acctest.Answer, contains ...string) {
	t.Helper()
	expectDiagnostic(t, got, "error at client_id: The credentials of client \""+c.id+"\" are managed already", append(contains,
		"moved {", "import {", "id = \""+c.id+"\"", "terraform state rm ADDRESS", "create_before_destroy cannot work", "terraform untaint ADDRESS", "terraform apply -replace=ADDRESS")...)
	if writes := c.service.recorded(); len(writes) > 0 {
		t.Errorf("a create that is refused sends %q", writes)
	}
}

// In one process: what was read, or created, is no other resource's to create.
func TestASecondResourceForOneClientIsRefused(t *testing.T) {
	t.Parallel()
	for _, method := range []string{"client_secret_post", "private_key_jwt"} {
		t.Run(method, func(t *testing.T) {
			t.Parallel()
			c := newKeyedClient(t, 4)
			privates, publics := keyPairs(t)
			first, second := keyed(c.id, acctest.Values{"pem": publics[0]}), keyed(c.id, acctest.Values{"pem": publics[1]})
			works := byKey(c.id, privates[0])
			if method != "private_key_jwt" {
				first, second = acctest.Values{"client_id": c.id, "authentication_method": method, "client_secret": "a-secret-of-32-characters-or-more"}, acctest.Values{"client_id": c.id, "authentication_method": "client_secret_basic"}
				works = acctest.Values{"client_id": c.id, "client_secret": "a-secret-of-32-characters-or-more"}
			}
			p := c.provider(t)
			state := p.Apply(credentialsResource, noState, first)
			mustHaveNone(t, state)
			c.service.reset(nil)
			expectDiagnostic(t, p.Apply(credentialsResource, noState, second), "error at client_id: Two blocks declare the credentials of client")

			reader := c.provider(t)
			mustHaveNone(t, reader.ReadAfter(credentialsResource, state))
			c.expectRefused(t, reader.Apply(credentialsResource, noState, second), "Another auth0api_client_credentials resource of this run manages them")

			// The object that is there is neither reset nor deleted, since the other
			// one would have nothing in its place.
			kept := reader.Destroy(credentialsResource, state)
			expectDiagnostic(t, kept, "error: The credentials of client", "was refused because these exist")
			if kept.Value.IsNull() || len(c.service.recorded()) > 0 {
				t.Errorf("the credentials are removed from the state, or from the tenant: %q", c.service.recorded())
			}
			expectToken(t, method, c.tenant, works)
		})
	}
}

// In another process, keys in use are the evidence.
func TestACreateForAClientThatUsesKeysIsRefused(t *testing.T) {
	t.Parallel()
	c := newKeyedClient(t, 4)
	privates, publics := keyPairs(t)
	state := c.provider(t).Apply(credentialsResource, noState, keyed(c.id, acctest.Values{"pem": publics[0]}))
	mustHaveNone(t, state)
	id, _ := keysIn(t, state)[0]["id"].(string)
	for name, config := range map[string]acctest.Values{
		"the same key": keyed(c.id, acctest.Values{"pem": publics[0]}),
		"another key":  keyed(c.id, acctest.Values{"pem": publics[1]}),
		"a secret":     {"client_id": c.id, "authentication_method": "client_secret_post"},
	} {
		c.service.reset(nil)
		got := c.provider(t).Apply(credentialsResource, noState, config)
		c.expectRefused(t, got, "The client authenticates by private_key_jwt with "+id)
		expectToken(t, name, c.tenant, byKey(c.id, privates[0]))
	}
	// Its import block works.
	imported := c.provider(t).ReadAfter(credentialsResource, c.provider(t).Import(credentialsResource, c.id))
	mustHaveNone(t, imported)
	config := keyed(c.id, acctest.Values{"pem": publics[0]})
	emptyAfter(t, "imported", c.provider(t), credentialsResource, c.provider(t).ApplyAfter(credentialsResource, imported, config), config)
}

// The new address set the credentials, and then the old one is destroyed.
func TestWhatAnotherAddressSetInThisRunIsKept(t *testing.T) {
	t.Parallel()
	c := newKeyedClient(t, 4)
	config := acctest.Values{"client_id": c.id, "authentication_method": "client_secret_basic"}
	old := c.provider(t).Apply(credentialsResource, noState, config)
	mustHaveNone(t, old)
	p := c.provider(t)
	created := p.Apply(credentialsResource, noState, config)
	mustHaveNone(t, created)
	kept := p.Destroy(credentialsResource, old)
	expectDiagnostic(t, kept, "warning: The credentials of client \""+c.id+"\" are kept", "Only the old address was removed from the state")
	expectDiagnostic(t, p.ApplyAfter(credentialsResource, old, acctest.Values{"client_id": c.id, "authentication_method": "none"}), "error at client_id: The credentials of client", "created them in this run")
	if method := clientNamed(t, c.tenant, "c")["token_endpoint_auth_method"]; method != "client_secret_basic" {
		t.Errorf("the method is %v", method)
	}
	// Its own destroy is another matter.
	mustHaveNone(t, p.Destroy(credentialsResource, created))
	if method := clientNamed(t, c.tenant, "c")["token_endpoint_auth_method"]; method != "client_secret_post" {
		t.Errorf("the method is %v", method)
	}
}

func TestADestroyLeavesWhatTheStateDoesNotHave(t *testing.T) {
	t.Parallel()
	_, publics := keyPairs(t)
	attach := func(ids ...string) acctest.Object {
		var list []acctest.Object
		for _, id := range ids {
			list = append(list, acctest.Object{"id": id})
		}
		return acctest.Object{"client_authentication_methods": acctest.Object{"private_key_jwt": acctest.Object{"credentials": list}}, "token_endpoint_auth_method": nil}
	}
	for _, step := range []struct {
		name string
		// change is made after the state was written.
		change func(c *keyedClient, own, theirs string)
		// warns and writes are of the destroy; method is what is left.
		warns  string
		writes []string
		method string
	}{
		{
			name: "as it was", change: func(*keyedClient, string, string) {},
			writes: []string{`PATCH {"client_authentication_methods":null,"token_endpoint_auth_method":"client_secret_post"}`, "DELETE #1"}, method: "client_secret_post",
		},
		{
			name: "another key beside it", change: func(c *keyedClient, own, theirs string) { c.tenant.Change("clients", c.id, attach(own, theirs)) },
			warns: "still authenticates by keys", writes: []string{`PATCH {"client_authentication_methods":{"private_key_jwt":{"credentials":[{"id":"THEIRS"}]}},"token_endpoint_auth_method":null}`, "DELETE #1"},
		},
		{
			name: "another method", change: func(c *keyedClient, _, _ string) {
				c.tenant.Change("clients", c.id, acctest.Object{"client_authentication_methods": nil, "token_endpoint_auth_method": "client_secret_basic"})
			},
			warns: "The authentication method of client", writes: []string{"DELETE #1"}, method: "client_secret_basic",
		},
		{
			name: "the default method", change: func(c *keyedClient, _, _ string) {
				c.tenant.Change("clients", c.id, acctest.Object{"client_authentication_methods": nil, "token_endpoint_auth_method": "client_secret_post"})
			},
			writes: []string{"DELETE #1"}, method: "client_secret_post",
		},
	} {
		t.Run(step.name, func(t *testing.T) {
			t.Parallel()
			c := newKeyedClient(t, 4)
			state := c.provider(t).Apply(credentialsResource, noState, keyed(c.id, acctest.Values{"pem": publics[0], "name": "own"}))
			mustHaveNone(t, state)
			own, _ := keysIn(t, state)[0]["id"].(string)
			theirs, _ := c.tenant.Create("clients/"+c.id+"/credentials", acctest.Object{"credential_type": "public_key", "pem": publics[1], "name": "theirs"})["id"].(string)
			step.change(c, own, theirs)
			c.service.reset(nil)
			got := c.provider(t).Destroy(credentialsResource, state)
			if step.warns == "" {
				mustHaveNone(t, got)
			} else {
				expectDiagnostic(t, got, "warning: ", step.warns)
			}
			if !got.Value.IsNull() {
				t.Errorf("the state is %s", got.Value)
			}
			for i := range step.writes {
				step.writes[i] = strings.ReplaceAll(step.writes[i], "THEIRS", theirs)
			}
			if writes := c.service.recorded(); !slices.Equal(writes, step.writes) {
				t.Errorf("the requests are %q, want %q", writes, step.writes)
			}
			if stored := c.stored(); !slices.Equal(stored, []string{"theirs"}) {
				t.Errorf("the client stores %q", stored)
			}
			if method, _ := clientNamed(t, c.tenant, "c")["token_endpoint_auth_method"].(string); method != step.method {
				t.Errorf("the method is %q", method)
			}
		})
	}
}

// A destroy that is refused in the middle is finished by the next one.
func TestADestroyOfKeysThatIsRefusedInTheMiddle(t *testing.T) {
	t.Parallel()
	_, publics := keyPairs(t)
	for nth := 1; nth <= 2; nth++ {
		c := newKeyedClient(t, 4)
		state := c.provider(t).Apply(credentialsResource, noState, keyed(c.id, acctest.Values{"pem": publics[0]}))
		mustHaveNone(t, state)
		c.service.reset(refuseOne(nth, false))
		failed := c.provider(t).Destroy(credentialsResource, state)
		expectDiagnostic(t, failed, "error: Removing credentials of client", "refused by the test")
		refreshed := c.provider(t).ReadAfter(credentialsResource, failed)
		mustHaveNone(t, refreshed)
		mustHaveNone(t, c.provider(t).Destroy(credentialsResource, refreshed))
		if stored := c.stored(); len(stored) > 0 {
			t.Errorf("request %d refused: the client stores %q", nth, stored)
		}
	}
}

// A secret that a refresh finds stays out of the state. If it differs from the
// configured secret, the configured secret is set again.
func TestNoSecretButTheConfigurationsIsInTheState(t *testing.T) {
	t.Parallel()
	c := newKeyedClient(t, 4)
	_, publics := keyPairs(t)
	secret := func(state acctest.Answer) string {
		t.Helper()
		theirs, _ := clientNamed(t, c.tenant, "c")["client_secret"].(string)
		if theirs == "" || strings.Contains(state.Value.String(), theirs) {
			t.Errorf("the tenant's secret %q is in %s", theirs, state.Value)
		}
		return theirs
	}
	for _, config := range []acctest.Values{
		keyed(c.id, acctest.Values{"pem": publics[0]}), {"client_id": c.id, "authentication_method": "client_secret_post"}, {"client_id": c.id},
	} {
		state := c.provider(t).Apply(credentialsResource, noState, config)
		mustHaveNone(t, state)
		c.tenant.Change("clients", c.id, acctest.Object{"client_authentication_methods": nil, "token_endpoint_auth_method": "client_secret_post"})
		secret(state)
		p := c.provider(t)
		read := p.ReadAfter(credentialsResource, state)
		mustHaveNone(t, read)
		secret(read)
		secret(p.PlanAfter(credentialsResource, read, config))
		secret(p.ReadAfter(credentialsResource, p.Import(credentialsResource, c.id)))
		mustHaveNone(t, c.provider(t).Destroy(credentialsResource, read))
	}

	own := acctest.Values{"client_id": c.id, "authentication_method": "client_secret_post", "client_secret": "chosen-by-the-configuration-0001"}
	state := c.provider(t).Apply(credentialsResource, noState, own)
	mustHaveNone(t, state)
	c.tenant.API(http.MethodPost, "/clients/"+c.id+"/rotate-secret", nil, nil)
	read := c.provider(t).ReadAfter(credentialsResource, state)
	secret(read)
	if read.Attribute("client_secret") != nil {
		t.Errorf("the drift of the secret does not show: %v", read.Attribute("client_secret"))
	}
	state = c.provider(t).ApplyAfter(credentialsResource, read, own)
	mustHaveNone(t, state)
	expectToken(t, "the secret is set again", c.tenant, acctest.Values{"client_id": c.id, "client_secret": "chosen-by-the-configuration-0001"})
	emptyAfter(t, "the secret is set again", c.provider(t), credentialsResource, state, own)
}
