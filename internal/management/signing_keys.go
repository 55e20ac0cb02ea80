package management

import (
	"context"
	"net/http"

	"github.com/auth0api/terraform-provider-auth0api/internal/management/rest"
)

// ListSigningKeys returns the keys that sign the tenant's tokens, each as the service
// describes it (schema SigningKeys of its OpenAPI document), with the flags that it
// leaves out when they are false. One request lists all keys of a tenant.
func (c *Client) ListSigningKeys(ctx context.Context) ([]Settings, error) {
	var keys []Settings
	if err := c.rest.Do(ctx, http.MethodGet, rest.Path("keys", "signing"), nil, &keys); err != nil {
		return nil, err
	}
	flags := Settings{"current": false, "next": false, "previous": false, "revoked": false}
	for i, key := range keys {
		keys[i] = flags.With(key)
	}
	return keys, nil
}

// RotateSigningKeys has the tenant sign with its next key from now on, and returns
// that key's ID. Tokens of the current key stay valid until it is revoked or the keys
// are rotated again.
func (c *Client) RotateSigningKeys(ctx context.Context) (kid string, err error) {
	return c.signingKey(ctx, http.MethodPost, rest.Path("keys", "signing", "rotate"))
}

// RevokeSigningKey removes the previous signing key from the tenant's JWKS, so that
// tokens that it signed are no longer valid.
func (c *Client) RevokeSigningKey(ctx context.Context, kid string) error {
	_, err := c.signingKey(ctx, http.MethodPut, rest.Path("keys", "signing", kid, "revoke"))
	return err
}

func (c *Client) signingKey(ctx context.Context, method, path string) (string, error) {
	var answer Settings
	if err := c.rest.Do(ctx, method, path, nil, &answer); err != nil {
		return "", err
	}
	kid := answer.Take("kid")
	if kid == "" {
		return "", rest.ErrNoID
	}
	return kid, nil
}
