package kit

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"syscall"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/token"
)

// shown returns the one diagnostic, and the attribute that it points at; empty if
// it points at no attribute.
func shown(t *testing.T, diags diag.Diagnostics) (at, summary, detail string) {
	t.Helper()
	if len(diags) != 1 || diags[0].Severity() != diag.SeverityError {
		t.Fatalf("got %v, want one error", diags)
	}
	if located, ok := diags[0].(diag.DiagnosticWithPath); ok {
		at = located.Path().String()
	}
	return at, diags[0].Summary(), diags[0].Detail()
}

func refusal(message string) *management.Error {
	return &management.Error{Method: "PATCH", Path: "/api/v2/resource-servers/1", StatusCode: 400, Type: "Bad Request", Code: "invalid_body", Message: message}
}

func TestRefusalsAreShownAtTheAttributeThatTheServiceNames(t *testing.T) {
	t.Parallel()
	a := ErrorContext{Action: "Updating", Object: `API "a"`, Attributes: map[string]path.Path{
		"name": path.Root("name"), "scope": path.Root("scopes"), "outer": path.Root("outer"), "outer.inner": path.Root("outer").AtName("inner"),
	}}
	const start = "Payload validation error: "
	for message, want := range map[string]string{
		start + "'String is too long (201 chars), maximum 200' on property name (Display name of the API).":          "name",
		start + "'Expected type boolean but found type string' on property name.":                                    "name",
		start + "'No enum match for: x' on property outer.inner (On property x.).":                                   "outer.inner",
		start + "'No enum match for: x' on property outer.other.name.":                                               "outer",
		start + "'Data does not match' on property outer[12].inner[0].":                                              "outer.inner",
		start + "'String is too short' on property scope[3] (also) 'String is too short' on property name.":          "scopes",
		start + "'No enum match for: x' on property elsewhere (also) 'String is too short' on property name (Name).": "name",
		start + "'Missing required property: name'.":                                                                 "name",
		start + "'Additional properties not allowed: name'.":                                                         "name",
		start + "name (1) must not be greater than outer (2).":                                                       "name",
		start + "'No enum match for: x' on property name_of_another.":                                                "",
		start + "'No enum match for: on property' on property .":                                                     "",
		start + "'Expected type object'.":                                                                            "",
		"name is a system API, of which only outer can be changed.":                                                  "",
		"": "",
	} {
		var diags diag.Diagnostics
		a.Report(refusal(message), &diags)
		at, summary, detail := shown(t, diags)
		if at != want || summary != `Updating API "a" failed` || !strings.Contains(detail, message) {
			t.Errorf("%q: at %q, want %q: %s: %s", message, at, want, summary, detail)
		}
	}
}

func TestFailuresComeWithAdvice(t *testing.T) {
	t.Parallel()
	answered := func(method string, status int) error {
		return fmt.Errorf("while testing: %w", &management.Error{Method: method, Path: "/api/v2/x", StatusCode: status, Message: "said so"})
	}
	for name, c := range map[string]struct {
		err  error
		want string
	}{
		"forbidden":         {answered("GET", 403), "Grant the provider's client the scope"},
		"unauthorised":      {answered("GET", 401), "does not accept the Management API token"},
		"rate limit":        {answered("POST", 429), "Wait a minute and run Terraform again"},
		"gone since":        {answered("PATCH", 404), "deleted after the plan was made"},
		"missing elsewhere": {answered("POST", 404), ""},
		"server error":      {answered("GET", 500), "status.auth0.com"},
		"too many objects":  {&management.Error{StatusCode: 403, Code: "too_many_entities", Message: "You reached the limit"}, "upgrade the subscription"},
		"no such feature":   {&management.Error{StatusCode: 403, Code: "insufficient_entitlement", Message: "Please upgrade"}, "lacks this feature"},
		"interrupted":       {&management.InterruptedError{Request: "PATCH /x", Err: context.Canceled, Write: true, Uncertain: true}, "Run terraform plan"},
		"name":              {&management.Error{Err: &net.DNSError{Name: "a.test", IsNotFound: true}}, "AUTH0_DOMAIN"},
		"authority":         {&management.Error{Err: x509.UnknownAuthorityError{}}, "SSL_CERT_FILE"},
		"key refused":       {&token.Error{StatusCode: 401, Code: "access_denied", ByKey: true}, "AUTH0_CLIENT_ASSERTION_PRIVATE_KEY"},
		"scopes together": {&management.Error{Method: "POST", Path: "/api/v2/keys/signing/rotate", StatusCode: 403, Message: "Insufficient scope, expected any of: create:signing_keys,update:signing_keys"},
			"the scopes create:signing_keys and update:signing_keys"},
		"no answer":     {&management.Error{Method: "GET", Path: "/api/v2/x", Err: errors.New("connection refused")}, ""},
		"broken read":   {&management.Error{Method: "GET", Path: "/api/v2/x", Err: io.ErrUnexpectedEOF}, "then run Terraform again"},
		"broken write":  {&management.Error{Method: "PATCH", Path: "/api/v2/x", Err: syscall.ECONNRESET}, "which shows whether the change was made"},
		"token refused": {fmt.Errorf("getting a token: %w", &token.Error{StatusCode: 401, Code: "access_denied"}), "Check client_id and client_secret (AUTH0_CLIENT_ID, AUTH0_CLIENT_SECRET)"},
		"audience":      {&token.Error{StatusCode: 403, Code: "access_denied", Audience: "urn:other", Description: "Service not enabled within domain: urn:other"}, "AUTH0_AUDIENCE"},
		"no grant":      {&token.Error{StatusCode: 403, Code: "access_denied", Description: `Client "a" is not authorized to access resource server "b". You need to create a "client-grant" associated to this API.`}, "needs a grant for the Management API"},
		"grant type":    {&token.Error{StatusCode: 403, Code: "unauthorized_client", Description: "Grant type 'client_credentials' not allowed for the client."}, "enable the grant type Client Credentials"},
		"not OAuth":     {&token.Error{StatusCode: 404}, ""},
	} {
		var diags diag.Diagnostics
		ErrorContext{Action: "Reading", Object: "it"}.Report(c.err, &diags)
		at, _, detail := shown(t, diags)
		first, advice, _ := strings.Cut(detail, "\n\n")
		if at != "" || !strings.HasSuffix(first, ".") || !strings.Contains(advice, c.want) || c.want == "" && advice != "" {
			t.Errorf("%s: at %q: %s", name, at, detail)
		}
	}
}

func TestSentence(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"opening it: no": "Opening it: no.", "Done.": "Done.", "ähnlich": "Ähnlich.", " padded ": "Padded.", "": ".",
		"api/v2 is gone": "api/v2 is gone.", "file is a/b": "File is a/b.",
	} {
		if got := Sentence(errors.New(text)); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}
