// Package mcp reports whether an MCP client could connect to an API, and which lines of
// Terraform are missing.
package mcp

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/zclconf/go-cty/cty"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/settings"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// thirdParties is default_for of the grant that applies to third-party clients without a
// grant of their own.
const thirdParties = "third_party_clients"

// Check is something that an MCP client needs.
type Check struct {
	// Name says what is checked, and Says what the tenant has.
	Name, Says string
	Good       bool
	// Lines are the Terraform that is missing; empty if Good, or if no Terraform helps.
	Lines string
}

// Report is the checks of one API.
type Report struct{ Checks []Check }

// Ready reports whether all checks pass.
func (r Report) Ready() bool {
	return !slices.ContainsFunc(r.Checks, func(c Check) bool { return !c.Good })
}

// ReportOf checks an API of the tenant.
func ReportOf(tenant store.Reader, api *store.ResourceServer) (Report, error) {
	tenantSettings, err := settings.Of(tenant)
	if err != nil {
		return Report{}, err
	}
	return Report{[]Check{
		identifier(api),
		resourceParameter(tenantSettings),
		defaultGrant(tenant, api),
		registration(tenant, tenantSettings, api),
		dialect(api),
	}}, nil
}

// identifier checks that the identifier is a URL that a client can ask for (facts 6.1:
// compared byte for byte).
func identifier(api *store.ResourceServer) Check {
	c := Check{Name: "Identifier"}
	address, err := url.Parse(api.Identifier)
	switch {
	case err != nil || address.Host == "" || address.Scheme != "https" && address.Scheme != "http" || address.Fragment != "":
		c.Says = "Clients ask for the URL of the MCP server, and this is not a URL."
	case address.Path == "":
		c.Says = "Most libraries write a URL without a path with a slash at the end. This identifier has none, so that no API is found."
		c.Lines = fmt.Sprintf("resource \"auth0api_resource_server\" \"mcp\" {\n  identifier = %s\n}", literal(api.Identifier+"/"))
	default:
		c.Good = true
		c.Says = "The server's metadata must announce exactly this as its resource."
	}
	return c
}

// resourceParameter checks the profile (facts 6.1): MCP clients send resource, and never
// audience.
func resourceParameter(s settings.Settings) Check {
	if s.ResourceParameterProfile == settings.ProfileCompatibility {
		return Check{Name: "Resource parameter", Good: true, Says: "A request can name the API with the parameter resource."}
	}
	return Check{
		Name: "Resource parameter", Says: "The tenant ignores the parameter resource, and MCP clients send no other.",
		Lines: tenantSetting(`resource_parameter_profile = "compatibility"`),
	}
}

// defaultGrant checks the grant of third-party clients (facts 4.4).
func defaultGrant(tenant store.Reader, api *store.ResourceServer) Check {
	c := Check{Name: "Default grant"}
	if policy := api.SubjectTypeAuthorization; policy != nil && policy.User.Policy == "deny_all" {
		c.Says = "The API gives no access to users: its policy for them is deny_all."
		c.Lines = "subject_type_authorization = {\n  user = { policy = \"require_client_grant\" }\n}"
		return c
	}
	all := make([]string, 0, len(api.Scopes))
	for _, scope := range api.Scopes {
		all = append(all, scope.Value)
	}
	for _, grant := range tenant.ClientGrantsOfAudience(api.Identifier) {
		if grant.DefaultFor != thirdParties || grant.SubjectType != "user" {
			continue
		}
		missing := slices.DeleteFunc(slices.Clone(all), func(scope string) bool { return slices.Contains(grant.Scope, scope) })
		if everything := grant.AllowAllScopes != nil && *grant.AllowAllScopes; everything || len(missing) == 0 {
			c.Good, c.Says = true, "Third-party clients without a grant of their own get every scope of the API."
			return c
		}
		c.Good = len(grant.Scope) > 0
		c.Says = "Third-party clients without a grant of their own do not get: " + strings.Join(missing, " ") + "."
		if !c.Good {
			c.Lines = grantLines(api, all)
		}
		return c
	}
	c.Says = "Clients that register themselves have no grant, and get no token."
	c.Lines = grantLines(api, all)
	return c
}

func grantLines(api *store.ResourceServer, scopes []string) string {
	quoted := make([]string, len(scopes))
	for i, scope := range scopes {
		quoted[i] = literal(scope)
	}
	return fmt.Sprintf("resource \"auth0api_client_grant\" \"third_parties\" {\n  default_for  = %q\n  audience     = %s\n  subject_type = \"user\"\n  scopes       = [%s]\n}",
		thirdParties, literal(api.Identifier), strings.Join(quoted, ", "))
}

// registration checks that a client can be known to the tenant (facts 7): it registers
// itself, or its document is registered, or it was created by hand.
func registration(tenant store.Reader, s settings.Settings, api *store.ResourceServer) Check {
	c := Check{Name: "Registration"}
	documents, byHand := known(tenant, api)
	switch {
	case s.ClientIDMetadataDocuments && documents == 0:
		c.Says = "The tenant advertises client ID metadata documents, and none is registered: a client that has a document uses it, and is unknown."
		c.Lines = "resource \"auth0api_client_cimd\" \"editor\" {\n  external_client_id = \"https://editor.example.com/client.json\"\n}"
	case s.Flags.DynamicRegistration:
		c.Good, c.Says = true, "Clients can register themselves."
	case byHand > 0:
		c.Good, c.Says = true, fmt.Sprintf("Clients cannot register themselves. Third-party clients with a grant of their own: %d.", byHand)
	case documents > 0 && s.ClientIDMetadataDocuments:
		c.Good, c.Says = true, fmt.Sprintf("Clients cannot register themselves. Registered client ID metadata documents: %d.", documents)
	case documents > 0:
		c.Says = "A client ID metadata document is registered, but the tenant does not advertise such documents: clients do not use theirs."
		c.Lines = tenantSetting("client_id_metadata_document_supported = true")
	default:
		c.Says = "Clients cannot register themselves, and none is registered by its metadata document or has a grant."
		c.Lines = tenantSetting("enable_dynamic_client_registration = true")
	}
	return c
}

// known counts the third-party clients that were registered by their documents, and the
// others that have a grant of their own on the API, for users.
func known(tenant store.Reader, api *store.ResourceServer) (documents, byHand int) {
	for _, client := range tenant.Clients().All() {
		switch {
		case client.IsFirstParty:
		case client.ExternalID() != "":
			documents++
		case tenant.ClientGrantFor(client.ClientID, api.Identifier, "user") != nil:
			byHand++
		}
	}
	return documents, byHand
}

// dialect checks the form of the tokens. The service's guide to MCP uses RFC 9068 (facts
// 12.3).
func dialect(api *store.ResourceServer) Check {
	if strings.HasPrefix(api.TokenDialect, "rfc9068_profile") {
		return Check{Name: "Token dialect", Good: true, Says: "Tokens name the client in client_id, and have the header typ at+jwt (RFC 9068)."}
	}
	return Check{
		Name: "Token dialect", Says: "Tokens name the client in azp, not in client_id, where libraries for MCP servers look for it (RFC 9068).",
		Lines: "resource \"auth0api_resource_server\" \"mcp\" {\n  token_dialect = \"rfc9068_profile\"\n}",
	}
}

func tenantSetting(line string) string {
	return "resource \"auth0api_tenant_settings\" \"this\" {\n  " + line + "\n}"
}

// literal writes a string in the language of Terraform.
func literal(text string) string {
	return string(hclwrite.TokensForValue(cty.StringVal(text)).Bytes())
}
