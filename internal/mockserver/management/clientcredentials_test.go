package management_test

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func TestPrivateKeyJWTClient(t *testing.T) {
	t.Parallel()
	tn := newTenant(t)
	credential := func(rest string) string {
		return `{"name":"c","client_authentication_methods":{"private_key_jwt":{"credentials":[{"credential_type":"public_key",` + rest + `}]}}}`
	}
	a := tn.call("POST", "/api/v2/clients", credential(`"name":"k","alg":"PS256","kid":"0123456789","expires_at":"2030-01-01T02:00:00+02:00","pem":`+compact(t, publicKeyPEM(t)))).
		want(201, `"client_authentication_methods":{"private_key_jwt":{"credentials":[{"id":"cred_`).without(`"pem"`, "BEGIN PUBLIC", "token_endpoint_auth_method")
	client := tn.stored(a.id("client_id"))
	if len(client.Credentials) != 1 || client.TokenEndpointAuthMethod != "" {
		t.Fatalf("stored as %+v", client)
	}
	key := client.Credentials[0]
	if key.Kid != "0123456789" || key.Alg != "PS256" || key.Name == nil || *key.Name != "k" || key.ExpiresAt != "2030-01-01T00:00:00.000Z" || key.PEM != publicKeyPEM(t) {
		t.Errorf("key: %+v", key)
	}
	path := "/api/v2/clients/" + client.ClientID
	tn.call("GET", path, "").want(200, key.ID)
	tn.call("PATCH", path, `{"name":"d"}`).want(200, key.ID)
	tn.call("PATCH", path, `{"client_authentication_methods":{"private_key_jwt":{"credentials":[{"id":"`+key.ID+`"}]}}}`).want(200, key.ID)
	tn.call("PATCH", path, `{"client_authentication_methods":{"private_key_jwt":{"credentials":[{"id":"cred_0000000000000000000000"}]}}}`).want(400, "no credential cred_0000000000000000000000")
	tn.call("PATCH", path, `{"token_endpoint_auth_method":"client_secret_post"}`).want(400, "exclude each other")
	tn.call("PATCH", path, `{"client_authentication_methods":null,"token_endpoint_auth_method":"client_secret_post"}`).want(200).without(key.ID)
	if client := tn.stored(client.ClientID); len(client.Credentials) != 1 || client.TokenEndpointAuthMethod != "client_secret_post" {
		t.Errorf("stored as %+v", client)
	}
	tn.call("PATCH", path, `{"client_authentication_methods":null,"token_endpoint_auth_method":null}`).want(400, "must not be null")

	fromCertificate := tn.stored(tn.newClient(credential(`"parse_expiry_from_cert":true,"pem":` + compact(t, certificatePEM(t))))).Credentials[0]
	if fromCertificate.Alg != "RS256" || fromCertificate.Kid == "" || fromCertificate.ExpiresAt != certificateEnd.Format("2006-01-02T15:04:05.000Z") {
		t.Errorf("key: %+v", fromCertificate)
	}
	tn.call("POST", "/api/v2/clients", credential(`"parse_expiry_from_cert":false,"expires_at":"2030-01-01T00:00:00Z","pem":`+compact(t, certificatePEM(t)))).
		want(201, `"expires_at":"2030-01-01T00:00:00.000Z"`)
	for rest, message := range map[string]string{
		`"pem":"x"`:                             "credentials[0]: pem: expected one PEM block",
		`"pem":` + compact(t, privateKeyPEM(t)): "private key; send the public one",
		`"alg":"HS256","pem":"x"`:               "'No enum match for: HS256'",
		`"kid":"short","pem":"x"`:               "too short (5 chars), minimum 10",
		`"expires_at":"soon","pem":"x"`:         "format date-time: soon",
		`"parse_expiry_from_cert":true,"pem":` + compact(t, publicKeyPEM(t)):                                       "needs a certificate",
		`"parse_expiry_from_cert":true,"expires_at":"2030-01-01T00:00:00Z","pem":` + compact(t, certificatePEM(t)): "exclude each other",
	} {
		tn.call("POST", "/api/v2/clients", credential(rest)).want(400, message).without("BEGIN")
	}
}

func TestCredentialsAreMadeReadChangedAndDeleted(t *testing.T) {
	t.Parallel()
	tn := newTenant(t)
	client := "/api/v2/clients/" + tn.newClient(`{"name":"c","app_type":"non_interactive"}`)
	at := client + "/credentials"
	tn.call("GET", at, "").want(200, "[]")
	key := `{"credential_type":"public_key","pem":` + compact(t, publicKeyPEM(t))
	made := tn.call("POST", at, key+`,"name":"k","alg":"RS384","expires_at":"2030-01-01T00:00:00Z"}`).want(201,
		`"credential_type":"public_key"`, `"name":"k"`, `"alg":"RS384"`, `"kid":"`+thumbprintOf(t)+`"`, `"expires_at":"2030-01-01T00:00:00.000Z"`,
		`"created_at":"2026-03-01T12:00:00.000Z"`, `"updated_at":"2026-03-01T12:00:00.000Z"`).without(`"pem"`, "BEGIN")
	id := made.id("id")
	other := tn.call("POST", at, `{"credential_type":"public_key","kid":"another-key","pem":`+compact(t, otherKeyPEM(t, 1))+`}`).
		want(201, `"alg":"RS256"`).without("expires_at", `"name"`).id("id")
	tn.call("GET", at+"/"+id, "").want(200, made.text)
	tn.call("GET", at, "").want(200, id, other, "[{")
	tn.call("GET", client, "").want(200).without(id)

	tn.now = tn.now.Add(time.Hour)
	tn.token = tn.sign(tn.claims(allScopes))
	tn.call("PATCH", at+"/"+id, `{"expires_at":"2096-05-13T09:33:13Z"}`).want(200, `"expires_at":"2096-05-13T09:33:13.000Z"`, `"updated_at":"2026-03-01T13:00:00.000Z"`)
	tn.call("PATCH", at+"/"+id, `{"expires_at":null}`).want(200).without("expires_at")
	tn.call("PATCH", at+"/"+id, `{"name":"x"}`).want(400, "Additional properties not allowed: name")
	tn.call("PATCH", at+"/"+id, `{"expires_at":"soon"}`).want(400, "format date-time: soon")

	for _, method := range []string{"GET", "PATCH"} {
		tn.call(method, at+"/cred_0000000000000000000000", `{}`).want(404, "inexistent_client_credential")
		tn.call(method, "/api/v2/clients/nobody/credentials/"+id, `{}`).want(404, "inexistent_client\"")
	}
	tn.call("POST", "/api/v2/clients/nobody/credentials", key+`}`).want(404, "inexistent_client\"")
	tn.call("GET", "/api/v2/clients/nobody/credentials", "").want(404, "inexistent_client\"")
	tn.call("DELETE", "/api/v2/clients/nobody/credentials/"+id, "").want(404, "inexistent_client\"")
	tn.call("DELETE", at+"/"+other, "").want(204)
	tn.call("GET", at+"/"+other, "").want(404)
}

// Recorded in TestAccClientAuthenticationMethodsPrivateKeyJWT (2026-05): the
// official provider asks for totals and gets an array (F1), in ascending order
// of kid.
func TestCredentialsAreListedByKid(t *testing.T) {
	t.Parallel()
	tn := newTenant(t)
	at := "/api/v2/clients/" + tn.newClient(`{"name":"c"}`) + "/credentials"
	kids := []string{"w000000000", "F000000000", "-000000000", "6000000000"}
	for i, kid := range kids {
		tn.call("POST", at, `{"credential_type":"public_key","kid":"`+kid+`","pem":`+compact(t, otherKeyPEM(t, i))+`}`).want(201)
	}
	got := tn.call("GET", at+"?include_totals=true&per_page=50", "").want(200).values("", "kid")
	if want := []string{"-000000000", "6000000000", "F000000000", "w000000000"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// F16: the texts are those that the official provider is prepared for; 204 for
// a missing credential is recorded (2023 to 2026).
func TestCredentialsOfAClientAreLimited(t *testing.T) {
	t.Parallel()
	tn := newTenant(t)
	client := "/api/v2/clients/" + tn.newClient(`{"name":"c"}`)
	at := client + "/credentials"
	add := func(i int, rest string) answer {
		return tn.call("POST", at, `{"credential_type":"public_key"`+rest+`,"pem":`+compact(t, otherKeyPEM(t, i))+`}`)
	}
	use := func(ids ...string) answer {
		var list []string
		for _, id := range ids {
			list = append(list, `{"id":"`+id+`"}`)
		}
		return tn.call("PATCH", client, `{"token_endpoint_auth_method":null,"client_authentication_methods":{"private_key_jwt":{"credentials":[`+
			strings.Join(list, ",")+`]}}}`)
	}
	first, second := add(0, "").want(201).id("id"), add(1, "").want(201).id("id")
	add(0, "").want(400).message("credentials contains public keys that already exist in client")
	tn.call("POST", at, `{"credential_type":"public_key","pem":`+compact(t, rsaPEM(t, 4097, 1))+`}`).want(400, "2048 to 4096 bits, not 4097")
	add(0, `,"kid":"another-kid"`).want(400).message("credentials contains public keys that already exist in client")
	third := add(2, "").want(201).id("id")
	use(first, second, third).want(400, "'Array is too long (3), maximum 2' on property client_authentication_methods.private_key_jwt.credentials")
	fourth := add(3, "").want(201).id("id")
	add(4, "").want(400).message("A client can have a maximum of 4 credentials.")

	use(first, second).want(200, first, second)
	tn.call("DELETE", at+"/"+first, "").want(400).message("Cannot delete credential still associated with a client")
	use(second).want(200, second).without(first)
	tn.call("DELETE", at+"/"+first, "").want(204)
	tn.call("DELETE", at+"/"+first, "").want(204)
	tn.call("PATCH", client, `{"signed_request_object":{"required":false,"credentials":[{"id":"`+third+`"}]}}`).want(200, third)
	tn.call("DELETE", at+"/"+third, "").want(400).message("Cannot delete credential still associated with a client")
	tn.call("DELETE", at+"/"+fourth, "").want(204)
	use().want(200, `"private_key_jwt":{"credentials":[]}`)
	tn.call("DELETE", at+"/"+second, "").want(204)
}

// F10: facts part 2, 2.2 and 2.3 (recorded 2024 and 2025-11).
func TestCertificatesOfAClient(t *testing.T) {
	t.Parallel()
	tn := newTenant(t)
	client := "/api/v2/clients/" + tn.newClient(`{"name":"c"}`)
	at := client + "/credentials"
	certificate := compact(t, certificatePEM(t))
	x509 := tn.call("POST", at, `{"credential_type":"x509_cert","pem":`+certificate+`}`).want(201, `"thumbprint_sha256":"`, `"expires_at":"2027-01-02T03:04:05.000Z"`).
		without("kid", "alg").id("id")
	tn.call("POST", at, `{"credential_type":"cert_subject_dn","pem":`+certificate+`}`).
		want(201, `"subject_dn":"OU=A + OU=B\nCN=test\nST=Madrid\nO=Example\\, Inc"`).without("expires_at", "kid", "alg")
	tn.call("POST", at, `{"credential_type":"cert_subject_dn","subject_dn":"CN=other"}`).want(201, `"subject_dn":"CN=other"`).without("expires_at")
	tn.call("PATCH", at+"/"+x509, `{"expires_at":"2030-01-01T00:00:00Z"}`).want(400, "only for credentials of type public_key")
	tn.call("PATCH", client, `{"client_authentication_methods":{"private_key_jwt":{"credentials":[{"id":"`+x509+`"}]}}}`).want(400, "is a x509_cert")
	tn.call("PATCH", client, `{"client_authentication_methods":{"self_signed_tls_client_auth":{"credentials":[{"id":"`+x509+`"}]}}}`).want(200, x509)
	for body, message := range map[string]string{
		`{}`:                               "Missing required property: credential_type",
		`{"credential_type":"tls"}`:        "No enum match for: tls",
		`{"credential_type":"public_key"}`: "pem: expected one PEM block, a PUBLIC KEY or a CERTIFICATE",
		`{"credential_type":"public_key","subject_dn":"CN=a"}`:                                           "subject_dn is only for credentials of type cert_subject_dn",
		`{"credential_type":"x509_cert","pem":` + compact(t, publicKeyPEM(t)) + `}`:                      "pem: expected one PEM block, a CERTIFICATE",
		`{"credential_type":"x509_cert","pem":` + compact(t, privateKeyPEM(t)) + `}`:                     "private key; send the public one",
		`{"credential_type":"x509_cert","pem":"-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----"}`: "a CERTIFICATE",
		`{"credential_type":"x509_cert","alg":"RS256","pem":` + certificate + `}`:                        "alg is only for credentials of type public_key",
		`{"credential_type":"x509_cert","subject_dn":"CN=a","pem":` + certificate + `}`:                  "subject_dn is only for",
		`{"credential_type":"cert_subject_dn","subject_dn":"CN=a","pem":` + certificate + `}`:            "exclude each other",
		`{"credential_type":"cert_subject_dn"}`:                                                          "pem: expected one PEM block",
	} {
		tn.call("POST", at, body).want(400, message).without("BEGIN")
	}
}

// Facts part 2, 2.4 (recorded 2023 to 2026): the answer to the POST has the
// credentials whole, later ones have their ids.
func TestInlineCredentialsAreAnsweredWholeOnce(t *testing.T) {
	t.Parallel()
	tn := newTenant(t)
	key := func(i int) string {
		return `{"credential_type":"public_key","name":"k","pem":` + compact(t, otherKeyPEM(t, i)) + `}`
	}
	a := tn.call("POST", "/api/v2/clients", `{"name":"c","client_authentication_methods":{"private_key_jwt":{"credentials":[`+key(0)+`]}},`+
		`"signed_request_object":{"required":true,"credentials":[`+key(1)+`]},"token_vault_privileged_access":{"credentials":[`+key(2)+`]}}`).
		want(201, `"client_authentication_methods":{"private_key_jwt":{"credentials":[{"id":"cred_`, `"credential_type":"public_key"`, `"kid":"`, `"alg":"RS256"`,
			`"name":"k"`, `"created_at":"2026-03-01T12:00:00.000Z"`, `"signed_request_object":{"credentials":[{"id":"cred_`,
			`"token_vault_privileged_access":{"credentials":[{"id":"cred_`).without("client_secret", "BEGIN PUBLIC")
	stored := tn.stored(a.id("client_id")).Credentials
	if len(stored) != 3 {
		t.Fatalf("%d credentials are stored", len(stored))
	}
	path := "/api/v2/clients/" + a.id("client_id")
	tn.call("GET", path, "").want(200, `"client_authentication_methods":{"private_key_jwt":{"credentials":[{"id":"`+stored[0].ID+`"}]}}`,
		`"signed_request_object":{"credentials":[{"id":"`+stored[1].ID+`"}],"required":true}`).without("credential_type")
	tn.call("DELETE", path+"/credentials/"+stored[2].ID, "").want(400)
	tn.call("PATCH", path, `{"token_vault_privileged_access":null}`).want(200)
	tn.call("DELETE", path+"/credentials/"+stored[2].ID, "").want(204)
	tn.call("POST", "/api/v2/clients", `{"name":"c","client_authentication_methods":{"private_key_jwt":{"credentials":[`+key(0)+`,`+key(0)+`]}}}`).
		want(400).message("credentials contains public keys that already exist in client")
}
