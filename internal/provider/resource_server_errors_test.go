package provider_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

func TestAccResourceServer_badValuesAreRefusedAtTheirAttributes(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	const tooLong, aboveLifetime = "UTF-8 character count must be between 1 and %d, got: %d", "token_lifetime_for_web is above token_lifetime"
	var config strings.Builder
	var want []*regexp.Regexp
	for i, c := range []struct{ settings, line, summary, detail string }{
		{settings: `name = "a <b"`, detail: "must not contain < or >"},
		{settings: `name = "a > b"`, detail: "must not contain < or >"},
		{settings: `name = "` + strings.Repeat("ä", 201) + `"`, detail: fmt.Sprintf(tooLong, 200, 201), summary: "Invalid Attribute Value Length"},
		{settings: `signing_alg = "RS384"`, detail: `must be one of: ["HS256" "RS256" "RS512" "PS256"], got: "RS384"`, summary: "Invalid Attribute Value Match"},
		{settings: `token_dialect = "opaque"`, detail: `got: "opaque"`, summary: "Invalid Attribute Value Match"},
		{settings: `token_lifetime = -1`, detail: "must be between 0 and 2592000, got: -1"},
		{settings: `token_lifetime = 2592001`, detail: "must be between 0 and 2592000, got: 2592001"},
		{settings: `token_lifetime_for_web = 2592001`, detail: "must be between 0 and 2592000, got: 2592001"},
		{settings: "token_lifetime = 100\n token_lifetime_for_web = 101", line: "token_lifetime_for_web = 101", summary: aboveLifetime, detail: "(101 seconds) must not be above token_lifetime (100 seconds)."},
		{settings: "token_lifetime_for_web = 202\n token_lifetime = 200", line: "token_lifetime_for_web = 202", summary: aboveLifetime, detail: "(202 seconds) must not be above token_lifetime (200 seconds)."},
		{settings: "signing_alg = \"HS256\"\n signing_secret = \"fifteen-letters\"", line: "signing_secret =", summary: "Invalid Attribute Value Length", detail: "UTF-8 character count must be at least 16, got: 15"},
		{settings: "signing_alg = \"RS256\"\n signing_secret = \"sixteen-letters-\"", line: "signing_secret =", summary: "A signing secret needs HS256", detail: `Set signing_alg = "HS256", or remove signing_secret`},
		{settings: `signing_secret = "sixteen-letters+"`, line: "signing_secret =", summary: "A signing secret needs HS256", detail: "or remove signing_secret"},
	} {
		fmt.Fprintf(&config, "resource \"auth0api_resource_server\" \"bad%d\" {\n identifier = \"urn:bad:%d\"\n %s\n}\n", i, i, c.settings)
		if c.line == "" {
			c.line = c.settings
		}
		if c.summary == "" {
			c.summary = "Invalid Attribute Value"
		}
		want = append(want, acctest.Diagnostic(c.summary, c.line, c.detail))
	}
	for i, identifier := range []string{"", strings.Repeat("x", 601)} {
		fmt.Fprintf(&config, "resource \"auth0api_resource_server\" \"worse%d\" {\n identifier = %q\n}\n", i, identifier)
		want = append(want, acctest.Diagnostic("Invalid Attribute Value Length", fmt.Sprintf("identifier = %q", identifier), fmt.Sprintf(tooLong, 600, len(identifier))))
	}
	tenant.ExpectErrors(t, config.String(), want...)
	noAPIs(t, tenant)
}

// Values that are known at apply only are checked then, before a request.
func TestAccResourceServer_badValuesThatAreKnownLateAreRefusedToo(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	const config = `
resource "terraform_data" "web" {
  input = 101
}
resource "terraform_data" "alg" {
  input = "RS256"
}
resource "auth0api_resource_server" "web" {
  identifier             = "urn:web"
  token_lifetime         = 100
  token_lifetime_for_web = terraform_data.web.output
}
resource "auth0api_resource_server" "secret" {
  identifier     = "urn:secret"
  signing_alg    = terraform_data.alg.output
  signing_secret = "0123456789abcdef"
}
resource "auth0api_resource_server" "default" {
  identifier             = "urn:default"
  token_lifetime_for_web = terraform_data.web.output * 1000
}
`
	tenant.ExpectErrors(t, config,
		acctest.Diagnostic("token_lifetime_for_web is above token_lifetime", "token_lifetime_for_web = terraform_data.web.output", "(101 seconds)"),
		acctest.Diagnostic("token_lifetime_for_web is above token_lifetime", "token_lifetime_for_web = terraform_data.web.output * 1000", "(101000 seconds) must not be above token_lifetime (86400 seconds)"),
		acctest.Diagnostic("A signing secret needs HS256", "signing_secret =", "signs tokens with HS256 only"))
	noAPIs(t, tenant)
}
