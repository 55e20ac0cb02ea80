package customclaims_test

import (
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/customclaims"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// The names are those of facts 11.3 (documented).
func TestNamesThatTheServiceRefuses(t *testing.T) {
	t.Parallel()
	for name, allowed := range map[string]bool{
		"plan": true, "email": true, "address": true, "Sub": true, "https://example.test/plan": true, "http://example.test": true, "urn:example:plan": true,
		"https://notauth0.com/plan": true, "https://auth0.com.example.test/": true, "urn:auth0x": true,
		"": false, "sub": false, "permissions": false, "org_name": false, "x5t#S256": false, "internalService": false, "scope": false, "azp": false,
		"https://auth0.com": false, "https://tenant.auth0.com/plan": false, "http://x.webtask.io/a": false, "https://webtask.run/": false,
		"HTTPS://A.AUTH0.COM/": false, "https://auth0.com./": false, "https://auth0.com:8443/": false, "urn:auth0": false, "urn:auth0:plan": false, "URN:AUTH0:x": false,
	} {
		if err := customclaims.CheckName(name); (err == nil) != allowed {
			t.Errorf("%q: %v", name, err)
		}
	}
}

// Tokens for APIs of the service itself take no names without a namespace (facts 11.3).
func TestSystemAPIsTakeNamesWithANamespaceAlone(t *testing.T) {
	t.Parallel()
	const me = "https://tenant.example/me/"
	tenant := store.NewMemory()
	err := tenant.Update(t.Context(), func(tx store.Writer) error {
		return customclaims.Put(tx, []customclaims.Entry{{API: me, Claims: map[string]any{"plan": 1, "https://example.test/plan": 2, "urn:x:plan": 3}}})
	})
	if err != nil {
		t.Fatal(err)
	}
	err = tenant.View(t.Context(), func(tx store.Reader) error {
		for isSystem, want := range map[bool]int{true: 2, false: 3} {
			claims, err := customclaims.For(tx, &store.ResourceServer{Identifier: me, IsSystem: isSystem}, "auth0|1")
			if err != nil || len(claims) != want {
				t.Errorf("system API %t: %v (%v)", isSystem, claims, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
