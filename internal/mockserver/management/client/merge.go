package client

import (
	"maps"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/tokenquota"
)

// merge lays what was sent over the properties of a client, as PATCH does: a
// value replaces, null removes, and of some objects each member counts for
// itself.
func merge(properties, sent map[string]any) {
	for name, value := range sent {
		switch {
		case name == "client_secret":
			// Kept in a field of its own, never among the properties.
		case value == nil || name == initiateLogin && value == "":
			delete(properties, name)
		default:
			properties[name] = merged(name, properties[name], value)
		}
	}
	mirrorBackchannelLogout(properties, sent)
}

// merged is a property after a value was sent for it (facts 1.4).
func merged(name string, stored, sent any) any {
	object, isObject := sent.(map[string]any)
	if !isObject {
		return sent
	}
	before, _ := stored.(map[string]any)
	switch name {
	case jwt, clientMetadata, "signed_request_object", refreshToken, "addons":
		// By member: recorded of the first three, inferred of a refresh_token in
		// part. An addon is replaced whole (recorded 2022).
		after := maps.Clone(before)
		if after == nil {
			after = map[string]any{}
		}
		overlay(after, object)
		return after
	case "mobile", "native_social_login":
		return deepMerged(before, object)
	case sessionXfer:
		after := maps.Clone(before)
		if after == nil {
			after = defaultSessionTransfer()
		}
		overlay(after, object)
		return after
	case tokenQuota:
		return tokenquota.Complete(object)
	}
	return sent
}

// overlay sets the members that were sent, and removes those that are null.
func overlay(object, sent map[string]any) {
	for name, member := range sent {
		if member == nil {
			delete(object, name)
			continue
		}
		object[name] = member
	}
}

func deepMerged(stored, sent map[string]any) map[string]any {
	out := maps.Clone(stored)
	if out == nil {
		out = map[string]any{}
	}
	for name, member := range sent {
		inner, isObject := member.(map[string]any)
		switch before, wasObject := out[name].(map[string]any); {
		case member == nil:
			delete(out, name)
		case isObject && wasObject:
			out[name] = deepMerged(before, inner)
		default:
			out[name] = member
		}
	}
	return out
}
