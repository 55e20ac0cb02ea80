package provider_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider"
	"github.com/auth0api/terraform-provider-auth0api/internal/token/verify/forge"
)

const hsSecret = "an-hs256-s3cret-of-an-api"

// expectArgumentError checks that a function refuses an argument, counted from
// 0, and that its error repeats none of the arguments that may be secret.
func expectArgumentError(t *testing.T, got acctest.Result, argument int64, says string, secrets ...string) {
	t.Helper()
	if got.Argument != argument || !strings.Contains(got.Error, says) {
		t.Errorf("the error is %q at argument %d, want %q at %d", got.Error, got.Argument, says, argument)
	}
	for _, secret := range secrets {
		if secret != "" && strings.Contains(got.Error, secret) {
			t.Errorf("the error repeats %q: %s", secret, got.Error)
		}
	}
}

// tokenOf is an access token of the tenant.
func tokenOf(t *testing.T, tenant *acctest.Tenant, config acctest.Values) string {
	t.Helper()
	got := connected(t, tenant).ReadData("auth0api_token", config)
	mustHaveNone(t, got)
	token, _ := got.Attribute("access_token").(string)
	return token
}

// jwksOf is what the tenant publishes.
func jwksOf(t *testing.T, tenant *acctest.Tenant) string {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, tenant.URL+jwksRoute, nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// text is an argument for a dynamic parameter.
func text(s string) tftypes.Value { return tftypes.NewValue(tftypes.String, s) }

func textList(texts ...string) tftypes.Value {
	values := make([]tftypes.Value, len(texts))
	for i, s := range texts {
		values[i] = text(s)
	}
	return tftypes.NewValue(tftypes.List{ElementType: tftypes.String}, values)
}

// claims are an object of Terraform's.
func claims(members map[string]tftypes.Value) tftypes.Value {
	types := map[string]tftypes.Type{}
	for name, member := range members {
		types[name] = member.Type()
	}
	return tftypes.NewValue(tftypes.Object{AttributeTypes: types}, members)
}

func TestDecodeToken(t *testing.T) {
	t.Parallel()
	p := plugin(t)
	got := p.Call("decode_token", forge.Sign("HS256", []byte(hsSecret), acctest.Object{"alg": "HS256"}, acctest.Object{"sub": "a", "exp": 1, "permissions": []string{"x"}}))
	decoded, _ := got.Value.(map[string]any)
	header, _ := decoded["header"].(map[string]any)
	body, _ := decoded["claims"].(map[string]any)
	if got.Error != "" || header["alg"] != "HS256" || body["sub"] != "a" || body["exp"] != int64(1) || len(texts(body["permissions"])) != 1 {
		t.Errorf("got %+v", got)
	}
	for token, says := range map[string]string{
		"":                     "got 1",
		"s3cret.part":          "got 2",
		"s3cret.s3cret.AAAA":   "the header of the token",
		"s3cr.a.b.c.d":         "only the API that has the key can read it",
		`{"payload":"s3cret"}`: "JSON serialisation",
	} {
		expectArgumentError(t, p.Call("decode_token", token), 0, says, "s3cr")
	}
}

func TestVerifyTokenReturnsTheClaimsOfAGoodToken(t *testing.T) {
	t.Parallel()
	p := plugin(t) // functions need no configuration
	for name, c := range map[string]struct {
		api acctest.Object
		key func(*acctest.Tenant) string
	}{
		"RS256": {nil, func(tenant *acctest.Tenant) string { return jwksOf(t, tenant) }},
		"PS256": {acctest.Object{"signing_alg": "PS256"}, func(tenant *acctest.Tenant) string { return "\ufeff \n" + jwksOf(t, tenant) }},
		"HS256": {acctest.Object{"signing_alg": "HS256", "signing_secret": hsSecret}, func(*acctest.Tenant) string { return hsSecret }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tenant, config := reading(t, c.api)
			token := tokenOf(t, tenant, with(config, acctest.Values{"signing_secret": c.api["signing_secret"]}))
			got := p.Call("verify_token", token, c.key(tenant), tenant.URL+"/", appointments)
			if body, _ := got.Value.(map[string]any); got.Error != "" || body["scope"] != "read:a cancel:a" {
				t.Errorf("got %+v", got)
			}
		})
	}
}

// x5cOf is the certificate of a key set's first key.
func x5cOf(t *testing.T, jwks string) string {
	t.Helper()
	var set struct {
		Keys []struct{ X5C []string }
	}
	if err := json.Unmarshal([]byte(jwks), &set); err != nil || len(set.Keys) == 0 || len(set.Keys[0].X5C) == 0 {
		t.Fatalf("no certificate in %s (%v)", jwks, err)
	}
	return set.Keys[0].X5C[0]
}

func TestVerifyTokenSaysWhichArgumentIsWrong(t *testing.T) {
	t.Parallel()
	tenant, config := reading(t, nil)
	token, jwks, issuer := tokenOf(t, tenant, config), jwksOf(t, tenant), tenant.URL+"/"
	p := plugin(t)
	hs := forge.Sign("HS256", []byte(hsSecret), acctest.Object{"alg": "HS256", "typ": "JWT"}, acctest.Object{"iss": issuer, "aud": appointments, "exp": time.Now().Add(time.Hour).Unix()})
	for name, c := range map[string]struct {
		token, key, issuer, audience string
		argument                     int64
		says                         string
	}{
		"another signature":      {token[:len(token)-8] + "AAAAAAAA", jwks, issuer, appointments, 0, "signature is not valid"},
		"another secret":         {hs, "another-s3cret-of-an-api", issuer, appointments, 0, "signature is not valid"},
		"no token":               {"s3cret", jwks, issuer, appointments, 0, "got 1"},
		"another key set":        {token, `{"keys":[]}`, issuer, appointments, 1, "not among the known keys"},
		"another issuer":         {token, jwks, "https://elsewhere.example/", appointments, 2, `expected "https://elsewhere.example/"`},
		"issuer without slash":   {token, jwks, tenant.URL, appointments, 2, "the token's issuer is"},
		"no issuer":              {token, jwks, "", appointments, 2, "at least 1"},
		"another audience":       {token, jwks, issuer, "urn:other", 3, `expected "urn:other"`},
		"no audience":            {token, jwks, issuer, "", 3, "at least 1"},
		"RS256 by a secret":      {token, hsSecret, issuer, appointments, 0, `the token's algorithm is "RS256"; expected "HS256"`},
		"HS256 by a key set":     {hs, jwks, issuer, appointments, 0, `the token's algorithm is "HS256"; expected "RS256"`},
		"a PEM key as a secret":  {hs, "\n-----BEGIN PUBLIC KEY-----\nMIIB", issuer, appointments, 1, "it is a key or certificate, which is public"},
		"a certificate's x5c":    {hs, x5cOf(t, jwks), issuer, appointments, 1, "it is a key or certificate, which is public"},
		"a key set in quotes":    {hs, strconv.Quote(strings.TrimSpace(jwks)), issuer, appointments, 1, "is no JWKS"},
		"a list of keys":         {hs, `[{"kty":"RSA"}, {"kty":"RSA"}]`, issuer, appointments, 1, "is no JWKS"},
		"a URL":                  {hs, "https://tenant.example/.well-known/jwks.json", issuer, appointments, 1, "a function makes no requests"},
		"a short secret":         {hs, "fifteen-letters", issuer, appointments, 1, "at least 16 characters"},
		"no secret":              {hs, "", issuer, appointments, 1, "at least 16 characters"},
		"half a key set":         {hs, jwks[:len(jwks)-2], issuer, appointments, 1, "is no JWKS"},
		"one key":                {hs, `{"kty":"oct","k":"c2VjcmV0c2VjcmV0c2VjcmV0"}`, issuer, appointments, 1, "is no JWKS"},
		"a secret in a key set":  {hs, `{"keys":[{"kty":"oct","k":"YW4taHMyNTYtczNjcmV0LW9mLWFuLWFwaQ"}]}`, issuer, appointments, 0, "expected \"RS256\""},
		"something else in keys": {hs, `{"keys":"s3cret"}`, issuer, appointments, 1, "is no JWKS"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			expectArgumentError(t, p.Call("verify_token", c.token, c.key, c.issuer, c.audience), c.argument, c.says, c.token, c.key, "s3cret")
		})
	}
}

func TestWhoKnowsThePublicKeyCannotSignWithItAsASecret(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	jwks, issuer := jwksOf(t, tenant), tenant.URL+"/"
	var keys struct{ Keys []acctest.Object }
	if err := json.Unmarshal([]byte(jwks), &keys); err != nil {
		t.Fatal(err)
	}
	body := acctest.Object{"iss": issuer, "aud": appointments, "exp": time.Now().Add(time.Hour).Unix()}
	for _, header := range []acctest.Object{
		{"alg": "HS256", "typ": "JWT", "kid": keys.Keys[0]["kid"]},
		{"alg": "RS256", "typ": "JWT", "kid": keys.Keys[0]["kid"]},
		{"alg": "none", "typ": "JWT"},
	} {
		for _, public := range []string{jwks, strings.TrimSpace(jwks), keys.Keys[0]["n"].(string)} {
			if got := plugin(t).Call("verify_token", forge.Sign("HS256", []byte(public), header, body), jwks, issuer, appointments); got.Error == "" {
				t.Errorf("a token of header %v that was signed with what is public is good: %v", header, got.Value)
			}
		}
	}
}

func TestVerifyTokenGoesByTheProvidersClock(t *testing.T) {
	t.Parallel()
	tenant, config := reading(t, acctest.Object{"token_lifetime": 3600})
	token, jwks := tokenOf(t, tenant, config), jwksOf(t, tenant)
	for late, says := range map[time.Duration]string{0: "", 50 * time.Minute: "", 62 * time.Minute: "the token expired at", -2 * time.Minute: "issued at"} {
		p := acctest.NewPlugin(t, provider.NewWith("test", nil, func() time.Time { return time.Now().Add(late) }))
		got := p.Call("verify_token", token, jwks, tenant.URL+"/", appointments)
		if says == "" && got.Error == "" {
			continue
		}
		expectArgumentError(t, got, 0, says, token)
		if says == "" {
			t.Errorf("%s later the token is refused", late)
		}
	}
}

func TestHasScopes(t *testing.T) {
	t.Parallel()
	p := plugin(t)
	both := claims(map[string]tftypes.Value{"scope": text("read:a  write:a"), "permissions": textList("cancel:a", "with space")})
	for name, c := range map[string]struct {
		claims tftypes.Value
		scopes []any
		want   bool
	}{
		"one of scope":          {both, []any{"write:a"}, true},
		"one of permissions":    {both, []any{"cancel:a"}, true},
		"one of each":           {both, []any{"cancel:a", "read:a"}, true},
		"one is missing":        {both, []any{"read:a", "delete:a"}, false},
		"part of a scope":       {both, []any{"read"}, false},
		"another case":          {both, []any{"Read:a"}, false},
		"none wanted":           {both, []any{}, true},
		"no claims":             {claims(nil), []any{"read:a"}, false},
		"null claims":           {claims(map[string]tftypes.Value{"scope": tftypes.NewValue(tftypes.String, nil), "permissions": tftypes.NewValue(tftypes.DynamicPseudoType, nil)}), []any{"a"}, false},
		"a map":                 {tftypes.NewValue(tftypes.Map{ElementType: tftypes.String}, map[string]tftypes.Value{"scope": text("read:a")}), []any{"read:a"}, true},
		"a tuple":               {claims(map[string]tftypes.Value{"permissions": tftypes.NewValue(tftypes.Tuple{ElementTypes: []tftypes.Type{tftypes.String}}, []tftypes.Value{text("a")})}), []any{"a"}, true},
		"another claim's scope": {claims(map[string]tftypes.Value{"scp": text("read:a"), "roles": textList("read:a")}), []any{"read:a"}, false},
	} {
		if got := p.Call("has_scopes", c.claims, c.scopes); got.Error != "" || got.Value != c.want {
			t.Errorf("%s: got %+v, want %t", name, got, c.want)
		}
	}
	for name, c := range map[string]struct {
		claims   tftypes.Value
		scopes   []any
		argument int64
		says     string
	}{
		"a token":              {text("s3cret.s3cret.s3cret"), []any{"a"}, 0, "The claims are not an object"},
		"scope is a list":      {claims(map[string]tftypes.Value{"scope": textList("s3cret")}), []any{"a"}, 0, "The claim scope is not a string"},
		"permissions are text": {claims(map[string]tftypes.Value{"permissions": text("s3cret")}), []any{"a"}, 0, "The claim permissions is not a list"},
		"permissions of numbers": {claims(map[string]tftypes.Value{"permissions": tftypes.NewValue(tftypes.List{ElementType: tftypes.Number}, []tftypes.Value{tftypes.NewValue(tftypes.Number, 1)})}),
			[]any{"a"}, 0, "an element that is not a string"},
		"two in one":    {both, []any{"read:a write:a"}, 1, `would carry "read:a" and "write:a" instead`},
		"an empty name": {both, []any{""}, 1, "Invalid scope name: It is empty"},
		"a null name":   {both, []any{nil}, 1, "null"},
	} {
		got := p.Call("has_scopes", c.claims, c.scopes)
		expectArgumentError(t, got, c.argument, c.says, "s3cret")
		if t.Failed() {
			t.Fatal(name)
		}
	}
}

func TestScopeIDIsTheOneThatImports(t *testing.T) {
	t.Parallel()
	tenant := apiWithScopes(t, acctest.Object{"value": "read:appointments"})
	p := connected(t, tenant)
	id := p.Call("scope_id", appointments, "read:appointments")
	if id.Value != appointments+"::read:appointments" {
		t.Fatalf("got %+v", id)
	}
	imported := p.Import("auth0api_resource_server_scope", id.Value.(string))
	mustHaveNone(t, imported)
	if imported.Attribute("id") != id.Value || imported.Attribute("scope") != "read:appointments" {
		t.Errorf("imported %s", imported.Value)
	}
	expectArgumentError(t, p.Call("scope_id", "", "a"), 0, "between 1 and 600")
	expectArgumentError(t, p.Call("scope_id", strings.Repeat("i", 601), "a"), 0, "between 1 and 600")
	expectArgumentError(t, p.Call("scope_id", "i", ""), 1, "between 1 and 280")
	expectArgumentError(t, p.Call("scope_id", "i", "not admin"), 1, `carry "not" and "admin" instead`)
	expectArgumentError(t, p.Call("scope_id", "i", strings.Repeat("s", 281)), 1, "between 1 and 280")
	if got := p.Call("scope_id", strings.Repeat("i", 600), strings.Repeat("s", 280)); got.Error != "" {
		t.Errorf("the longest ID: %s", got.Error)
	}
}
