package mint

import (
	"context"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/json"
	"fmt"

	"github.com/go-jose/go-jose/v4"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/clientproperty"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/policy"
)

// The service's default lifetime of an ID token, in seconds.
const defaultIDTokenLifetime = 36000

// IDToken makes the token that tells the client who logged in (OpenID Connect Core, sections 2,
// 3.2.2.10 and 3.3.2.11). code and accessToken are those that it comes with, or
// empty. It is signed as the client's jwt_configuration says.
func (m *Minter) IDToken(ctx context.Context, d *policy.Delegation, code, accessToken string) (string, error) {
	configuration := clientproperty.Get[struct {
		Lifetime  int64  `json:"lifetime_in_seconds"`
		Algorithm string `json:"alg"`
	}](d.Client, "jwt_configuration")
	lifetime, algorithm := configuration.Lifetime, configuration.Algorithm
	if lifetime <= 0 {
		lifetime = defaultIDTokenLifetime
	}
	if algorithm == "" {
		algorithm = string(jose.RS256)
	}
	now := m.Now().Unix()
	token := map[string]any{"iss": m.Issuer, "sub": d.User.Subject(), "aud": d.Client.PublicID(), "iat": now, "exp": now + lifetime, "auth_time": d.AuthTime.Unix()}
	d.User.AddClaims(token, d.Declared, d.Scopes)
	if d.Organization != nil {
		token["org_id"] = d.Organization.ID
		if d.Organization.Name != "" {
			token["org_name"] = d.Organization.Name
		}
	}
	if d.SessionID != "" { // OpenID Connect Front-Channel Logout, section 3
		token["sid"] = d.SessionID
	}
	if d.Nonce != "" {
		token["nonce"] = d.Nonce
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
	return m.sign(ctx, algorithm, d.Client.ClientSecret, "JWT", payload)
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
