package oauth_test

import (
	"encoding/json"
	"testing"

	"github.com/go-jose/go-jose/v4"
)

// compactJWT signs claims and gives the compact form.
func compactJWT(tb testing.TB, alg jose.SignatureAlgorithm, key any, options *jose.SignerOptions, claims map[string]any) string {
	tb.Helper()
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: alg, Key: key}, options)
	if err != nil {
		tb.Fatal(err)
	}
	payload, err := json.Marshal(claims)
	if err != nil {
		tb.Fatal(err)
	}
	signed, err := signer.Sign(payload)
	if err != nil {
		tb.Fatal(err)
	}
	text, err := signed.CompactSerialize()
	if err != nil {
		tb.Fatal(err)
	}
	return text
}
