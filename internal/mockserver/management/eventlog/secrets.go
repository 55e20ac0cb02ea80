package eventlog

import (
	"encoding/json"
	"strings"
)

// maxBody limits a body in an event, in bytes of JSON, so that a log takes at most about
// 10 MB. Of a longer body, the event has the short texts alone, such as IDs and names.
const maxBody = 16 << 10

// masked replaces a secret, as published events of the service show it.
const masked = "*****"

// limited returns a body as JSON values, without secrets, and shortened if it is longer
// than maxBody. A body that is not an object becomes an empty one.
func limited(body any) map[string]any {
	text, err := json.Marshal(body)
	if err != nil {
		return map[string]any{}
	}
	var object map[string]any
	if json.Unmarshal(text, &object) != nil {
		return map[string]any{}
	}
	object, _ = mask(object).(map[string]any)
	if len(text) <= maxBody {
		return object
	}
	for name, value := range object {
		if short, isText := value.(string); !isText || len(short) > maxBody/16 {
			delete(object, name)
		}
	}
	return object
}

// mask replaces the values of all properties that are, or may contain, secrets or keys.
func mask(value any) any {
	switch value := value.(type) {
	case map[string]any:
		out := make(map[string]any, len(value))
		for name, member := range value {
			if isSecret(name) && member != nil {
				out[name] = masked
				continue
			}
			out[name] = mask(member)
		}
		return out
	case []any:
		out := make([]any, len(value))
		for i, item := range value {
			out[i] = mask(item)
		}
		return out
	}
	return value
}

// isSecret reports whether a property may be a secret. Add-ons and metadata have
// properties that the tenant's owner chooses, and secrets among them.
func isSecret(name string) bool {
	name = strings.ToLower(name)
	for _, part := range []string{"secret", "password", "private", "key", "pem", "cert", "pkcs7", "credential", "addons", "metadata", "token_exchange"} {
		if strings.Contains(name, part) && name != "client_credentials" {
			return true
		}
	}
	return false
}
