package provider_test

import (
	"encoding/json"
	"net/http"
	"reflect"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/mocktest"
)

const jwksRoute = "/.well-known/jwks.json"

func TestJWKSIsWhatTheTenantPublishes(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	var published struct{ Keys []acctest.Object }
	if err := json.Unmarshal([]byte(jwksOf(t, tenant)), &published); err != nil {
		t.Fatal(err)
	}
	tenant.Requests.Reset()
	got := connected(t, tenant).ReadData("auth0api_jwks", nil)
	keys := objects(t, got, "keys")
	if n := len(tenant.Requests.All()); n != 1 {
		t.Errorf("%d requests, want 1: the keys are public", n)
	}
	if !reflect.DeepEqual(keys, published.Keys) {
		t.Errorf("got %v, want %v", keys, published.Keys)
	}
	text, _ := got.Attribute("json").(string)
	var again struct{ Keys []acctest.Object }
	if err := json.Unmarshal([]byte(text), &again); err != nil || !reflect.DeepEqual(again, published) {
		t.Errorf("json is %s (%v)", text, err)
	}
}

func TestJWKSIsReadAnewEachTime(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	p := connected(t, tenant)
	before := p.ReadData("auth0api_jwks", nil).Attribute("json")
	tenant.API(http.MethodPost, "/keys/signing/rotate", nil, nil)
	if after := p.ReadData("auth0api_jwks", nil).Attribute("json"); after == before {
		t.Error("a rotation is not seen")
	}
}

func TestJWKSThatIsNone(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]http.HandlerFunc{
		"not found":   func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "nothing here", http.StatusNotFound) },
		"a web page":  func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<html>")) },
		"other types": func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(`{"keys":"none"}`)) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tenant := acctest.NewTenant(t, mocktest.WithMiddleware(func(next http.Handler) http.Handler {
				return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					if r.URL.Path == jwksRoute {
						answer(w, r)
						return
					}
					next.ServeHTTP(w, r)
				})
			}))
			expectDiagnostic(t, connected(t, tenant).ReadData("auth0api_jwks", nil), "error: Reading the tenant's published keys failed", jwksRoute, "domain")
		})
	}
}
