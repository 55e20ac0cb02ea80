package management_test

import (
	"context"
	"testing"
)

func (tn *tenant) previousKid() string {
	tn.t.Helper()
	list, err := tn.ring.List(context.Background())
	if err != nil {
		tn.t.Fatal(err)
	}
	for _, key := range list {
		if key.Previous {
			return key.Kid
		}
	}
	tn.t.Fatal("there is no previous key")
	return ""
}

func TestSigningKeysRotateAndAreRevoked(t *testing.T) {
	t.Parallel()
	tn := newTenant(t)
	kid, _, err := tn.ring.Current(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	tn.call("GET", "/api/v2/keys/signing", "").want(200, kid, `"current":true`, `"next":true`, "fingerprint", "thumbprint", "BEGIN CERTIFICATE").without("private")
	tn.call("GET", "/api/v2/keys/signing/"+kid, "").want(200, `"current":true`, "BEGIN CERTIFICATE")
	tn.call("GET", "/api/v2/keys/signing/nothing", "").want(404, "inexistent_signing_key")
	tn.call("PUT", "/api/v2/keys/signing/"+kid+"/revoke", "").want(400, "rotate first")
	tn.call("PUT", "/api/v2/keys/signing/nothing/revoke", "").want(404)
	rotated := tn.call("POST", "/api/v2/keys/signing/rotate", "").want(201, "BEGIN CERTIFICATE").id("kid")
	if rotated == kid {
		t.Error("the current key is the same")
	}
	tn.token = tn.sign(tn.claims(allScopes))
	tn.call("PUT", "/api/v2/keys/signing/"+kid+"/revoke", "").want(200, `"kid":"`+kid+`"`)
	tn.call("PUT", "/api/v2/keys/signing/"+kid+"/revoke", "").want(400)
	tn.call("GET", "/api/v2/keys/signing/"+kid, "").want(200, `"revoked":true`)
}
