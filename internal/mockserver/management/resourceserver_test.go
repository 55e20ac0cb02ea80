package management_test

import (
	"testing"
)

// newAPI creates an API and returns its path.
func (tn *tenant) newAPI(body string) string {
	tn.t.Helper()
	return "/api/v2/resource-servers/" + tn.call("POST", "/api/v2/resource-servers", body).want(201).id("id")
}

func TestNewResourceServerHasTheServicesDefaults(t *testing.T) {
	t.Parallel()
	tn := newTenant(t)
	a := tn.call("POST", "/api/v2/resource-servers", `{"identifier":"https://a.example.test"}`).want(201)
	if len(a.id("id")) != 24 {
		t.Errorf("id %q is not 24 hexadecimal digits", a.id("id"))
	}
	delete(a.object, "id")
	want := `{"allow_offline_access":false,"identifier":"https://a.example.test","signing_alg":"RS256",` +
		`"skip_consent_for_verifiable_first_party_clients":false,` +
		`"subject_type_authorization":{"client":{"policy":"require_client_grant"},"user":{"policy":"allow_all"}},` +
		`"token_lifetime":86400,"token_lifetime_for_web":7200}`
	if got := compact(t, a.object); got != want {
		t.Errorf("got\n  %s, want\n  %s", got, want)
	}
}

func TestResourceServerKeepsEverythingThatWasSent(t *testing.T) {
	t.Parallel()
	tn := newTenant(t)
	body := `"name":"A","allow_offline_access":true,"allow_online_access":true,"allow_online_access_with_ephemeral_sessions":false,` +
		`"token_lifetime":3600,"token_lifetime_for_web":1800,"signing_alg":"PS256","token_dialect":"rfc9068_profile_authz",` +
		`"enforce_policies":true,"skip_consent_for_verifiable_first_party_clients":true,` +
		`"authorization_policy":{"policy_id":"p"},"consent_policy":"transactional-authorization-with-mfa"`
	a := tn.call("POST", "/api/v2/resource-servers", `{"identifier":"a",`+body+`}`)
	b := tn.call("PATCH", tn.newAPI(`{"identifier":"b"}`), `{`+body+`}`)
	for status, answer := range map[int]answer{201: a, 200: b} {
		answer.want(status, `"name":"A"`, `"allow_offline_access":true`, `"allow_online_access":true`,
			`"allow_online_access_with_ephemeral_sessions":false`, `"token_lifetime":3600`, `"token_lifetime_for_web":1800`,
			`"signing_alg":"PS256"`, `"token_dialect":"rfc9068_profile_authz"`, `"enforce_policies":true`,
			`"skip_consent_for_verifiable_first_party_clients":true`, `"authorization_policy":{"policy_id":"p"}`,
			`"consent_policy":"transactional-authorization-with-mfa"`)
	}
}

func TestResourceServerBodiesAreChecked(t *testing.T) {
	t.Parallel()
	tn := newTenant(t)
	tests := map[string]string{
		`{}`:                                    "'Missing required property: identifier'.",
		`{"identifier":"a","foo":1,"bar":2}`:    "'Additional properties not allowed: bar,foo'.",
		`{"identifier":1}`:                      "'Expected type string but found type integer' on property identifier",
		`{"identifier":""}`:                     "'String is too short (0 chars), minimum 1' on property identifier",
		`{"identifier":"a","signing_alg":"XX"}`: "'No enum match for: XX' on property signing_alg",
		`{"identifier":"a","signing_alg":"HS256","signing_secret":"abc"}`:                                                         "'String is too short (3 chars), minimum 16' on property signing_secret",
		`{"identifier":"a","token_lifetime":2592001}`:                                                                             "'Value 2592001 is greater than maximum 2592000' on property token_lifetime",
		`{"identifier":"a","token_lifetime":-1}`:                                                                                  "'Value -1 is less than minimum 0' on property token_lifetime",
		`{"identifier":"a","token_lifetime":1.5}`:                                                                                 "'Expected type integer but found type number' on property token_lifetime",
		`{"identifier":"a","name":"<a>"}`:                                                                                         "'String does not match pattern ^[^<>]+$: <a>' on property name (Display name of the API. Must not contain < or >.).",
		`{"identifier":"a","scopes":[{"value":""}]}`:                                                                              "'String is too short (0 chars), minimum 1' on property scopes[0].value",
		`{"identifier":"a","scopes":[{"description":"d"}]}`:                                                                       "'Missing required property: value' on property scopes[0]",
		`{"identifier":"a","scopes":[{"value":"x"},{"value":"x"}]}`:                                                               "scopes must be unique, but x occurs more than once.",
		`{"identifier":"a","signing_secret":"0123456789abcdef"}`:                                                                  "signing_secret is only for APIs with signing_alg HS256, not RS256.",
		`{"identifier":"a","token_lifetime":60,"token_lifetime_for_web":61}`:                                                      "token_lifetime_for_web (61) must not be greater than token_lifetime (60).",
		`{"identifier":"a","proof_of_possession":{"mechanism":"dpop"}}`:                                                           "'Missing required property: required' on property proof_of_possession",
		`{"identifier":"a","subject_type_authorization":{"client":{"policy":"allow_all"}}}`:                                       "'No enum match for: allow_all' on property subject_type_authorization.client.policy",
		`{"identifier":"a","token_encryption":{"format":"compact-nested-jwe","encryption_key":{"alg":"RSA-OAEP-256","pem":"x"}}}`: "token_encryption.encryption_key.pem: expected one PEM block",
	}
	for body, message := range tests {
		tn.call("POST", "/api/v2/resource-servers", body).want(400, `"errorCode":"invalid_body"`, jsonText(t, "Payload validation error: "+message))
	}
	tn.call("GET", "/api/v2/resource-servers/a", "").want(404)
	path := tn.newAPI(`{"identifier":"a"}`)
	tn.call("PATCH", path, `{"identifier":"b"}`).want(400).message("Payload validation error: 'Additional properties not allowed: identifier'.")
	tn.call("PATCH", path, `{"token_lifetime_for_web":86401}`).want(400, "must not be greater")
	tn.call("PATCH", path, `{"name":null}`).want(400, "'Expected type string but found type null' on property name")
	tn.call("PATCH", path, `{}`).want(200)
}

func TestIdentifierIsUnique(t *testing.T) {
	t.Parallel()
	tn := newTenant(t)
	tn.newAPI(`{"identifier":"a"}`)
	tn.call("POST", "/api/v2/resource-servers", `{"identifier":"a"}`).want(409, `"error":"Conflict"`, `"errorCode":"resource_server_conflict"`).
		message("A resource server with the same identifier already exists.")
}

func TestSigningSecretExistsOnlyWithHS256(t *testing.T) {
	t.Parallel()
	tn := newTenant(t)
	path := tn.newAPI(`{"identifier":"a","signing_alg":"HS256"}`)
	first := tn.call("GET", path, "").want(200).id("signing_secret")
	if len(first) < 16 {
		t.Errorf("the generated secret has %d characters", len(first))
	}
	tn.call("PATCH", path, `{"name":"n"}`).want(200, first)
	tn.call("PATCH", path, `{"signing_secret":"0123456789abcdef"}`).want(200, `"signing_secret":"0123456789abcdef"`)
	tn.call("PATCH", path, `{"signing_alg":"RS256","signing_secret":"0123456789abcdef"}`).want(400, "only for APIs with signing_alg HS256")
	tn.call("PATCH", path, `{"signing_alg":"RS256"}`).want(200).without("signing_secret")
	second := tn.call("PATCH", path, `{"signing_alg":"HS256"}`).want(200).id("signing_secret")
	if second == "0123456789abcdef" || second == first {
		t.Error("the secret from before came back")
	}
	tn.newAPI(`{"identifier":"b","signing_alg":"HS256","signing_secret":"given-secret-of-20-c"}`)
	tn.call("GET", "/api/v2/resource-servers/b", "").want(200, `"signing_secret":"given-secret-of-20-c"`)
}

func TestWebLifetimeFollowsTheLifetimeDownUnlessSent(t *testing.T) {
	t.Parallel()
	tn := newTenant(t)
	path := tn.newAPI(`{"identifier":"a","token_lifetime":3600}`)
	tn.call("GET", path, "").want(200, `"token_lifetime_for_web":3600`)
	tn.call("PATCH", path, `{"token_lifetime":60}`).want(200, `"token_lifetime_for_web":60`)
	tn.call("PATCH", path, `{"token_lifetime":7200}`).want(200, `"token_lifetime_for_web":60`)
	tn.call("PATCH", path, `{"token_lifetime":1e3,"token_lifetime_for_web":1000.0}`).want(200, `"token_lifetime":1000`, `"token_lifetime_for_web":1000`)
}

func TestScopesReplaceTheWholeListAndKeepWhatWasSent(t *testing.T) {
	t.Parallel()
	tn := newTenant(t)
	path := tn.newAPI(`{"identifier":"a"}`)
	tn.call("GET", path, "").want(200).without(`"scopes"`)
	tn.call("PATCH", path, `{"scopes":[{"value":"b","description":""},{"value":"a"},{"value":"c","description":"<C> & \"c\""}]}`).
		want(200, `"scopes":[{"value":"b","description":""},{"value":"a"},{"value":"c","description":"<C> & \"c\""}]`)
	tn.call("PATCH", path, `{"scopes":[{"value":"a"}]}`).want(200, `"scopes":[{"value":"a"}]`)
	tn.call("PATCH", path, `{"name":"n"}`).want(200, `"scopes":[{"value":"a"}]`)
	tn.call("PATCH", path, `{"scopes":[]}`).want(200, `"scopes":[]`)
	tn.call("GET", path, "").want(200, `"scopes":[]`)
	tn.newAPI(`{"identifier":"b","scopes":[]}`)
	tn.call("GET", "/api/v2/resource-servers/b", "").want(200, `"scopes":[]`)
}

func TestNullRemoves(t *testing.T) {
	t.Parallel()
	tn := newTenant(t)
	path := tn.newAPI(`{"identifier":"a","consent_policy":"transactional-authorization-with-mfa",` +
		`"authorization_details":[{"type":"payment"}],"authorization_policy":{"policy_id":"p"},` +
		`"proof_of_possession":{"mechanism":"mtls","required":false},` +
		`"token_encryption":{"format":"compact-nested-jwe","encryption_key":{"alg":"RSA-OAEP-256","pem":` + compact(t, certificatePEM(t)) + `}}}`)
	for _, name := range []string{"consent_policy", "authorization_details", "authorization_policy", "proof_of_possession", "token_encryption"} {
		tn.call("GET", path, "").want(200, `"`+name+`"`)
		tn.call("PATCH", path, `{"`+name+`":null}`).want(200).without(`"` + name + `"`)
	}
	tn.call("POST", "/api/v2/resource-servers", `{"identifier":"b","consent_policy":null,"authorization_details":null}`).
		want(201).without("consent_policy", "authorization_details")
	tn.call("PATCH", path, `{"authorization_details":[]}`).want(200, `"authorization_details":[]`)
}

func TestEncryptionKeyIsAnsweredByItsThumbprint(t *testing.T) {
	t.Parallel()
	tn := newTenant(t)
	encryption := func(pem string) string {
		return `{"token_encryption":{"format":"compact-nested-jwe","encryption_key":{"name":"n","kid":"k","alg":"RSA-OAEP-256","pem":` + compact(t, pem) + `}}}`
	}
	path := tn.newAPI(`{"identifier":"a"}`)
	certified := tn.call("PATCH", path, encryption(certificatePEM(t))).want(200, `"name":"n"`, `"kid":"k"`, `"format":"compact-nested-jwe"`).without(`"pem"`, "BEGIN")
	bare := tn.call("PATCH", path, encryption(publicKeyPEM(t))).want(200).without(`"pem"`, "BEGIN")
	// The certificate is of the same key, and RFC 7638 has the key's thumbprint.
	if a, b := compact(t, certified.object["token_encryption"]), compact(t, bare.object["token_encryption"]); a != b || len(b) == 0 {
		t.Errorf("certificate: %s, key: %s", a, b)
	}
	tn.call("GET", path, "").want(200, `"thumbprint_sha256":"`+thumbprintOf(t)+`"`).without(`"pem"`)
	tn.call("PATCH", path, `{"name":"n"}`).want(200, thumbprintOf(t))
	tn.call("PATCH", path, encryption(privateKeyPEM(t))).want(400, "private key; send the public one").without("BEGIN")
	tn.call("PATCH", path, encryption(shortKeyPEM(t))).want(400, "2048 bits or more")
	tn.call("PATCH", path, encryption(publicKeyPEM(t)+publicKeyPEM(t))).want(400, "one PEM block")
}

func TestProofOfPossessionSaysForWhomOnlyWithRequiredDPoP(t *testing.T) {
	t.Parallel()
	tn := newTenant(t)
	path := tn.newAPI(`{"identifier":"a"}`)
	tests := map[string]string{
		`{"mechanism":"dpop","required":true}`:                                 `{"mechanism":"dpop","required":true,"required_for":"all_clients"}`,
		`{"mechanism":"dpop","required":true,"required_for":"public_clients"}`: `{"mechanism":"dpop","required":true,"required_for":"public_clients"}`,
		`{"mechanism":"dpop","required":false}`:                                `{"mechanism":"dpop","required":false}`,
		`{"mechanism":"mtls","required":true}`:                                 `{"mechanism":"mtls","required":true}`,
	}
	for sent, want := range tests {
		tn.call("PATCH", path, `{"proof_of_possession":`+sent+`}`).want(200, `"proof_of_possession":`+want+`,"subject`)
	}
}

func TestSubjectTypesAreSettingsOfTheirOwn(t *testing.T) {
	t.Parallel()
	tn := newTenant(t)
	path := tn.newAPI(`{"identifier":"a","subject_type_authorization":{"user":{"policy":"deny_all"}}}`)
	tn.call("GET", path, "").want(200, `{"client":{"policy":"require_client_grant"},"user":{"policy":"deny_all"}}`)
	tn.call("PATCH", path, `{"subject_type_authorization":{"client":{"policy":"deny_all"}}}`).
		want(200, `{"client":{"policy":"deny_all"},"user":{"policy":"deny_all"}}`)
	tn.call("PATCH", path, `{"subject_type_authorization":{"user":{"policy":"allow_all"},"client":{}}}`).
		want(200, `{"client":{"policy":"deny_all"},"user":{"policy":"allow_all"}}`)
}

func TestDeletingAResourceServerTakesItsGrantsAndSucceedsTwice(t *testing.T) {
	t.Parallel()
	tn := newTenant(t)
	path := tn.newAPI(`{"identifier":"a","scopes":[{"value":"read:a"}]}`)
	client := tn.newClient(`{"name":"c"}`)
	grant := tn.call("POST", "/api/v2/client-grants", `{"client_id":"`+client+`","audience":"a","scope":["read:a"]}`).want(201).id("id")
	tn.call("DELETE", path, "").want(204)
	tn.call("DELETE", path, "").want(204)
	tn.call("DELETE", "/api/v2/resource-servers/a", "").want(204)
	// F14 (recorded 2025).
	tn.call("GET", path, "").want(404, `"errorCode":"inexistent_resource_server"`).message("The resource server does not exist")
	tn.call("PATCH", path, `{}`).want(404).message("The resource server does not exist")
	tn.call("GET", "/api/v2/client-grants/"+grant, "").want(404, "inexistent_client_grant")
}

func TestSystemAPI(t *testing.T) {
	t.Parallel()
	tn := newTenant(t)
	path := "/api/v2/resource-servers/" + escapeAll(audience)
	tn.call("GET", path, "").want(200, `"is_system":true`, `"name":"Auth0 Management API"`, `"read:resource_servers"`)
	tn.call("PATCH", path, `{"token_lifetime":3600,"token_lifetime_for_web":1800,"skip_consent_for_verifiable_first_party_clients":true}`).
		want(200, `"token_lifetime":3600`, `"token_lifetime_for_web":1800`)
	tn.call("PATCH", path, `{"scopes":[],"name":"x"}`).want(400, `"errorCode":"operation_not_supported"`, "not name, scopes")
	tn.call("DELETE", path, "").want(400, "operation_not_supported", "system API")
	tn.call("GET", path, "").want(200, `"token_lifetime":3600`)
}

// F17: recorded 2025-08, with a filter and totals.
func TestFieldsOfAResourceServer(t *testing.T) {
	t.Parallel()
	tn := newTenant(t)
	path := tn.newAPI(`{"identifier":"a","scopes":[{"value":"s"}]}`)
	id := tn.call("GET", path, "").want(200).id("id")
	const list = "/api/v2/resource-servers?fields=id,identifier&identifiers=a&include_fields=true&include_totals=true&per_page=50"
	tn.call("GET", list, "").want(200, `"total":1`, `"start":0`, `"limit":50`, `"resource_servers":[{"id":"`+id+`","identifier":"a"}]`)
	if got, want := tn.call("GET", path+"?fields=identifier", "").want(200).text, `{"identifier":"a"}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	tn.call("GET", path+"?fields=scopes,id&include_fields=false", "").want(200, `"identifier":"a"`).without("scopes", `"id"`)
	tn.call("GET", path+"?fields=", "").want(400)
}
