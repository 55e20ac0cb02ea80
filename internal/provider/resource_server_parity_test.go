package provider_test

import (
	"maps"
	"reflect"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

const apiResource = "auth0api_resource_server"

type (
	object = map[string]any
	list   = []any
)

// settingLife is what happens to one setting of an object.
type settingLife struct {
	// first and second are the values that are configured one after the other.
	first, second any
	// property is the Management API's name of the setting, if it differs.
	property string
	// has and hasThen are the tenant's property after each; first and second unless
	// set.
	has, hasThen any
	// byHand is the value that is set outside Terraform.
	byHand any
	// stays means that removing the setting from the configuration leaves it as it
	// is. Any other setting is then cleared at the tenant, or has the value of left.
	stays bool
	left  any
}

func resourceServerLives() map[string]settingLife {
	return map[string]settingLife{
		"name":                 {first: "One", second: "Two", byHand: "Three", stays: true},
		"signing_alg":          {first: "PS256", second: "RS512", byHand: "RS256", stays: true},
		"allow_offline_access": {first: true, second: false, byHand: true, stays: true},
		"allow_online_access":  {first: true, second: false, byHand: true, stays: true},
		"allow_online_access_with_ephemeral_sessions": {first: true, second: false, byHand: true, stays: true},
		"token_lifetime":         {first: int64(8000), second: int64(9000), has: 8000.0, hasThen: 9000.0, byHand: 10000.0, stays: true},
		"token_lifetime_for_web": {first: int64(80), second: int64(90), has: 80.0, hasThen: 90.0, byHand: 100.0, stays: true},
		"skip_consent_for_verifiable_first_party_clients": {first: true, second: false, byHand: true, stays: true},
		"enforce_policies":      {first: true, second: false, byHand: true, stays: true},
		"token_dialect":         {first: "access_token_authz", second: "rfc9068_profile", byHand: "access_token", stays: true},
		"verification_location": {first: "https://a.example.test/jwks", second: "http://b.example.test", property: "verificationLocation", byHand: "https://c.example.test/"},
		"consent_policy":        {first: "transactional-authorization-with-mfa", second: "transactional-authorization-with-mfa"},
		"authorization_policy":  {first: object{"policy_id": "p1"}, second: object{"policy_id": "p2"}, byHand: object{"policy_id": "p3"}},
		"authorization_details": {
			first: list{object{"type": "payment"}, object{"type": "rent"}}, second: list{object{"type": "rent"}}, byHand: list{object{"type": "gift"}},
		},
		"proof_of_possession": {
			first: object{"mechanism": "dpop", "required": true}, second: object{"mechanism": "mtls", "required": false},
			has:    object{"mechanism": "dpop", "required": true, "required_for": "all_clients"},
			byHand: object{"mechanism": "dpop", "required": true, "required_for": "public_clients"},
		},
		"subject_type_authorization": {
			first: object{"user": object{"policy": "deny_all"}}, second: object{"client": object{"policy": "deny_all"}},
			has:     object{"user": object{"policy": "deny_all"}, "client": object{"policy": "require_client_grant"}},
			hasThen: object{"user": object{"policy": "deny_all"}, "client": object{"policy": "deny_all"}},
			byHand:  object{"client": object{"policy": "require_client_grant"}},
			stays:   true,
		},
	}
}

func TestEachSettingOfAnAPIIsSetChangedClearedImportedAndWatched(t *testing.T) {
	t.Parallel()
	for name, life := range resourceServerLives() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tenant := acctest.NewTenant(t)
			life.run(t, name, &livingObject{
				tenant: tenant, resource: apiResource, kind: "resource-servers",
				required: acctest.Values{"identifier": appointments},
				has:      func(acctest.Answer) acctest.Object { return tenant.ResourceServer(appointments) },
			})
		})
	}
}

// livingObject is an object of Terraform's and of the tenant's.
type livingObject struct {
	tenant         *acctest.Tenant
	resource, kind string
	// required are the attributes that the configuration needs besides.
	required acctest.Values
	// has reads the object from the tenant.
	has func(acctest.Answer) acctest.Object
	now acctest.Answer
}

func (o *livingObject) config(name string, value any) acctest.Values {
	config := maps.Clone(o.required)
	config[name] = value
	return config
}

// applies plans and applies, at the price of so many writes.
func (o *livingObject) applies(t *testing.T, config acctest.Values, writes map[string]int) {
	t.Helper()
	o.tenant.Requests.Reset()
	// Each apply of Terraform's is another process.
	o.now = connected(t, o.tenant).ApplyAfter(o.resource, o.now, config)
	mustHaveNone(t, o.now)
	expectWrites(t, o.tenant, writes)
}

// plansNothing refreshes, and checks that nothing is to be done then.
func (o *livingObject) plansNothing(t *testing.T, config acctest.Values) {
	t.Helper()
	p := o.refresh(t)
	if plan := p.PlanAfter(o.resource, o.now, config); len(plan.Diagnostics) > 0 || !plan.Value.Equal(o.now.Value) {
		t.Errorf("%s\nis planned after\n%s, %q, want nothing to do", plan.Value, o.now.Value, plan.Diagnostics)
	}
}

func (o *livingObject) refresh(t *testing.T) *acctest.Plugin {
	t.Helper()
	p := connected(t, o.tenant)
	read := p.Read(o.resource, o.now.Value)
	mustHaveNone(t, read)
	o.now.Value = read.Value
	return p
}

func (l settingLife) run(t *testing.T, name string, o *livingObject) {
	t.Helper()
	property := l.property
	if property == "" {
		property = name
	}
	patched := map[string]int{"PATCH /api/v2/" + o.kind + "/{id}": 1}
	holds := func(when string, want any) {
		t.Helper()
		if got := o.has(o.now)[property]; !reflect.DeepEqual(got, want) {
			t.Errorf("%s, the tenant has %s = %v, want %v", when, property, got, want)
		}
	}
	has, hasThen := or(l.has, l.first), or(l.hasThen, l.second)
	left := l.left
	if l.stays {
		left = hasThen
	}

	o.applies(t, o.config(name, l.first), map[string]int{"POST /api/v2/" + o.kind: 1})
	holds("after the create", has)
	o.plansNothing(t, o.config(name, l.first))
	id, _ := o.now.Attribute("id").(string)

	if !reflect.DeepEqual(l.first, l.second) {
		o.applies(t, o.config(name, l.second), patched)
		holds("after the update", hasThen)
		o.plansNothing(t, o.config(name, l.second))
	}
	if l.byHand != nil {
		o.tenant.Change(o.kind, id, acctest.Object{property: l.byHand})
		o.refresh(t)
		o.applies(t, o.config(name, l.second), patched)
		holds("after a change by hand and an apply", hasThen)
	}

	imported := connected(t, o.tenant).Import(o.resource, id)
	mustHaveNone(t, imported)
	before := o.now
	o.now = imported
	o.plansNothing(t, o.config(name, l.second))
	if !o.now.Value.Equal(before.Value) {
		t.Errorf("imported:\n%s\nwant\n%s", o.now.Value, before.Value)
	}
	o.plansNothing(t, o.required) // a setting that was not removed from the configuration follows the tenant

	o.now = before
	if l.stays {
		o.plansNothing(t, o.required)
	} else {
		o.applies(t, o.required, patched)
	}
	holds("without the setting", left)
	o.plansNothing(t, o.required)

	o.tenant.Change(o.kind, id, acctest.Object{property: or(l.byHand, l.first)})
	o.plansNothing(t, o.required)
}

func or(value, otherwise any) any {
	if value == nil {
		return otherwise
	}
	return value
}
