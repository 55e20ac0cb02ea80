package provider_test

import (
	"maps"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

const thumbprintURI = "urn:ietf:params:oauth:jwk-thumbprint:sha-256:"

// encrypted is an API whose tokens are encrypted for a key.
func encrypted(pem string, further object) acctest.Values {
	key := object{"algorithm": "RSA-OAEP-256", "pem": pem}
	maps.Copy(key, further)
	return acctest.Values{"identifier": appointments, "token_encryption": object{"format": "compact-nested-jwe", "encryption_key": key}}
}

// keyIn is the encryption key of an answer.
func keyIn(t *testing.T, a acctest.Answer) object {
	t.Helper()
	encryption, _ := a.Attribute("token_encryption").(object)
	key, _ := encryption["encryption_key"].(object)
	if key == nil {
		t.Fatalf("the state has no encryption key: %s", a.Value)
	}
	return key
}

func TestAnEncryptionKeyIsWrittenOnceAndWatchedByItsThumbprint(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	private, public := keyPair(t)
	certificate := certificateOf(t, private)
	_, other := keyPair(t)
	required := acctest.Values{"identifier": appointments}
	api := &livingObject{tenant: tenant, resource: apiResource, kind: "resource-servers", required: required}
	patched := map[string]int{"PATCH " + apiRoute: 1}
	id := func() string { id, _ := api.now.Attribute("id").(string); return id }

	api.applies(t, encrypted(public, nil), map[string]int{"POST " + apisRoute: 1})
	first, _ := keyIn(t, api.now)["thumbprint_sha256"].(string)
	if first == "" || keyIn(t, api.now)["pem"] != public {
		t.Errorf("the state has %v", keyIn(t, api.now))
	}
	api.plansNothing(t, encrypted(public, nil))
	api.plansNothing(t, encrypted(certificate, nil)) // the same key
	api.plansNothing(t, encrypted("\n"+public+"\n", nil))

	api.applies(t, encrypted(certificate, object{"name": "n", "kid": "k"}), patched)
	if key := keyIn(t, api.now); key["thumbprint_sha256"] != first || key["name"] != "n" || key["kid"] != "k" {
		t.Errorf("the state has %v", key)
	}

	// A key that is set outside Terraform is shown by its thumbprint, and replaced.
	tenant.Change("resource-servers", id(), acctest.Object{"token_encryption": object{"format": "compact-nested-jwe", "encryption_key": object{"alg": "RSA-OAEP-512", "pem": other}}})
	api.refresh(t)
	if key := keyIn(t, api.now); key["pem"] == thumbprintURI+first || !strings.HasPrefix(key["pem"].(string), thumbprintURI) || key["algorithm"] != "RSA-OAEP-512" {
		t.Errorf("after a change by hand the state has %v", key)
	}
	api.applies(t, encrypted(public, nil), patched)
	if got := keyIn(t, api.now)["thumbprint_sha256"]; got != first {
		t.Errorf("the thumbprint is %v, want %v", got, first)
	}

	// An import knows the key by its name: its PEM, or the name itself, plans nothing.
	api.now = connected(t, tenant).Import(apiResource, id())
	api.plansNothing(t, encrypted(public, nil))
	api.plansNothing(t, encrypted(certificate, nil))
	api.plansNothing(t, encrypted(thumbprintURI+first, nil))
	api.plansNothing(t, required)
	// A further change needs the PEM, since the tenant takes the two together.
	renamed := connected(t, tenant).PlanAfter(apiResource, api.now, encrypted(thumbprintURI+first, object{"name": "other"}))
	expectDiagnostic(t, renamed, "error at token_encryption.encryption_key.pem: The encryption key is needed as PEM", "set pem to the public key as PEM")
	api.applies(t, encrypted(certificate, object{"name": "other"}), patched)
	if key := keyIn(t, api.now); key["pem"] != certificate || key["name"] != "other" {
		t.Errorf("the state has %v", key)
	}

	api.applies(t, required, patched)
	if api.now.Attribute("token_encryption") != nil || tenant.ResourceServer(appointments)["token_encryption"] != nil {
		t.Errorf("after taking it out: %s", api.now.Value)
	}
}

func TestAKeyThatOnlyHasANameCannotBeWritten(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	plan := connected(t, tenant).PlanAfter(apiResource, acctest.Answer{}, encrypted(thumbprintURI+"x", nil))
	expectDiagnostic(t, plan, "error at token_encryption.encryption_key.pem: The encryption key is needed as PEM")
}

func TestWhatIsNoPublicKeyIsRefusedBeforeAnyRequest(t *testing.T) {
	t.Parallel()
	private, public := keyPair(t)
	for text, want := range map[string]string{
		private:                              "is a private key",
		"x":                                  "is not PEM",
		public + public:                      "text after the first PEM block",
		strings.ToLower(public):              "is not PEM",
		pemBlock("CERTIFICATE", []byte("x")): "content is not a public key",
		pemBlock("FOO", []byte("x")):         `a PEM block of type "FOO"`,
		ellipticKey(t):                       "an elliptic-curve key",
		keyOfBits(t, 1024):                   "1024 bits",
	} {
		got := plugin(t).Validate(apiResource, encrypted(text, nil))
		expectDiagnostic(t, got, "error at token_encryption.encryption_key.pem: The encryption key has no usable public key", want)
		if lines := strings.Split(strings.TrimSpace(text), "\n"); len(lines) > 1 && strings.Contains(got.Diagnostics[0], lines[1]) {
			t.Error("the diagnostic repeats the key")
		}
	}
	mustHaveNone(t, plugin(t).Validate(apiResource, encrypted(public, nil)))
}
