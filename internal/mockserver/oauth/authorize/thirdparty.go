package authorize

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/protocol"
)

// checkStrict refuses what strict third-party applications may not send (facts
// 4.3). unknown: the texts, and the code where the challenge is missing.
func (r *request) checkStrict(values url.Values) error {
	if text := values.Get("response_type"); text != "code" && text != "" {
		return protocol.NewError(http.StatusBadRequest, "unsupported_response_type", "Unsupported response type: %s", text)
	}
	for name := range values {
		if !isStrictParameter(name) {
			return protocol.InvalidRequest("the parameter %s is not allowed for third-party applications", name)
		}
	}
	if values.Get("code_challenge") == "" {
		return protocol.Missing("code_challenge")
	}
	return nil
}

// isStrictParameter reports whether strict third-party applications may send the
// parameter. organization is not in the documented list, but flows with it are
// documented (facts 4.3).
func isStrictParameter(name string) bool {
	return strings.HasPrefix(name, "ext-") || slices.Contains([]string{
		"acr_values", "audience", "authorization_details", "client_id", "code_challenge", "code_challenge_method", "connection",
		"correlation_id", "display", "dpop_jkt", "login_hint", "max_age", "nonce", "organization", "prompt", "redirect_uri", "resource",
		"response_type", "scope", "state", "ui_locales",
	}, name)
}
