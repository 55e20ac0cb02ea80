package oauth

import (
	"context"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/json"
	"fmt"

	"github.com/go-jose/go-jose/v4"
)

// The service's default lifetime of an ID token, in seconds.
const defaultIDTokenLifetime = 36000

// idTokenAlgorithms are those that the discovery document names. The service
// names no RS512, which a client may have all the same.
func idTokenAlgorithms() []string {
	return []string{string(jose.HS256), string(jose.RS256), string(jose.PS256)}
}

// idToken tells the client who logged in (OpenID Connect Core, sections 2,
// 3.2.2.10 and 3.3.2.11). code and accessToken are those that it comes with, or
// empty. It is signed as the client's jwt_configuration says.
func (h *handler) idToken(ctx context.Context, d *delegation, code, accessToken string) (string, error) {
	configuration := property[struct {
		Lifetime  int64  `json:"lifetime_in_seconds"`
		Algorithm string `json:"alg"`
	}](d.client, "jwt_configuration")
	lifetime, algorithm := configuration.Lifetime, configuration.Algorithm
	if lifetime <= 0 {
		lifetime = defaultIDTokenLifetime
	}
	if algorithm == "" {
		algorithm = string(jose.RS256)
	}
	now := h.Now().Unix()
	token := map[string]any{"iss": h.Issuer, "sub": d.user.subject(), "aud": d.client.ClientID, "iat": now, "exp": now + lifetime, "auth_time": d.at.Unix()}
	d.user.describe(token, d.scopes)
	if d.nonce != "" {
		token["nonce"] = d.nonce
	}
	if accessToken != "" {
		token["at_hash"] = halfHash(algorithm, accessToken)
	}
	if code != "" {
		token["c_hash"] = halfHash(algorithm, code)
	}
	payload, err := json.Marshal(token)
	if err != nil {
		return "", fmt.Errorf("encoding the claims of an ID token: %w", err)
	}
	return h.sign(ctx, algorithm, d.client.ClientSecret, "JWT", payload)
}

// halfHash is at_hash and c_hash: the left half of the algorithm's own hash.
func halfHash(algorithm, text string) string {
	sum := sha256.Sum256([]byte(text))
	half := sum[:len(sum)/2]
	if algorithm == string(jose.RS512) {
		long := sha512.Sum512([]byte(text))
		half = long[:len(long)/2]
	}
	return base64.RawURLEncoding.EncodeToString(half)
}
