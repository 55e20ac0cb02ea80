package kit

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/token"
)

// ErrorContext says what was attempted on which object, for the diagnostics of its failure.
type ErrorContext struct {
	// Action reads as the summary's start: "Creating", "Reading" …
	Action string
	// Object names the object: "resource server \"https://…\"".
	Object string
	// Attributes maps the API's properties, such as "name" or "scopes.value",
	// to the attributes that hold them, where an error can be shown.
	Attributes map[string]path.Path
	// Hints find the attribute of an error that names no property; the first
	// that fits decides.
	Hints []Hint
}

// Hint is a piece of what the service says when it refuses an attribute.
type Hint struct {
	// Text is the error's code, or occurs in its message.
	Text string
	At   path.Path
	// Advice says what the user can do about it; it may be "".
	Advice string
}

// violated finds the property, such as scopes[0].value, that the service refuses.
var violated = regexp.MustCompile(`(?:on property |Missing required property: |Additional properties not allowed: |^Payload validation error: )(\w[\w.[\]]*)`)

// listIndex is an index of a list, which attribute paths do not distinguish.
var listIndex = regexp.MustCompile(`\[\d+\]`)

// Report turns an error of the Management or Authentication API into a diagnostic.
func (a ErrorContext) Report(err error, diags *diag.Diagnostics) {
	summary := fmt.Sprintf("%s %s failed", a.Action, a.Object)
	if shared, is := errors.AsType[*management.CauseError](err); is && !shared.Report() {
		diags.AddError(summary, fmt.Sprintf("This has the same cause as another error of this run, which says what to do: %s.", shared.Cause))
		return
	}
	detail := Sentence(err)
	if hint := a.hint(err); hint.Advice != "" {
		detail += "\n\n" + hint.Advice
	} else if advice := Advice(err); advice != "" {
		detail += "\n\n" + advice
	}
	if at, ok := a.attribute(err); ok {
		diags.AddAttributeError(at, summary, detail)
		return
	}
	diags.AddError(summary, detail)
}

// attribute finds where in the configuration the refused value stands.
func (a ErrorContext) attribute(err error) (path.Path, bool) {
	var refused *management.Error
	if !errors.As(err, &refused) {
		return path.Empty(), false
	}
	for _, match := range violated.FindAllStringSubmatch(refused.Message, -1) {
		property := strings.TrimRight(listIndex.ReplaceAllString(match[1], ""), ".")
		for property != "" {
			if at, ok := a.Attributes[property]; ok {
				return at, true
			}
			property = property[:max(strings.LastIndex(property, "."), 0)]
		}
	}
	hint := a.hint(err)
	return hint.At, hint.Text != ""
}

// hint is the first hint that fits; the zero Hint where none does. A 403 is about
// the provider's client, not about a value.
func (a ErrorContext) hint(err error) Hint {
	var refused *management.Error
	if !errors.As(err, &refused) || refused.StatusCode == http.StatusForbidden {
		return Hint{}
	}
	for _, h := range a.Hints {
		if refused.Code == h.Text || strings.Contains(refused.Message, h.Text) {
			return h
		}
	}
	return Hint{}
}

// Advice says what the user can do about an error of the service.
func Advice(err error) string {
	var refused *management.Error
	var denied *token.Error
	var lost *management.LostCreateError
	var stopped *management.InterruptedError
	switch {
	case errors.As(err, &lost):
		advice := adviseLost(lost)
		if errors.Is(err, context.DeadlineExceeded) {
			advice += "\n\n" + tookTooLong
		}
		return advice
	case errors.Is(err, context.DeadlineExceeded):
		return tookTooLong
	case errors.As(err, &refused) && refused.StatusCode == http.StatusForbidden:
		return adviseForbidden(refused)
	case errors.As(err, &refused) && refused.StatusCode == http.StatusUnauthorized:
		return "The tenant does not accept the Management API token. Check that domain, audience and credentials belong to the same tenant; a token in api_token may have expired."
	case errors.As(err, &refused) && refused.StatusCode == http.StatusTooManyRequests:
		return "The tenant's rate limit is used up. Wait a minute and run Terraform again. If this happens often, set max_requests_per_second in the provider block, or a higher reserve."
	case errors.As(err, &refused) && refused.StatusCode >= http.StatusInternalServerError:
		return "The tenant, or a proxy in front of it, failed. Run Terraform again. If that fails too, see https://status.auth0.com."
	case errors.As(err, &refused) && refused.StatusCode == http.StatusNotFound && refused.Method == http.MethodPatch:
		return "The object was deleted after the plan was made. Run terraform plan again, which plans to create it."
	case errors.As(err, &denied):
		return adviseDenied(denied)
	case errors.As(err, &stopped) && stopped.Uncertain:
		return "Run terraform plan, which shows whether the change was made."
	default:
		return adviseConnection(err)
	}
}

// adviseDenied says what to do where the provider's own client gets no token for
// the Management API.
func adviseDenied(denied *token.Error) string {
	switch denied.Cause() {
	case token.CauseAudience:
		if strings.HasSuffix(denied.Audience, ManagementAPISuffix) {
			return "" // the error says it
		}
		return "The provider asks for a token of the Management API, whose identifier is https://TENANT_DOMAIN/api/v2/. " +
			"Set audience in the provider's block, or " + EnvAudience + ", to it, or unset both."
	case token.CauseNoGrant:
		return "The provider's client needs a grant for the Management API: in the dashboard under Applications, APIs, Auth0 Management API, Application Access. " +
			"Or configure another client (" + EnvClientID + ", " + EnvClientSecret + ")."
	case token.CauseGrantType:
		return "The provider's client must be a machine-to-machine client: enable the grant type Client Credentials in the dashboard, under the application's Advanced Settings, Grant Types. " +
			"Or configure another client (" + EnvClientID + ", " + EnvClientSecret + ")."
	case token.CauseRateLimit, token.CauseNotOAuth:
		return "" // the error says it
	}
	if denied.ByKey {
		return "The provider authenticates on first use. Check client_id (" + EnvClientID + "), client_assertion_private_key (" + EnvAssertionKey + ") and client_assertion_signing_alg (" + EnvAssertionAlg +
			"), and that they are those of a client of this tenant (domain, " + EnvDomain + ")."
	}
	return "The provider authenticates on first use. Check client_id and client_secret (" + EnvClientID + ", " + EnvClientSecret + "), and that they are those of a client of this tenant (domain, " + EnvDomain + ")."
}

// tookTooLong is the advice about what ended by itself.
const tookTooLong = "A single response may take a minute. The whole operation, including waits for the rate limit, may take as long as timeouts says: 20m unless it is set. Set a longer timeout, such as timeouts = { create = \"40m\" }."

// adviseLost says what to do about an object that may have been created.
func adviseLost(lost *management.LostCreateError) string {
	if len(lost.Candidates) == 0 {
		return "Look for the object in the tenant. If it is there, import it before the next apply, or set adopt_existing = true in the provider block (" + EnvAdoptExisting + "=true) for that apply."
	}
	var b strings.Builder
	b.WriteString("See which one is new, and import it before the next apply creates another:\n")
	for _, id := range lost.Candidates {
		fmt.Fprintf(&b, "\n  terraform import ADDRESS '%s'", id)
	}
	return b.String()
}

// Sentence makes a diagnostic's text of an error: a capital and a full stop.
func Sentence(err error) string {
	text := strings.TrimSpace(err.Error())
	first, size := utf8.DecodeRuneInString(text)
	if size > 0 && !strings.Contains(strings.SplitN(text, " ", 2)[0], "/") {
		text = string(unicode.ToUpper(first)) + text[size:]
	}
	if !strings.HasSuffix(text, ".") {
		text += "."
	}
	return text
}
