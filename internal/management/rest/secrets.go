package rest

import (
	"strings"
	"unicode"
)

// minSecret is the least length, in bytes, of a text that is treated as a secret.
// The service requires 16; hiding single letters would only garble messages.
const minSecret = 4

// secretsOf collects the values of a body that no error may repeat: the texts of
// properties whose names say that they are secret.
func secretsOf(body Settings) []string {
	var secrets []string
	var walk func(value any, secret bool)
	walk = func(value any, secret bool) {
		switch v := value.(type) {
		case string:
			if secret && len(v) >= minSecret {
				secrets = append(secrets, v)
			}
		case []any:
			for _, element := range v {
				walk(element, secret)
			}
		case map[string]any:
			for name, element := range v {
				walk(element, secret || isSecret(name))
			}
		}
	}
	walk(map[string]any(body), false)
	return secrets
}

func isSecret(property string) bool {
	if property == "private_key_jwt" {
		return false // an authentication method, of public keys
	}
	for _, mark := range []string{"secret", "password", "private_key"} {
		if strings.Contains(property, mark) {
			return true
		}
	}
	return false
}

// presentable makes a text of an answer fit for an error: on one line, without the
// secrets of the request, without control characters, and at most limit bytes
// long.
func presentable(text string, secrets []string, limit int) string {
	for _, secret := range secrets {
		if len(secret) >= minSecret {
			text = strings.ReplaceAll(text, secret, "(hidden)")
		}
	}
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, ""))
	text = strings.Join(strings.Fields(text), " ")
	if len(text) > limit {
		text = strings.ToValidUTF8(text[:limit], "") + "…"
	}
	return text
}
