package management_test

import (
	"testing"
	"time"
)

func TestPrivateKeyJWTClient(t *testing.T) {
	t.Parallel()
	tn := newTenant(t)
	credential := func(rest string) string {
		return `{"name":"c","client_authentication_methods":{"private_key_jwt":{"credentials":[{"credential_type":"public_key",` + rest + `}]}}}`
	}
	a := tn.call("POST", "/api/v2/clients", credential(`"name":"k","alg":"PS256","kid":"0123456789","expires_at":"2030-01-01T00:00:00.000Z","pem":`+compact(t, publicKeyPEM(t)))).
		want(201, `"client_authentication_methods":{"private_key_jwt":{"credentials":[{"id":"cred_`).without("pem", "BEGIN PUBLIC", "token_endpoint_auth_method")
	client := tn.stored(a.id("client_id"))
	if len(client.Credentials) != 1 || client.TokenEndpointAuthMethod != "" {
		t.Fatalf("stored as %+v", client)
	}
	key := client.Credentials[0]
	if key.Kid != "0123456789" || key.Alg != "PS256" || key.Name != "k" || key.ExpiresAt != "2030-01-01T00:00:00.000Z" || key.PEM != publicKeyPEM(t) {
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
	for rest, message := range map[string]string{
		`"pem":"x"`:                             "credentials[0]: pem: expected one PEM block",
		`"pem":` + compact(t, privateKeyPEM(t)): "private key; send the public one",
		`"alg":"HS256","pem":"x"`:               "'No enum match for: HS256'",
		`"kid":"short","pem":"x"`:               "too short (5 chars), minimum 10",
		`"expires_at":"soon","pem":"x"`:         "format date-time: soon",
		`"parse_expiry_from_cert":true,"pem":` + compact(t, publicKeyPEM(t)): "needs a certificate",
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
		`"credential_type":"public_key"`, `"name":"k"`, `"alg":"RS384"`, `"kid":"`+thumbprintOf(t)+`"`, `"expires_at":"2030-01-01T00:00:00Z"`,
		`"created_at":"2026-03-01T12:00:00.000Z"`, `"updated_at":"2026-03-01T12:00:00.000Z"`).without("pem", "BEGIN")
	id := made.id("id")
	tn.call("POST", at, key+`}`).want(409, "client_credential_conflict")
	other := tn.call("POST", at, key+`,"kid":"another-key"}`).want(201, `"name":""`, `"alg":"RS256"`).without("expires_at").id("id")
	tn.call("GET", at+"/"+id, "").want(200, made.text)
	tn.call("GET", at, "").want(200, id, other, "[{")
	tn.call("GET", client, "").want(200).without(id)

	tn.now = tn.now.Add(time.Hour)
	tn.token = tn.sign(tn.claims(allScopes))
	tn.call("PATCH", at+"/"+id, `{"expires_at":"2031-01-01T00:00:00Z"}`).want(200, `"expires_at":"2031-01-01T00:00:00Z"`, `"updated_at":"2026-03-01T13:00:00.000Z"`)
	tn.call("PATCH", at+"/"+id, `{"expires_at":null}`).want(200).without("expires_at")
	tn.call("PATCH", at+"/"+id, `{"name":"x"}`).want(400, "Additional properties not allowed: name")
	tn.call("PATCH", at+"/"+id, `{"expires_at":"soon"}`).want(400, "format date-time: soon")

	use := func(ids string) answer {
		return tn.call("PATCH", client, `{"token_endpoint_auth_method":null,"client_authentication_methods":{"private_key_jwt":{"credentials":[`+ids+`]}}}`)
	}
	use(`{"id":"`+id+`"},{"id":"`+other+`"}`).want(200, id, other)
	third := tn.call("POST", at, key+`,"kid":"the-third-key"}`).want(201).id("id")
	use(`{"id":"`+id+`"},{"id":"`+other+`"},{"id":"`+third+`"}`).want(400, "at most 2")
	tn.call("DELETE", at+"/"+id, "").want(204)
	tn.call("GET", client, "").want(200, other).without(id)
	for _, method := range []string{"GET", "DELETE"} {
		tn.call(method, at+"/"+id, "").want(404, "inexistent_client_credential")
		tn.call(method, "/api/v2/clients/nobody/credentials/"+id, "").want(404, "inexistent_client\"")
	}
	tn.call("PATCH", at+"/"+id, `{}`).want(404, "inexistent_client_credential")
	tn.call("POST", "/api/v2/clients/nobody/credentials", key+`}`).want(404, "inexistent_client\"")
	tn.call("GET", "/api/v2/clients/nobody/credentials", "").want(404, "inexistent_client\"")
}

func TestCertificatesOfAClient(t *testing.T) {
	t.Parallel()
	tn := newTenant(t)
	client := "/api/v2/clients/" + tn.newClient(`{"name":"c"}`)
	at := client + "/credentials"
	certificate := compact(t, certificatePEM(t))
	x509 := tn.call("POST", at, `{"credential_type":"x509_cert","pem":`+certificate+`}`).want(201, `"thumbprint_sha256":"`, `"expires_at":"2027-01-02T03:04:05.000Z"`).
		without("kid", "alg").id("id")
	tn.call("POST", at, `{"credential_type":"cert_subject_dn","pem":`+certificate+`}`).want(201, `"subject_dn":"CN=test"`)
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
