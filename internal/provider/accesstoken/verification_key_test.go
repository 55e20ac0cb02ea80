package accesstoken

import (
	"encoding/json"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/token"
)

func TestATextThatMayBeASecretIsOne(t *testing.T) {
	t.Parallel()
	for _, secret := range []string{
		"sixteen-letters!", "1234567890123456", `"quoted and not closed`, `[a] secret of many`, "ünïcödé-sécrets!", "MIIsecretsecretsecret", "AAAAAAAAAAAAAAAAAAAAAAAA", "   spaces are part of it",
	} {
		if _, kind, err := parseVerificationKey(secret); err != nil || kind != token.SharedSecret {
			t.Errorf("%q: %v, %v", secret, kind, err)
		}
	}
}

// Whatever is a JSON object never verifies as a shared secret.
func FuzzParseVerificationKey(f *testing.F) {
	for _, seed := range []string{
		"", "sixteen-letters!", `{"keys":[]}`, `{"keys":[{"kty":"RSA","n":"AQAB","e":"AQAB","kid":"a"}]}`, "\ufeff{}", `"{\"keys\":[]}"`, `[{}]`, `{"keys":`, "-----BEGIN PUBLIC KEY-----", "MAA=", "https://tenant.example/", "{\"keys\":[null]}",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		keys, kind, err := parseVerificationKey(text)
		if err != nil {
			if keys != nil {
				t.Errorf("%q: keys beside the error %v", text, err)
			}
			return
		}
		var object map[string]any
		if isObject := json.Unmarshal([]byte(text), &object) == nil && object != nil; isObject && kind != token.PublishedKeys {
			t.Errorf("%q is a shared secret", text)
		}
		if _, err := keys.Keys(t.Context(), "a"); err != nil {
			t.Errorf("%q: %v", text, err)
		}
	})
}
