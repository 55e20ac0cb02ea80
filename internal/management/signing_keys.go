package management

import (
	"context"
	"net/http"
)

// ListSigningKeys returns the keys that sign the tenant's tokens, each as the
// service describes it (schema SigningKeys of its OpenAPI document), with the
// flags that it leaves out when they are false. A tenant has a handful of keys,
// which one request lists.
func (c *Client) ListSigningKeys(ctx context.Context) ([]Settings, error) {
	var keys []Settings
	if err := c.do(ctx, http.MethodGet, escaped("keys", "signing"), nil, &keys); err != nil {
		return nil, err
	}
	flags := Settings{"current": false, "next": false, "previous": false, "revoked": false}
	for i, key := range keys {
		keys[i] = flags.with(key)
	}
	return keys, nil
}
