package oauth_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/settings"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

const (
	acme     = "org_AcmeAcmeAcmeAcme"
	unlinked = "org_OtherOtherOther1"
)

// withOrganizations stores two organizations, the first with the client's grant, and the
// tenant's settings.
func (t *tenant) withOrganizations(tb testing.TB, properties map[string]any) {
	tb.Helper()
	t.update(tb, func(tx store.Writer) error {
		for _, each := range []*store.Organization{
			{ID: acme, Name: "acme", ClientGrants: []string{"cgr-1"}, ThirdPartyClientAccess: "block"}, {ID: unlinked, Name: "other", ThirdPartyClientAccess: "block"},
		} {
			if err := tx.PutOrganization(each); err != nil {
				return err
			}
		}
		if properties == nil {
			return nil
		}
		all := settings.Defaults()
		settings.Merge(all, properties)
		return settings.Put(tx, all)
	})
}

// Facts 10.3: the table of organization_usage, associations, default organization, and
// names.
func TestOrganizationsOfMachines(t *testing.T) {
	t.Parallel()
	const (
		required   = "400 invalid_request: parameter organization is required for this client"
		notAllowed = "400 invalid_request: parameter organization is not allowed for this client"
		notAnID    = "400 invalid_request: authorization request parameter organization must be an organization id"
		denied     = "403 access_denied"
	)
	byDefault := map[string]json.RawMessage{"default_organization": json.RawMessage(`{"organization_id":"` + acme + `","flows":["client_credentials"]}`)}
	names := map[string]any{"allow_organization_name_in_authentication_api": true}
	for _, c := range []struct {
		usage, named  string
		any           bool
		properties    map[string]json.RawMessage
		settings      map[string]any
		want, orgName string
	}{
		{usage: "", named: "", want: "no org_id"}, {usage: "", named: acme, want: notAllowed}, {usage: "deny", named: acme, want: notAllowed},
		{usage: "deny", named: "", properties: byDefault, want: "no org_id"},
		{usage: "allow", named: "", want: "no org_id"}, {usage: "allow", named: acme, want: acme}, {usage: "allow", named: unlinked, want: denied},
		{usage: "allow", named: unlinked, any: true, want: unlinked}, {usage: "allow", named: "org_0000000000000000", any: true, want: denied},
		{usage: "allow", named: "", properties: byDefault, want: "no org_id"},
		{usage: "require", named: "", want: required}, {usage: "require", named: acme, want: acme}, {usage: "require", named: unlinked, want: denied},
		{usage: "require", named: "", properties: byDefault, want: acme},
		{usage: "require", named: "", properties: map[string]json.RawMessage{"default_organization": json.RawMessage(`{"organization_id":"` + acme + `","flows":[]}`)}, want: required},
		{usage: "allow", named: "acme", want: notAnID}, {usage: "allow", named: "Acme", settings: names, want: acme, orgName: "acme"},
		{usage: "allow", named: acme, settings: names, want: acme, orgName: "acme"}, {usage: "allow", named: "nothing", settings: names, want: denied},
	} {
		tenant := newTenant()
		tenant.grant.OrganizationUsage, tenant.grant.AllowAnyOrganization, tenant.client.Properties = c.usage, &c.any, c.properties
		handler := tenant.start(t)
		tenant.withOrganizations(t, c.settings)
		answer := post(t, handler, form("organization", c.named))
		got := fmt.Sprintf("%d %s: %s", answer.Status, answer.Error, answer.Description)
		if answer.AccessToken != "" {
			claims := verified(t, answer.AccessToken, "RS256").Claims
			got = "no org_id"
			if id, has := claims["org_id"].(string); has {
				got = id
			}
			if name, _ := claims["org_name"].(string); name != c.orgName || claims["sub"] != client+"@clients" {
				t.Errorf("%+v: the claims are %v", c, claims)
			}
		}
		if got != c.want && !(c.want == denied && strings.HasPrefix(got, denied)) {
			t.Errorf("%+v: %s", c, got)
		}
	}
}

// Facts 10.3 and 4.5: organizations at /authorize.
func TestOrganizationsOfUsers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		usage, named, want string
		thirdParty         bool
	}{
		{"", "", "no org_id", false}, {"", acme, "invalid_request: parameter organization is not allowed for this client", false},
		{"allow", "", "no org_id", false}, {"allow", acme, acme, false}, {"require", acme, acme, false},
		{"require", "", "invalid_request: parameter organization is required for this client", false},
		{"allow", "org_0000000000000000", "invalid_request: parameter organization is invalid: org_0000000000000000", false},
		{"allow", acme, "invalid_request: parameter organization is invalid: " + acme, true},
	} {
		tenant := rbacTenant("")
		tenant.client.IsFirstParty = !c.thirdParty
		if c.usage != "" {
			tenant.client.Properties["organization_usage"] = json.RawMessage(`"` + c.usage + `"`)
		}
		handler := tenant.start(t)
		tenant.withOrganizations(t, nil)
		claims, got := userToken(t, tenant, handler, "u", "read:appointments", "organization", c.named)
		if claims != nil {
			got = "no org_id"
			if id, has := claims["org_id"].(string); has {
				got = id
			}
		}
		if got != c.want {
			t.Errorf("%+v: %s", c, got)
		}
	}
}
