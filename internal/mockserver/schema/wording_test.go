package schema_test

import (
	"errors"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/schema"
)

func compiled(t testing.TB) *schema.Schemas {
	t.Helper()
	schemas, err := schema.Compile()
	if err != nil {
		t.Fatal(err)
	}
	return schemas
}

// check validates a JSON text and returns what is wrong with it, or "".
func check(t testing.TB, schemas *schema.Schemas, name schema.Name, text string) string {
	t.Helper()
	value, err := schema.DecodeJSON([]byte(text))
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	err = schemas.Check(name, value)
	if err == nil {
		return ""
	}
	var violations schema.Violations
	if !errors.As(err, &violations) {
		t.Fatalf("%s: %v is no violation", text, err)
	}
	return violations.Error()
}

func TestViolationsAreSaidAsTheServiceSaysThem(t *testing.T) {
	t.Parallel()
	const rs, grant, client = schema.ResourceServerCreate, schema.ClientGrantUpdate, schema.ClientCreate
	tests := []struct {
		name       schema.Name
		text, want string
	}{
		{rs, `{"identifier":"a","foo":1}`, "'Additional properties not allowed: foo'."},
		{rs, `{"identifier":"a","b":1,"a":2}`, "'Additional properties not allowed: a,b'."},
		{rs, `{}`, "'Missing required property: identifier'."},
		{rs, `"a"`, "'Expected type object but found type string'."},
		{rs, `{"identifier":"a","enforce_policies":1}`,
			"'Expected type boolean but found type integer' on property enforce_policies (Whether authorization policies are enforced.)."},
		{rs, `{"identifier":"a","allow_online_access":null}`, "'Expected type boolean but found type null' on property allow_online_access."},
		{rs, `{"identifier":"a","authorization_details":{}}`, "'Expected type array,null but found type object' on property authorization_details."},
		{rs, `{"identifier":"a","token_dialect":"x"}`, "'No enum match for: x' on property token_dialect."},
		{rs, `{"identifier":"a","token_encryption":{"format":["x"],"encryption_key":{"alg":"RSA-OAEP-256","pem":"p"}}}`,
			"'No enum match for: [\"x\"]' on property token_encryption.format."},
		{rs, `{"identifier":"a","scopes":[{"value":"ok"},7]}`, "'Expected type object but found type integer' on property scopes[1]."},
		{rs, `{"identifier":"a","scopes":[{"value":"ok","description":5}]}`, "'Expected type string but found type integer' on property scopes[0].description."},
		{rs, `{"identifier":"a","scopes":5}`, "'Expected type array but found type integer' on property scopes (Scopes (permissions) that the API defines.)."},
		{grant, `{}`, "'Too few properties defined (0), minimum 1'."},
		{grant, `{"scope":["ü",""]}`, "'String is too short (0 chars), minimum 1' on property scope[1]."},
		{client, `{"name":"a","par_request_expiry":5}`, "'Value 5 is less than minimum 10' on property par_request_expiry."},
		{client, `{"name":"a","par_request_expiry":600.5}`, "'Expected type integer,null but found type number' on property par_request_expiry."},
		{client, `{"name":"a","organization_discovery_methods":[]}`, "'Array is too short (0), minimum 1' on property organization_discovery_methods."},
		{client, `{"name":"a","logo_uri":"x"}`, "'Object didn't pass validation for format absolute-uri-or-empty: x' on property logo_uri."},
		{client, `{"name":"a","addons":{"sharepoint":{"external_url":5}}}`,
			"'Data does not match any schemas from 'oneOf'' on property addons.sharepoint.external_url."},
	}
	schemas := compiled(t)
	for _, test := range tests {
		if got := check(t, schemas, test.name, test.text); got != test.want {
			t.Errorf("%s\n  got  %s\n  want %s", test.text, got, test.want)
		}
	}
}

func TestSeveralViolationsComeInAStableOrder(t *testing.T) {
	t.Parallel()
	schemas := compiled(t)
	text := `{"name":"<","foo":1,"token_lifetime":"1","scopes":[{"value":5},{}]}`
	want := "'Additional properties not allowed: foo' (also) 'Missing required property: identifier' (also) " +
		"'String does not match pattern ^[^<>]+$: <' on property name (Display name of the API. Must not contain < or >.) (also) " +
		"'Expected type integer but found type string' on property token_lifetime (Lifetime of access tokens, in seconds.) (also) " +
		"'Missing required property: value' on property scopes[1] (also) " +
		"'Expected type string but found type integer' on property scopes[0].value."
	for range 20 {
		if got := check(t, schemas, schema.ResourceServerCreate, text); got != want {
			t.Fatalf("got\n  %s, want\n  %s", got, want)
		}
	}
}

func TestValidBodiesHaveNoViolations(t *testing.T) {
	t.Parallel()
	schemas := compiled(t)
	for text, name := range map[string]schema.Name{
		`{"identifier":"a","token_lifetime":2592000,"token_lifetime_for_web":0,"allow_online_access_with_ephemeral_sessions":true}`: schema.ResourceServerCreate,
		`{"token_lifetime_for_web":1e3,"allow_online_access_with_ephemeral_sessions":false,"consent_policy":null,"token_encryption":null,` +
			`"proof_of_possession":null,"authorization_details":null,"authorization_policy":null}`: schema.ResourceServerUpdate,
		`{}`:                          schema.ResourceServerUpdate,
		`{"audience":"a","scope":[]}`: schema.ClientGrantCreate,
		`{"scope":null}`:              schema.ClientGrantUpdate,
		`{"name":"a","cross_origin_loc":"https://a.example.test","logo_uri":"","initiate_login_uri":""}`: schema.ClientCreate,
		`{"cross_origin_loc":null,"client_authentication_methods":null,"refresh_token":null}`:            schema.ClientUpdate,
	} {
		if got := check(t, schemas, name, text); got != "" {
			t.Errorf("%s: %s", text, got)
		}
	}
}
