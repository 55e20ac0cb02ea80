package management

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"github.com/auth0api/terraform-provider-auth0api/internal/management/rest"
)

// EffectivePermission is a scope of an API that a user may have.
type EffectivePermission struct {
	API         string `json:"resource_server_identifier"`
	APIName     string `json:"resource_server_name"`
	Name        string `json:"permission_name"`
	Description string `json:"description"`
	// Sources say through what: "direct"; the service's other words are unknown.
	Sources []string `json:"sources"`
}

const (
	// effectivePageSize is the page size that is documented (2026).
	effectivePageSize = 50
	// maxEffectivePages bounds a list whose cursors do not end: an API has at most
	// 1,000 scopes.
	maxEffectivePages = 100
)

// EffectivePermissions returns what a user may do at an API: directly, and through roles.
// It takes a request for each 50 permissions.
func (c *Client) EffectivePermissions(ctx context.Context, userID, api string) ([]EffectivePermission, error) {
	all := []EffectivePermission{}
	query := url.Values{"resource_server_identifier": {api}, "take": {strconv.Itoa(effectivePageSize)}}
	for range maxEffectivePages {
		r := rest.Request{Method: http.MethodGet, Path: rest.Path(rest.Users, userID, "effective-permissions"), Query: query}
		answer, err := c.rest.Call(ctx, r)
		if err != nil {
			return nil, err
		}
		var page struct {
			Permissions []EffectivePermission `json:"permissions"`
			Next        string                `json:"next"`
		}
		if err := r.Decode(answer, &page); err != nil {
			return nil, err
		}
		all = append(all, page.Permissions...)
		if page.Next == "" {
			return all, nil
		}
		query = url.Values{"resource_server_identifier": {api}, "take": {strconv.Itoa(effectivePageSize)}, "from": {page.Next}}
	}
	return nil, fmt.Errorf("reading the permissions of user %q: the service's list does not end after %d pages", userID, maxEffectivePages)
}
