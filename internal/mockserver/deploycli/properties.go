package deploycli

import (
	"maps"
	"reflect"
	"slices"
)

// readOnly returns the properties that the service returns but does not accept. An
// export of the deploy CLI may have them.
func readOnly(section string) []string {
	switch section {
	case sectionAPIs:
		return []string{"id", "is_system", "client_id"}
	case sectionClients:
		return []string{
			"client_id", "tenant", "global", "signing_keys", "jwks_uri", "callback_url_template", "config_route", "owners",
			"external_client_id", "external_metadata_type", "external_metadata_created_by",
		}
	case sectionRoles:
		return []string{"id", "type", "permissions"} // permissions are assigned apart
	case sectionOrgs:
		return []string{"id", "is_app_entitlement_active", "client_grants"}
	default:
		return []string{"id", "is_system"}
	}
}

// writable returns an object's properties without the read-only properties. The
// Management API validates all others.
func writable(section string, properties map[string]any) map[string]any {
	sent := maps.Clone(properties)
	for _, name := range readOnly(section) {
		delete(sent, name)
	}
	return sent
}

// changes returns the properties that differ from what is stored, and their sorted
// names.
func changes(stored, sent map[string]any) (changed map[string]any, names []string) {
	changed = map[string]any{}
	for name, value := range sent {
		if !holds(stored[name], value) {
			changed[name] = value
		}
	}
	return changed, slices.Sorted(maps.Keys(changed))
}

// holds reports whether the stored value includes a value: a stored object may have
// more members, and a missing member equals null.
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
