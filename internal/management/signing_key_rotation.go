package management

import (
	"context"
	"net/http"
)

// RotateSigningKeys has the tenant sign with its next key from now on, and
// returns that key's ID. Tokens of the current one stay good, until it is
// revoked or the keys are rotated again.
func (c *Client) RotateSigningKeys(ctx context.Context) (kid string, err error) {
	return c.signingKey(ctx, http.MethodPost, escaped("keys", "signing", "rotate"))
}

// RevokeSigningKey takes the previous signing key out of the tenant's JWKS, so
// that tokens that it signed are good no more.
func (c *Client) RevokeSigningKey(ctx context.Context, kid string) error {
	_, err := c.signingKey(ctx, http.MethodPut, escaped("keys", "signing", kid, "revoke"))
	return err
}

func (c *Client) signingKey(ctx context.Context, method, path string) (string, error) {
	var answer Settings
	if err := c.do(ctx, method, path, nil, &answer); err != nil {
		return "", err
	}
	kid := answer.take("kid")
	if kid == "" {
		return "", errNoID
	}
	return kid, nil
}
