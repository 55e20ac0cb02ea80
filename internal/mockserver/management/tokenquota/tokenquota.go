// Package tokenquota has the rules of token_quota, which clients and organizations
// share.
package tokenquota

import (
	"maps"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/endpoint"
)

// Property is the name of the setting.
const Property = "token_quota"

const clientCredentials = "client_credentials"

// Complete returns the quota with the service's default: a quota is enforced unless
// it says otherwise (documented).
func Complete(sent map[string]any) map[string]any {
	quota, isObject := sent[clientCredentials].(map[string]any)
	if !isObject {
		return sent
	}
	completed := map[string]any{"enforce": true}
	maps.Copy(completed, quota)
	return map[string]any{clientCredentials: completed}
}

// Check refuses a quota that names no limit (documented).
func Check(value any) error {
	all, _ := value.(map[string]any)
	quota, isSet := all[clientCredentials].(map[string]any)
	if isSet && quota["per_hour"] == nil && quota["per_day"] == nil {
		return endpoint.InvalidBody("token_quota.client_credentials: at least one of per_hour and per_day is required.")
	}
	return nil
}
