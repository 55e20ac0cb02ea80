package policies

import (
	"fmt"
	"slices"
	"testing"

	"github.com/zclconf/go-cty/cty"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider"
)

const orders = "https://orders.example.test/"

// The query policy finds exactly the grant that was made behind Terraform's back, among
// what the provider's list resource finds. Terraform gives the policy a configuration
// that it generates from a listed state, by leaving out what is only computed
// (https://developer.hashicorp.com/terraform/cli/commands/query).
func TestTheQueryPolicyFindsTheShadowGrant(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	tenant.Create("resource-servers", acctest.Object{"identifier": orders, "name": "Orders", "scopes": []acctest.Object{{"value": "write:orders"}}})
	grant := func(name string) (clientID, grantID string) {
		clientID = fmt.Sprint(tenant.Create("clients", acctest.Object{"name": name, "app_type": "non_interactive"})["client_id"])
		made := tenant.Create("client-grants", acctest.Object{"client_id": clientID, "audience": orders, "scope": []string{"write:orders"}})
		return clientID, fmt.Sprint(made["id"])
	}
	_, managed := grant("desk")
	shadowClient, shadow := grant("shadow")

	plugin := acctest.NewPlugin(t, provider.New("test")())
	plugin.MustConfigure(acctest.Values{"domain": tenant.URL, "client_id": tenant.ClientID, "client_secret": tenant.ClientSecret})
	schemas := providerSchemas(t)
	at := walk{getDataSource: func(kind string, config cty.Value) (cty.Value, error) {
		if config.LengthInt() > 0 {
			return cty.NilVal, fmt.Errorf("the test reads data source %s without arguments only", kind)
		}
		read := plugin.ReadData(kind, nil)
		if len(read.Diagnostics) > 0 {
			return cty.NilVal, fmt.Errorf("%s", read.Diagnostics)
		}
		return conform(fromPlain(read.Plain()), schemas["data "+kind])
	}}
	file := parsePolicies(t, example+"/query/no-unmanaged-grants.policy.hcl")
	found := plugin.Query("auth0api_client_grant", acctest.Values{}, true, 0)
	var messages []string
	for _, one := range found {
		state, err := conform(fromPlain(one.Object.Plain()), schemas["resource auth0api_client_grant"])
		if err != nil {
			t.Fatal(err)
		}
		failed, applies, err := file.evaluate(file.policies[0], withoutComputed(t, "auth0api_client_grant", state), map[string]cty.Value{
			"managed_grant_ids": cty.StringVal(managed),
		}, at)
		if err != nil || !applies {
			t.Errorf("the policy for %s: applies %v, %v", one.Display, applies, err)
		}
		messages = append(messages, failed...)
	}
	want := []string{fmt.Sprintf("No configuration manages grant %s of %s for %s.", shadow, shadowClient, orders)}
	if !slices.Equal(messages, want) {
		t.Errorf("of %d grants, the policy finds %q, want %q", len(found), messages, want)
	}
}

// fromPlain is the inverse of acctest's Plain.
func fromPlain(value any) cty.Value {
	switch v := value.(type) {
	case string:
		return cty.StringVal(v)
	case bool:
		return cty.BoolVal(v)
	case int64:
		return cty.NumberIntVal(v)
	case []any:
		elements := make([]cty.Value, len(v))
		for i, one := range v {
			elements[i] = fromPlain(one)
		}
		return cty.TupleVal(elements)
	case map[string]any:
		attributes := map[string]cty.Value{}
		for name, one := range v {
			attributes[name] = fromPlain(one)
		}
		return cty.ObjectVal(attributes)
	default:
		return cty.NullVal(cty.DynamicPseudoType)
	}
}
