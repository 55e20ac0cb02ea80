package seed_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/customclaims"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/seed"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// whole has each section and each kind of reference.
const whole = `
resource_servers:
  - identifier: https://billing.example.test/
    name: Billing
    enforce_policies: true
    token_dialect: rfc9068_profile_authz
    token_lifetime: 3600
    scopes:
      - { value: "read:invoices", description: Read invoices }
      - value: write:invoices
roles:
  - name: Accountant
    description: Keeps the books
    permissions:
      - { resource_server_identifier: https://billing.example.test/, permission_name: "read:invoices" }
  - { name: Auditor, id: rol_0123456789abcdef }
users:
  - user_id: auth0|alice
    email: alice@example.test
    email_verified: true
    picture: https://example.test/?a=1&b=2
    app_metadata: { n: 1.50, plan: gold }
    roles: [Auditor, Accountant]
    permissions:
      - { resource_server_identifier: https://billing.example.test/, permission_name: "write:invoices" }
organizations:
  - name: acme
    id: org_0123456789abcdef
    display_name: Acme
    metadata: { tier: gold }
    token_quota: { client_credentials: { per_hour: 10 } }
custom_claims:
  - resource_server_identifier: https://orders.example.test/
    claims: { plan: free, region: eu }
  - resource_server_identifier: https://orders.example.test/
    user_id: auth0|alice
    claims: { plan: gold }
`

const issuer = "https://tenant.example/"

func apply(ctx context.Context, t *testing.T, tenant store.Store, text string, now time.Time) error {
	t.Helper()
	s, err := seed.Parse("t.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return s.Apply(ctx, tenant, seed.Options{Issuer: issuer, Now: now, Random: rand.Reader})
}

// content is the tenant's objects and custom claims as JSON.
func content(t *testing.T, tenant store.Store) string {
	t.Helper()
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetIndent("", " ")
	err := tenant.View(t.Context(), func(tx store.Reader) error {
		return encoder.Encode([]any{
			tx.ResourceServers().All(), tx.Roles().All(), tx.Users().All(), tx.Organizations().All(), tx.Setting("custom_claims"),
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return text.String()
}

func TestASeedCreatesWhatItDeclares(t *testing.T) {
	t.Parallel()
	tenant := store.NewMemory()
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	if err := apply(t.Context(), t, tenant, whole, now); err != nil {
		t.Fatal(err)
	}
	err := tenant.View(t.Context(), func(tx store.Reader) error {
		api := tx.ResourceServerByIdentifier("https://billing.example.test/")
		if len(api.ID) != 24 || api.Name != "Billing" || api.EnforcePolicies == nil || !*api.EnforcePolicies || api.TokenLifetime != 3600 || api.TokenLifetimeForWeb != 3600 ||
			api.SigningAlg != "RS256" || len(api.Scopes) != 2 || *api.Scopes[0].Description != "Read invoices" || api.Scopes[1].Description != nil {
			t.Errorf("the API: %+v", api)
		}
		accountant, auditor := tx.RoleByName("Accountant"), tx.RoleByName("Auditor")
		if !strings.HasPrefix(accountant.ID, "rol_") || *accountant.Description != "Keeps the books" || accountant.Type != "tenant" ||
			!slices.Equal(accountant.Permissions, []store.Permission{{API: api.Identifier, Name: "read:invoices"}}) || auditor.ID != "rol_0123456789abcdef" {
			t.Errorf("the roles: %+v, %+v", accountant, auditor)
		}
		alice := tx.UserByName("alice@example.test")
		if alice.ID != "auth0|alice" || !slices.Equal(alice.Roles, []string{auditor.ID, accountant.ID}) ||
			!slices.Equal(alice.Permissions, []store.Permission{{API: api.Identifier, Name: "write:invoices"}}) ||
			string(alice.Properties["email_verified"]) != "true" || string(alice.Properties["nickname"]) != `"alice"` || string(alice.Properties["user_id"]) != `"auth0|alice"` ||
			alice.Properties["roles"] != nil || string(alice.Properties["created_at"]) != `"2026-01-02T03:04:05.000Z"` {
			t.Errorf("the user: %+v", alice)
		}
		acme := tx.OrganizationByName("acme")
		if acme.ID != "org_0123456789abcdef" || acme.DisplayName != "Acme" || acme.ThirdPartyClientAccess != "block" ||
			string(acme.TokenQuota) != `{"client_credentials":{"enforce":true,"per_hour":10}}` {
			t.Errorf("the organization: %+v", acme)
		}
		orders := &store.ResourceServer{Identifier: "https://orders.example.test/"}
		for subject, want := range map[string]string{"auth0|alice": `{"plan":"gold","region":"eu"}`, "auth0|bob": `{"plan":"free","region":"eu"}`} {
			claims, err := customclaims.For(tx, orders, subject)
			if text, _ := json.Marshal(claims); err != nil || string(text) != want {
				t.Errorf("the claims of %s: %s (%v), want %s", subject, text, err, want)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Applied again, at another time and after the data file was opened again, a seed changes
// nothing.
func TestApplyingASeedAgainChangesNothing(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "tenant.db")
	var before string
	for i := range 3 {
		tenant, err := store.OpenFile(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		if err := apply(t.Context(), t, tenant, whole, time.Unix(int64(1000+i), 0)); err != nil {
			t.Fatal(err)
		}
		after := content(t, tenant)
		if i > 0 && before != after {
			t.Errorf("before:\n%s\nafter:\n%s", before, after)
		}
		before = after
		if err := tenant.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// What the tenant has stays: properties that the seed does not set, and the elements of
// lists. The properties and claims of a later seed replace those of an earlier one.
func TestASeedKeepsWhatTheTenantHas(t *testing.T) {
	t.Parallel()
	tenant := store.NewMemory()
	steps := []string{whole, `
resource_servers: [{identifier: https://billing.example.test/, scopes: [{value: "read:invoices"}, {value: "delete:invoices"}]}]
roles:
- name: Auditor
  description: Audits
  permissions: [{resource_server_identifier: https://billing.example.test/, permission_name: "delete:invoices"}]
users: [{user_id: auth0|alice, username: ally, roles: [Auditor]}]
organizations: [{name: acme, display_name: ACME}]
custom_claims: []
`}
	for _, text := range steps {
		if err := apply(t.Context(), t, tenant, text, time.Unix(1000, 0)); err != nil {
			t.Fatal(err)
		}
	}
	err := tenant.View(t.Context(), func(tx store.Reader) error {
		api, auditor := tx.ResourceServerByIdentifier("https://billing.example.test/"), tx.RoleByName("Auditor")
		if api.Name != "Billing" || len(api.Scopes) != 3 || *api.Scopes[0].Description != "Read invoices" {
			t.Errorf("the API: %+v", api)
		}
		if auditor.ID != "rol_0123456789abcdef" || *auditor.Description != "Audits" || len(auditor.Permissions) != 1 || tx.Roles().Len() != 2 {
			t.Errorf("the role: %+v", auditor)
		}
		alice := tx.UserByName("ally")
		if alice == nil || alice.Email != "alice@example.test" || len(alice.Roles) != 2 || len(alice.Permissions) != 1 {
			t.Errorf("the user: %+v", alice)
		}
		if acme := tx.OrganizationByName("acme"); acme.DisplayName != "ACME" || string(acme.Metadata) != `{"tier":"gold"}` {
			t.Errorf("the organization: %+v", acme)
		}
		if text := tx.Setting("custom_claims"); text != "[]" {
			t.Errorf("the claims: %s", text)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// The service's limits (facts: chapter 9.3, and the list of limits per plan) hold for what
// the tenant has and the seed adds together.
func TestASeedThatExceedsALimitTogetherWithTheTenantChangesNothing(t *testing.T) {
	t.Parallel()
	list := func(from, to int, format string) string {
		var text strings.Builder
		for i := from; i < to; i++ {
			fmt.Fprintf(&text, format+", ", i)
		}
		return "[" + text.String() + "]"
	}
	const api, scope, permission = "resource_servers:\n- identifier: https://a.test/\n  scopes: ", "{value: s%d}", "{resource_server_identifier: https://a.test/, permission_name: s%d}"
	scopes := api + list(0, 1000, scope) + "\n"
	const another = "resource_servers: [{identifier: https://b.test/, scopes: [{value: s}]}]\n"
	const foreign = "[{resource_server_identifier: https://b.test/, permission_name: s}]"
	for name, c := range map[string]struct{ first, then, want string }{
		"scopes":              {scopes, api + "[{value: new}, {value: s1}]", "t.yaml:3:11: the API would have 1001 scopes, with those of the tenant; at most 1000 are allowed"},
		"roles":               {"roles: " + list(0, 1000, "{name: r%d}"), "roles:\n- name: r1\n- name: new", "t.yaml:3:9: the tenant has 1000 roles already; at most 1000 are allowed"},
		"permissions, role":   {scopes + "roles: [{name: r, permissions: " + list(0, 1000, permission) + "}]", another + "roles:\n- name: r\n  permissions: " + foreign, "t.yaml:4:16: there would be 1001 permissions, with those of the tenant; at most 1000 are allowed"},
		"permissions, a user": {scopes + "users: [{user_id: auth0|a, username: a, permissions: " + list(0, 1000, permission) + "}]", another + "users:\n- user_id: auth0|a\n  username: a\n  permissions: " + foreign, "t.yaml:5:16: there would be 1001 permissions, with those of the tenant; at most 1000 are allowed"},
		"roles of a user": {
			"roles: " + list(0, 51, "{name: r%d}") + "\nusers: [{user_id: auth0|a, username: a, roles: " + list(0, 50, "r%d") + "}]",
			"users:\n- user_id: auth0|a\n  username: a\n  roles: [r1, r50]", "t.yaml:4:10: the user would have 51 roles, with those of the tenant; at most 50 are allowed",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tenant := store.NewMemory()
			if err := apply(t.Context(), t, tenant, c.first, time.Unix(1000, 0)); err != nil {
				t.Fatal(err)
			}
			before := content(t, tenant)
			if err := apply(t.Context(), t, tenant, c.then, time.Unix(1000, 0)); err == nil || err.Error() != c.want {
				t.Errorf("%v\nwant\n%s", err, c.want)
			}
			if content(t, tenant) != before {
				t.Error("the tenant was changed")
			}
		})
	}
}

// What contradicts the tenant is reported at its place, and changes nothing.
func TestASeedThatContradictsTheTenantChangesNothing(t *testing.T) {
	t.Parallel()
	const permission = "permissions: [{resource_server_identifier: https://billing.example.test/, permission_name: x}]"
	for text, want := range map[string]string{
		"roles:\n- name: New\n  " + permission:                                        `t.yaml:3:94: the API https://billing.example.test/ has no scope "x"; it has: read:invoices, write:invoices`,
		"roles:\n- name: New\n  " + strings.ReplaceAll(permission, "billing", "none"): `t.yaml:3:46: the tenant has no API "https://none.example.test/" yet; declare it under resource_servers, or let Terraform assign the permission after it created the API`,
		"users:\n- {user_id: auth0|b, username: b, roles: [None]}":                    `t.yaml:2:43: there is no role "None"; declare it under roles`,
		"users:\n- {user_id: auth0|b, email: alice@example.test}":                     `t.yaml:2:29: the tenant's user auth0|alice has this email already; choose another`,
		"roles:\n- {name: Auditor, id: rol_aaaaaaaaaaaaaaaa}":                         `t.yaml:2:23: the tenant has the role "Auditor" already, with the ID rol_0123456789abcdef; remove id, or use that`,
		"roles:\n- {name: New, id: rol_0123456789abcdef}":                             `t.yaml:2:19: the tenant's role "Auditor" has this ID; choose another, or remove id`,
		"organizations:\n- {name: acme, id: org_aaaaaaaaaaaaaaaa}":                    `t.yaml:2:20: the tenant has the organization "acme" already, with the ID org_0123456789abcdef; remove id, or use that`,
		"organizations:\n- {name: new, id: org_0123456789abcdef}":                     `t.yaml:2:19: the tenant's organization "acme" has this ID; choose another, or remove id`,
		"resource_servers:\n- identifier: " + issuer + "api/v2/":                      `t.yaml:2:15: this is an API of the service itself, which a seed cannot declare; use an identifier of your own`,
	} {
		tenant := store.NewMemory()
		if err := apply(t.Context(), t, tenant, whole, time.Unix(1000, 0)); err != nil {
			t.Fatal(err)
		}
		before := content(t, tenant)
		err := apply(t.Context(), t, tenant, text+"\ncustom_claims: []", time.Unix(1000, 0))
		if err == nil || err.Error() != want {
			t.Errorf("%q:\n%v\nwant\n%s", text, err, want)
		}
		if after := content(t, tenant); after != before {
			t.Errorf("%q changed the tenant:\n%s\nto\n%s", text, before, after)
		}
	}
}
