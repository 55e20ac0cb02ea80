package provider_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"sync"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/mocktest"
)

// Every setting of a client but those of client_resource_test.go: set, kept,
// changed in part, changed by others, and given no longer.
func TestClientSettingsAreSetChangedFollowedAndCleared(t *testing.T) {
	t.Parallel()
	var patches bodies
	tenant := acctest.NewTenant(t, mocktest.WithMiddleware(patches.record))
	p := connected(t, tenant)
	steps := []struct {
		name string
		// behind changes the client before the step.
		behind acctest.Object
		config acctest.Values
		// want are attributes of the state afterwards, and sent the body of the one
		// PATCH; nil for none.
		want, sent acctest.Object
	}{
		{
			name: "set",
			config: acctest.Values{
				"app_type": "spa", "callbacks": []any{"https://a.example.test/cb"}, "allowed_logout_urls": []any{"https://a.example.test/out"}, "web_origins": []any{"https://a.example.test"},
				"oidc_conformant": true, "is_first_party": false, "organization_usage": "allow", "client_metadata": map[string]any{"team": "a", "tier": "1"},
				"jwt_configuration": map[string]any{"alg": "RS256"},
				"refresh_token": map[string]any{
					"rotation_type": "rotating", "expiration_type": "expiring", "leeway": int64(5),
					"policies": []any{map[string]any{"audience": "urn:b", "scope": []any{"read:b", "write:b"}}},
				},
			},
			want: acctest.Object{
				"callbacks": []any{"https://a.example.test/cb"}, "allowed_logout_urls": []any{"https://a.example.test/out"}, "web_origins": []any{"https://a.example.test"},
				"oidc_conformant": true, "is_first_party": false, "organization_usage": "allow", "client_metadata": map[string]any{"team": "a", "tier": "1"},
				// With an alg alone there is no lifetime, and tokens that expire are not infinite (recorded 2026).
				"jwt_configuration": map[string]any{"alg": "RS256", "lifetime_in_seconds": nil, "secret_encoded": false, "scopes": nil},
				"refresh_token": map[string]any{
					"rotation_type": "rotating", "expiration_type": "expiring", "leeway": int64(5), "token_lifetime": int64(2592000), "idle_token_lifetime": int64(1296000),
					"infinite_token_lifetime": false, "infinite_idle_token_lifetime": false, "policies": []any{map[string]any{"audience": "urn:b", "scope": []any{"read:b", "write:b"}}},
				},
			},
		},
		{
			name: "changed, objects in part",
			config: acctest.Values{
				"app_type": "spa", "callbacks": []any{"https://b.example.test/cb"}, "allowed_logout_urls": []any{}, "web_origins": []any{"https://a.example.test"},
				"oidc_conformant": false, "is_first_party": false, "organization_usage": "require", "client_metadata": map[string]any{"tier": "2"},
				"jwt_configuration": map[string]any{"lifetime_in_seconds": int64(60), "scopes": map[string]any{"a": "b"}},
				"refresh_token":     map[string]any{"rotation_type": "rotating", "expiration_type": "expiring", "infinite_token_lifetime": true, "token_lifetime": int64(100), "policies": []any{}},
			},
			sent: acctest.Object{
				"callbacks": []any{"https://b.example.test/cb"}, "allowed_logout_urls": []any{}, "oidc_conformant": false, "organization_usage": "require",
				"client_metadata":   acctest.Object{"team": nil, "tier": "2"},
				"jwt_configuration": acctest.Object{"alg": "RS256", "lifetime_in_seconds": 60.0, "secret_encoded": false, "scopes": acctest.Object{"a": "b"}},
				"refresh_token": acctest.Object{
					"rotation_type": "rotating", "expiration_type": "expiring", "leeway": 5.0, "token_lifetime": 100.0, "idle_token_lifetime": 1296000.0,
					"infinite_token_lifetime": true, "infinite_idle_token_lifetime": false, "policies": nil,
				},
			},
			want: acctest.Object{
				"allowed_logout_urls": []any{}, "client_metadata": map[string]any{"tier": "2"},
				"jwt_configuration": map[string]any{"alg": "RS256", "lifetime_in_seconds": int64(60), "secret_encoded": false, "scopes": map[string]any{"a": "b"}},
			},
		},
		{
			name:   "left out by none, changed by others: planned back",
			behind: acctest.Object{"callbacks": []string{}, "client_metadata": acctest.Object{"tier": nil, "by": "hand"}, "jwt_configuration": acctest.Object{"lifetime_in_seconds": 5, "alg": "PS256"}},
			config: acctest.Values{
				"app_type": "spa", "callbacks": []any{"https://b.example.test/cb"}, "is_first_party": false, "client_metadata": map[string]any{"tier": "2"},
				"organization_usage": "require", "web_origins": []any{"https://a.example.test"}, "allowed_logout_urls": []any{},
				"jwt_configuration": map[string]any{"lifetime_in_seconds": int64(60)},
				"refresh_token":     map[string]any{"rotation_type": "rotating", "expiration_type": "expiring"},
			},
			sent: acctest.Object{
				"callbacks": []any{"https://b.example.test/cb"}, "client_metadata": acctest.Object{"tier": "2", "by": nil},
				"jwt_configuration": acctest.Object{"lifetime_in_seconds": 60.0, "alg": "PS256", "secret_encoded": false, "scopes": acctest.Object{"a": "b"}},
			},
			want: acctest.Object{"oidc_conformant": false},
		},
		{
			name:   "given no longer: cleared, or left to the tenant",
			config: acctest.Values{"app_type": "spa"},
			sent: acctest.Object{
				"callbacks": []any{}, "web_origins": []any{}, "client_metadata": acctest.Object{"tier": nil}, "organization_usage": nil, "refresh_token": nil,
			},
			want: acctest.Object{
				"callbacks": []any{}, "web_origins": []any{}, "client_metadata": map[string]any{}, "organization_usage": nil, "refresh_token": nil, "is_first_party": false,
				"jwt_configuration": map[string]any{"alg": "PS256", "lifetime_in_seconds": int64(60), "secret_encoded": false, "scopes": map[string]any{"a": "b"}},
			},
		},
		{
			name: "never given, changed by others: followed",
			behind: acctest.Object{
				"callbacks": []string{"https://c.example.test"}, "client_metadata": acctest.Object{"n": 1, "yes": true}, "organization_usage": "deny", "oidc_conformant": true,
				"refresh_token": acctest.Object{"rotation_type": "non-rotating", "expiration_type": "non-expiring"},
			},
			config: acctest.Values{"app_type": "spa"},
			want: acctest.Object{
				"callbacks": []any{"https://c.example.test"}, "client_metadata": map[string]any{"n": "1", "yes": "true"}, "organization_usage": "deny", "oidc_conformant": true,
			},
		},
	}
	var state acctest.Answer
	for _, step := range steps {
		step.config["name"] = "settings"
		if id, is := state.Attribute("id").(string); is && step.behind != nil {
			tenant.Change("clients", id, step.behind)
		}
		if state.Value.Type() != nil {
			state = p.ReadAfter("auth0api_client", state)
			mustHaveNone(t, state)
		}
		patches.take()
		state = p.ApplyAfter("auth0api_client", state, step.config)
		mustHaveNone(t, state)
		for attribute, want := range step.want {
			if got := state.Attribute(attribute); !reflect.DeepEqual(got, want) {
				t.Errorf("%s: %s is %#v, want %#v", step.name, attribute, got, want)
			}
		}
		if sent := patches.take(); len(sent) > 1 || len(sent) == 1 && !reflect.DeepEqual(sent[0], step.sent) || len(sent) == 0 && step.sent != nil {
			t.Errorf("%s: sent %v, want %v", step.name, sent, step.sent)
		}
		plan := p.PlanAfter("auth0api_client", state, step.config)
		mustHaveNone(t, plan)
		if !plan.Value.Equal(state.Value) {
			t.Errorf("%s: the plan after it is not empty: %s, was %s", step.name, plan.Value, state.Value)
		}
	}
	// The properties of an object that did not exist before are unknown in the plan.
	fresh := p.Apply("auth0api_client", noState, acctest.Values{"name": "fresh"})
	mustHaveNone(t, fresh)
	tenant.Change("clients", fmt.Sprint(fresh.Attribute("id")), acctest.Object{"refresh_token": nil})
	fresh = p.ReadAfter("auth0api_client", fresh)
	planned := p.PlanAfter("auth0api_client", fresh, acctest.Values{"name": "fresh", "refresh_token": map[string]any{"rotation_type": "rotating", "expiration_type": "expiring"}})
	if refresh, _ := planned.Attribute("refresh_token").(map[string]any); refresh["leeway"] != acctest.Unknown || refresh["rotation_type"] != "rotating" {
		t.Errorf("planned %v", refresh)
	}
	// An import has the same settings.
	id, _ := state.Attribute("id").(string)
	imported := p.ReadAfter("auth0api_client", p.Import("auth0api_client", id))
	mustHaveNone(t, imported)
	differences, err := imported.Value.Diff(state.Value)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range differences { // an import brings no secret
		if d.Path.String() != `AttributeName("client_secret")` {
			t.Errorf("imported, it differs by %s", d)
		}
	}
}

// bodies remembers what was sent to change objects.
type bodies struct {
	mu   sync.Mutex
	sent []acctest.Object
}

// record is a middleware of the mock's.
func (b *bodies) record(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPatch {
			text, err := io.ReadAll(r.Body)
			var body acctest.Object
			if err == nil {
				err = json.Unmarshal(text, &body)
			}
			if err != nil {
				http.Error(w, err.Error(), http.StatusBadRequest)
				return
			}
			r.Body = io.NopCloser(bytes.NewReader(text))
			b.mu.Lock()
			b.sent = append(b.sent, body)
			b.mu.Unlock()
		}
		next.ServeHTTP(w, r)
	})
}

// take returns the bodies since the last call.
func (b *bodies) take() []acctest.Object {
	b.mu.Lock()
	defer b.mu.Unlock()
	sent := b.sent
	b.sent = nil
	return sent
}
