package scope

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
)

func TestRefusedScopesAreShownAtTheirAttributes(t *testing.T) {
	t.Parallel()
	one := resourceServerScopeModel{Identifier: types.StringValue("urn:a"), Scope: types.StringValue("read")}
	all := resourceServerScopesModel{Identifier: types.StringValue("urn:a")}
	missing := &management.Error{Method: "GET", StatusCode: 404}
	for name, c := range map[string]struct {
		fail     func(string, error, *diag.Diagnostics)
		err      error
		at, says string
	}{
		"a scope's name":        {one.fail, refusal("Payload validation error: 'String is too short' on property scopes[7].value (Name)."), "scope", "too short"},
		"a scope's description": {one.fail, refusal("Payload validation error: 'String is too long' on property scopes[0].description."), "description", "too long"},
		"a scope of no API":     {one.fail, missing, "resource_server_identifier", "has no API with this identifier"},
		"a scope of an alias":   {one.fail, &management.AliasError{Name: "1", Identifier: "urn:a"}, "resource_server_identifier", `Set resource_server_identifier = "urn:a".`},
		"a set's name":          {all.fail, refusal("Payload validation error: 'String is too short' on property scopes[7].value (Name)."), "scopes", "too short"},
		"a set of no API":       {all.fail, missing, "resource_server_identifier", "has no API with this identifier"},
		"a set and the network": {all.fail, errors.New("no answer"), "", "No answer."},
	} {
		var diags diag.Diagnostics
		c.fail("Creating", c.err, &diags)
		at, summary, detail := shown(t, diags)
		if at != c.at || !strings.Contains(detail, c.says) || !strings.HasPrefix(summary, "Creating ") || !strings.HasSuffix(summary, ` of API "urn:a" failed`) {
			t.Errorf("%s: at %q: %s: %s", name, at, summary, detail)
		}
	}
}

func TestDescriptionsOfScopes(t *testing.T) {
	t.Parallel()
	text := func(s string) *string { return &s }
	null, empty, a := types.StringNull(), types.StringValue(""), types.StringValue("a")
	for _, c := range []struct {
		answered    *string
		known, want types.String
	}{
		{nil, null, null}, {text(""), null, null}, {nil, empty, empty}, {text(""), empty, empty},
		{nil, a, null}, {text(""), a, empty}, {text("a"), a, a}, {text("a"), null, a}, {text("a"), empty, a},
	} {
		if got := describedAs(c.answered, c.known); !got.Equal(c.want) {
			t.Errorf("answered %v, known %s: got %s, want %s", c.answered, c.known, got, c.want)
		}
	}
}

func TestScopeIDsAreSplitAtEachSeparator(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]scopeID{
		"urn:a::read": {{"urn:a", "read"}}, "a::b::c": {{"a", "b::c"}, {"a::b", "c"}}, "a:::b": {{"a", ":b"}, {"a:", "b"}},
		"": nil, "::": nil, "a::": nil, "::b": nil, "a:b": nil, "a": nil, ":::": nil,
	} {
		if got := parseScopeID(text); !slices.Equal(got, want) {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

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
