package deploycli

import (
	"maps"
	"reflect"
	"slices"
)

// readOnly are the properties that the service answers and does not take, which
// an export of the deploy CLI may have.
func readOnly(section string) []string {
	switch section {
	case sectionAPIs:
		return []string{"id", "is_system", "client_id"}
	case sectionClients:
		return []string{
			"client_id", "tenant", "global", "signing_keys", "jwks_uri", "callback_url_template", "config_route", "owners",
			"external_client_id", "external_metadata_type", "external_metadata_created_by",
		}
	default:
		return []string{"id", "is_system"}
	}
}

// writable are an object's properties without those that are read-only. All
// others are the Management API's to judge.
func writable(section string, properties map[string]any) map[string]any {
	sent := maps.Clone(properties)
	for _, name := range readOnly(section) {
		delete(sent, name)
	}
	return sent
}

// changes are the properties that are not yet as they are to be, and their names,
// sorted.
func changes(stored, sent map[string]any) (changed map[string]any, names []string) {
	changed = map[string]any{}
	for name, value := range sent {
		if !holds(stored[name], value) {
			changed[name] = value
		}
	}
	return changed, slices.Sorted(maps.Keys(changed))
}

// holds tells whether what is stored has all of a value: objects may have more
// members, and what is not there is null.
func holds(stored, value any) bool {
	switch wanted := value.(type) {
	case map[string]any:
		members, ok := stored.(map[string]any)
		for name, member := range wanted {
			ok = ok && holds(members[name], member)
		}
		return ok
	case []any:
		elements, ok := stored.([]any)
		return ok && slices.EqualFunc(elements, wanted, holds)
	default:
		return reflect.DeepEqual(stored, value)
	}
}
