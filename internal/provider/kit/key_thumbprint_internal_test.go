package kit

import "testing"

// A public key as PEM has a thumbprint; anything else is refused, and never
// ends the process.
func FuzzKeyThumbprint(f *testing.F) {
	const key = `-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEEVs/o5+uQbTjL3chynL4wXgUg2R9
q9UU8I5mEovUf86QZ7kOBIjJwqnzD1omageEHWwHdBO6B+dFabmdT9POxg==
-----END PUBLIC KEY-----
`
	for _, seed := range []string{key, "", key + key, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", ThumbprintURI + "x"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		thumbprint, err := KeyThumbprint(text)
		if (err == nil) != (len(thumbprint) == 43) {
			t.Errorf("%q: %q, %v", text, thumbprint, err)
		}
	})
}
