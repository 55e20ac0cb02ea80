package provider_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/mocktest"
)

// keyedClient is a client whose credentials a test manages.
type keyedClient struct {
	tenant  *acctest.Tenant
	service *credentialService
	id      string
}

func newKeyedClient(t *testing.T, stores int) *keyedClient {
	t.Helper()
	c := &keyedClient{service: &credentialService{stores: stores}}
	c.tenant = acctest.NewTenant(t, mocktest.WithMiddleware(c.service.wrap))
	c.id, _ = c.tenant.Create("clients", acctest.Object{"name": "c", "app_type": "non_interactive", "token_endpoint_auth_method": "client_secret_post"})["client_id"].(string)
	mayAsk(c.tenant, c.id)
	return c
}

// provider is the provider as another process has it.
func (c *keyedClient) provider(t *testing.T) *acctest.Plugin {
	t.Helper()
	return connected(t, c.tenant)
}

// stored are the names of the credentials that the client has, in use or not.
func (c *keyedClient) stored() []string {
	var list []acctest.Object
	c.tenant.API(http.MethodGet, "/clients/"+c.id+"/credentials", nil, &list)
	names := make([]string, len(list))
	for i, each := range list {
		names[i], _ = each["name"].(string)
	}
	slices.Sort(names)
	return names
}

// keyPairs are four new keys, as PEM.
func keyPairs(t *testing.T) (privates, publics []string) {
	t.Helper()
	for range 4 {
		private, public := keyPair(t)
		privates, publics = append(privates, private), append(publics, public)
	}
	return privates, publics
}

// A credential in the texts below is #n by the order of creation.
const (
	attachOne = `PATCH {"client_authentication_methods":{"private_key_jwt":{"credentials":[{"id":"#%d"}]}},"token_endpoint_auth_method":null}`
	attachTwo = `PATCH {"client_authentication_methods":{"private_key_jwt":{"credentials":[{"id":"#%d"},{"id":"#%d"}]}},"token_endpoint_auth_method":null}`
	detachAll = `PATCH {"client_authentication_methods":{"private_key_jwt":{"credentials":[]}},"token_endpoint_auth_method":null}`
)

// keyScenario changes the keys of a client.
type keyScenario struct {
	name        string
	before      []any
	after       []any
	secretAfter bool
	stores      int
	want        []string
}

func keyScenarios(pems []string) []keyScenario {
	key := func(pem int, name string) any { return acctest.Values{"pem": pems[pem], "name": name} }
	return []keyScenario{
		{name: "the first key", after: []any{key(0, "a")}, want: []string{"POST", fmt.Sprintf(attachOne, 1)}},
		{name: "another key", before: []any{key(0, "a")}, after: []any{key(1, "b")}, want: []string{"POST", fmt.Sprintf(attachOne, 2), "DELETE #1"}},
		{
			// The order that the official provider's code has for one key of another name.
			name: "another name", before: []any{key(0, "a")}, after: []any{key(0, "b")},
			want: []string{detachAll, "DELETE #1", "POST", fmt.Sprintf(attachOne, 2)},
		},
		{
			name: "another algorithm", before: []any{key(0, "a")}, after: []any{acctest.Values{"pem": pems[0], "name": "a", "algorithm": "RS384"}},
			want: []string{detachAll, "DELETE #1", "POST", fmt.Sprintf(attachOne, 2)},
		},
		{
			name: "another name beside a key that stays", before: []any{key(0, "a"), key(1, "b")}, after: []any{key(0, "c"), key(1, "b")},
			want: []string{fmt.Sprintf(attachOne, 2), "DELETE #1", "POST", fmt.Sprintf(attachTwo, 3, 2)},
		},
		{
			name: "other names of both", before: []any{key(0, "a"), key(1, "b")}, after: []any{key(0, "c"), key(1, "d")},
			want: []string{fmt.Sprintf(attachOne, 2), "DELETE #1", "POST", fmt.Sprintf(attachOne, 3), "DELETE #2", "POST", fmt.Sprintf(attachTwo, 3, 4)},
		},
		{
			name: "another name, and another key", before: []any{key(0, "a"), key(1, "b")}, after: []any{key(0, "c"), key(2, "d")},
			want: []string{"POST", fmt.Sprintf(attachTwo, 3, 2), "DELETE #1", "POST", fmt.Sprintf(attachTwo, 4, 3), "DELETE #2"},
		},
		{
			name: "two other keys", before: []any{key(0, "a"), key(1, "b")}, after: []any{key(2, "c"), key(3, "d")}, stores: 4,
			want: []string{"POST", "POST", fmt.Sprintf(attachTwo, 3, 4), "DELETE #1", "DELETE #2"},
		},
		{
			// If the service stores two, one of the old keys is deleted for each new key.
			name: "two other keys where two are stored", before: []any{key(0, "a"), key(1, "b")}, after: []any{key(2, "c"), key(3, "d")}, stores: 2,
			want: []string{"POST", fmt.Sprintf(attachOne, 2), "DELETE #1", "POST", "POST", fmt.Sprintf(attachOne, 3), "DELETE #2", "POST", fmt.Sprintf(attachTwo, 3, 4)},
		},
		{
			name: "a secret", before: []any{key(0, "a")}, secretAfter: true,
			want: []string{`PATCH {"client_authentication_methods":null,"token_endpoint_auth_method":"client_secret_post"}`, "DELETE #1"},
		},
	}
}

func (s keyScenario) config(id string, keys []any, secret bool) acctest.Values {
	if secret {
		return acctest.Values{"client_id": id, "authentication_method": "client_secret_post"}
	}
	return keyed(id, keys...)
}

// Source of the orders: TestAccClientAuthenticationMethodsPrivateKeyJWT of the
// official provider, recorded 2026-05.
func TestKeysChangeInTheOrderThatTheServicePermits(t *testing.T) {
	t.Parallel()
	_, publics := keyPairs(t)
	for _, s := range keyScenarios(publics) {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			c := newKeyedClient(t, s.stores)
			state := acctest.Answer{}
			if len(s.before) > 0 {
				state = c.provider(t).ApplyAfter(credentialsResource, state, keyed(c.id, s.before...))
				mustHaveNone(t, state)
			}
			c.service.reset(nil)
			config := s.config(c.id, s.after, s.secretAfter)
			state = c.provider(t).ApplyAfter(credentialsResource, state, config)
			mustHaveNone(t, state)
			if got := c.service.recorded(); !slices.Equal(got, s.want) {
				t.Errorf("the requests are\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(s.want, "\n"))
			}
			emptyAfter(t, s.name, c.provider(t), credentialsResource, state, config)
			if got := c.stored(); len(got) != len(s.after) {
				t.Errorf("the client stores %q", got)
			}
		})
	}
}

// Each request of each change is refused in turn, alone and with all that
// follow. The client can still authenticate, or the error says that it cannot;
// the next apply does the rest, and leaves nothing behind.
func TestAChangeOfKeysThatIsRefusedInTheMiddle(t *testing.T) {
	t.Parallel()
	privates, publics := keyPairs(t)
	for _, s := range keyScenarios(publics) {
		for nth := range s.want {
			for _, more := range []bool{false, true} {
				t.Run(fmt.Sprintf("%s/%d %v", s.name, nth+1, more), func(t *testing.T) {
					t.Parallel()
					c := newKeyedClient(t, s.stores)
					state := acctest.Answer{}
					if len(s.before) > 0 {
						state = c.provider(t).ApplyAfter(credentialsResource, state, keyed(c.id, s.before...))
						mustHaveNone(t, state)
					}
					config := s.config(c.id, s.after, s.secretAfter)
					c.service.reset(refuseOne(nth+1, more))
					failed := c.provider(t).ApplyAfter(credentialsResource, state, config)
					c.service.reset(nil)
					if len(failed.Diagnostics) == 0 && len(c.service.recorded()) >= nth {
						t.Fatal("a refused request is not told")
					}
					text := strings.Join(failed.Diagnostics, "\n")
					// Refused once, the change is undone as far as that takes.
					if !c.authenticates(t, privates) && (!more || !strings.Contains(text, "cannot authenticate")) {
						t.Errorf("the client cannot authenticate; the error is %q", text)
					}

					// The CLI keeps what a failed apply returns, and refreshes it.
					if !failed.Value.IsNull() {
						failed = c.provider(t).ReadAfter(credentialsResource, failed)
					}
					again := c.provider(t).ApplyAfter(credentialsResource, failed, config)
					if strings.Contains(strings.Join(again.Diagnostics, ""), "error") {
						t.Fatalf("the next apply: %q\nafter %q", again.Diagnostics, text)
					}
					emptyAfter(t, "the next apply", c.provider(t), credentialsResource, again, config)
					left := strings.Contains(text, "was not deleted")
					if got := c.stored(); len(got) != len(s.after) && !left {
						t.Errorf("the client stores %q after the next apply; the first said %q", got, text)
					}
				})
			}
		}
	}
}

// authenticates reports whether a token can be had with whatever the client uses.
func (c *keyedClient) authenticates(t *testing.T, privates []string) bool {
	t.Helper()
	client := clientNamed(t, c.tenant, "c")
	if secret, ok := client["client_secret"].(string); ok && client["client_authentication_methods"] == nil {
		return tokenBy(t, c.tenant, acctest.Values{"client_id": c.id, "client_secret": secret}) == ""
	}
	for _, private := range privates {
		for _, algorithm := range []string{"RS256", "RS384"} {
			credentials := byKey(c.id, private)
			credentials["client_assertion_signing_alg"] = algorithm
			if tokenBy(t, c.tenant, credentials) == "" {
				return true
			}
		}
	}
	return false
}

// The operation's time is over while the last PATCH waits for its answer: what
// was made for it is deleted all the same.
func TestAfterATimeoutKeysMadeInVainAreDeleted(t *testing.T) {
	t.Parallel()
	c := newKeyedClient(t, 4)
	timed := func(keys ...any) acctest.Values {
		config := keyed(c.id, keys...)
		config["timeouts"] = acctest.Values{"create": "2s", "update": "2s"}
		return config
	}
	_, publics := keyPairs(t)
	first, second := acctest.Values{"pem": publics[0], "name": "a"}, acctest.Values{"pem": publics[1], "name": "b"}
	hang := func(_ int, _ http.ResponseWriter, r *http.Request, _ http.Handler) bool {
		if r.Method != http.MethodPatch {
			return false
		}
		select {
		case <-r.Context().Done():
		case <-time.After(time.Minute):
		}
		return true
	}

	c.service.reset(hang)
	got := c.provider(t).Apply(credentialsResource, noState, timed(first))
	expectDiagnostic(t, got, "error: Setting credentials of client", "client_secret_post, as before", "Set a longer timeout")
	if stored := c.stored(); len(stored) > 0 {
		t.Errorf("after a create that took too long the client stores %q", stored)
	}

	c.service.reset(nil)
	state := c.provider(t).Apply(credentialsResource, noState, timed(first))
	mustHaveNone(t, state)
	c.service.reset(hang)
	failed := c.provider(t).ApplyAfter(credentialsResource, state, timed(second))
	expectDiagnostic(t, failed, "error: Updating credentials of client", "The client authenticates with cred_")
	if stored := c.stored(); !slices.Equal(stored, []string{"a"}) {
		t.Errorf("after an update that took too long the client stores %q", stored)
	}
	if keys := keysIn(t, failed); len(keys) != 1 || keys[0]["name"] != "a" {
		t.Errorf("the state has %v", keys)
	}
}

// The last PATCH takes effect, and its answer is refused: there is nothing to
// undo.
func TestAPatchOfKeysThatTookEffectIsNotUndone(t *testing.T) {
	t.Parallel()
	c := newKeyedClient(t, 4)
	privates, publics := keyPairs(t)
	state := c.provider(t).Apply(credentialsResource, noState, keyed(c.id, acctest.Values{"pem": publics[0]}))
	mustHaveNone(t, state)
	c.service.reset(func(_ int, w http.ResponseWriter, r *http.Request, tenant http.Handler) bool {
		if r.Method != http.MethodPatch {
			return false
		}
		tenant.ServeHTTP(discarded{}, r)
		refuseWith(w, "refused by a proxy")
		return true
	})
	config := keyed(c.id, acctest.Values{"pem": publics[1]})
	state = c.provider(t).ApplyAfter(credentialsResource, state, config)
	mustHaveNone(t, state)
	c.service.reset(nil)
	emptyAfter(t, "the PATCH took effect", c.provider(t), credentialsResource, state, config)
	expectToken(t, "the new key", c.tenant, byKey(c.id, privates[1]))
	if stored := c.stored(); len(stored) != 1 {
		t.Errorf("the client stores %q", stored)
	}
}

// discarded is a response writer that drops the answer, so that no client gets it.
type discarded struct{}

func (discarded) Header() http.Header            { return http.Header{} }
func (discarded) Write(data []byte) (int, error) { return len(data), nil }
func (discarded) WriteHeader(int)                {}

func TestCredentialsThatFillTheClientAreNotOursToDelete(t *testing.T) {
	t.Parallel()
	c := newKeyedClient(t, 2)
	privates, publics := keyPairs(t)
	state := c.provider(t).Apply(credentialsResource, noState, keyed(c.id, acctest.Values{"pem": publics[0], "name": "a"}))
	mustHaveNone(t, state)
	c.tenant.Create("clients/"+c.id+"/credentials", acctest.Object{"credential_type": "public_key", "pem": publics[1], "name": "theirs"})
	got := c.provider(t).ApplyAfter(credentialsResource, state, keyed(c.id, acctest.Values{"pem": publics[2], "name": "b"}))
	expectDiagnostic(t, got, "error at private_key_jwt: Updating credentials of client", "maximum of 2 credentials", "Delete credentials of the client that nothing uses", "The client authenticates with cred_")
	if stored := c.stored(); !slices.Equal(stored, []string{"a", "theirs"}) {
		t.Errorf("the client stores %q", stored)
	}
	expectToken(t, "the old key", c.tenant, byKey(c.id, privates[0]))
}
