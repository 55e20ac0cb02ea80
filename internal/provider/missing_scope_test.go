package provider_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

// A management client lacks some of its read scopes. Whatever is refused then
// names a scope that is missing and says how to grant it; all else works; and the
// tenant has an object for each state.
func TestAMissingReadScopeIsNamedAndNothingIsLost(t *testing.T) {
	t.Parallel()
	// Which of the scopes a kind reads with; to lack another is tried with few objects.
	reads := map[string]string{
		"resource server": "read:resource_servers", "scope": "read:resource_servers", "grant": "read:client_grants",
		"client": "read:clients read:client_keys read:client_credentials", "credentials": "read:clients read:client_keys read:client_credentials",
	}
	var all []string
	for _, scopes := range managementScopes(t) {
		all = append(all, scopes...)
	}
	for name, kind := range readKinds(t) {
		for _, missing := range [][]string{
			{"read:resource_servers"}, {"read:clients"}, {"read:client_grants"}, {"read:client_keys"}, {"read:client_credentials"},
			// Each of these permits to read clients.
			{"read:clients", "read:client_keys", "read:client_credentials"},
		} {
			for _, n := range []int{1, 11, 200} {
				if n > 11 && reads[name] != strings.Join(missing, " ") {
					continue
				}
				t.Run(fmt.Sprint(name, " ", strings.Join(missing, " "), " ", n), func(t *testing.T) {
					t.Parallel()
					tenant := acctest.NewTenant(t)
					scopes := slices.DeleteFunc(slices.Clone(all), func(scope string) bool { return slices.Contains(missing, scope) })
					id, secret := limitedClient(t, tenant, scopes...)
					limited := func() *acctest.Plugin {
						p := plugin(t)
						p.MustConfigure(acctest.Values{"domain": tenant.URL, "client_id": id, "client_secret": secret})
						return p
					}
					objects := newManaged(t, tenant, kind, n, func(line string) bool {
						named := slices.ContainsFunc(missing, func(scope string) bool { return strings.Contains(line, scope) })
						return named && strings.Contains(line, "Grant the provider's client")
					})
					created := objects.apply(t, limited(), false)
					objects.matches(t, tenant, "after the creation")
					objects.apply(t, connected(t, tenant), false)
					p := limited()
					refreshed := objects.refresh(t, p)
					changed := objects.apply(t, p, true)
					objects.matches(t, tenant, "after the change")
					destroyed := objects.destroy(t, limited())
					objects.matches(t, tenant, "after the destruction")
					t.Logf("errors: %d of creations, %d of refreshes, %d of changes, %d of destructions", created, refreshed, changed, destroyed)
					objects.may = func(string) bool { return false }
					if n <= 11 {
						objects.apply(t, connected(t, tenant), true)
					}
					objects.destroy(t, connected(t, tenant))
					objects.matches(t, tenant, "after all was destroyed with all scopes")
				})
			}
		}
	}
}

func TestReadingSigningKeysNamesItsScope(t *testing.T) {
	t.Parallel()
	got := permitted(t, acctest.NewTenant(t), "read:clients").ReadData("auth0api_signing_keys", nil)
	expectDiagnostic(t, got, "error: ", "Grant the provider's client the scope read:signing_keys on the tenant's Management API")
}
