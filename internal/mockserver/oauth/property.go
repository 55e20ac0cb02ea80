package oauth

import (
	"encoding/json"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// property reads one of the client's properties that the store has no field
// for. It is the zero value when the client has none of that name.
func property[T any](client *store.Client, name string) T {
	var value T
	if raw := client.Properties[name]; raw != nil && json.Unmarshal(raw, &value) != nil {
		var zero T // what was decoded before the error must not count
		return zero
	}
	return value
}

func callbacks(client *store.Client) []string { return property[[]string](client, "callbacks") }

// isSet reads an optional switch.
func isSet(value *bool) bool { return value != nil && *value }
