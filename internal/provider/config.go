package provider

import (
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/auth0api/terraform-provider-auth0api/internal/loopback"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/values"
	"github.com/auth0api/terraform-provider-auth0api/internal/tenant"
	"github.com/auth0api/terraform-provider-auth0api/internal/token"
)

// providerModel is the provider block.
type providerModel struct {
	Domain                    types.String `tfsdk:"domain"`
	ClientID                  types.String `tfsdk:"client_id"`
	ClientSecret              types.String `tfsdk:"client_secret"`
	APIToken                  types.String `tfsdk:"api_token"`
	Audience                  types.String `tfsdk:"audience"`
	ClientAssertionPrivateKey types.String `tfsdk:"client_assertion_private_key"`
	ClientAssertionSigningAlg types.String `tfsdk:"client_assertion_signing_alg"`
	// Embedded is an object and no struct, which could not be unknown.
	Embedded types.Object `tfsdk:"embedded"`
	// AdoptExisting is about creates; see adopt_existing.go.
	AdoptExisting types.Bool `tfsdk:"adopt_existing"`

	MaxRequestsPerSecond  types.Number `tfsdk:"max_requests_per_second"`
	MaxConcurrentRequests types.Number `tfsdk:"max_concurrent_requests"`
	Reserve               types.Number `tfsdk:"reserve"`
	MaxRetries            types.Number `tfsdk:"max_retries"`
}

// The environment variables that serve for attributes that are not set; the
// names are the official provider's.
const ()

// connection is how to reach a tenant and who to be there.
type connection struct {
	domain   tenant.Domain
	audience string
	// audienceFrom is the environment variable that the audience comes from, if any.
	audienceFrom string
	apiToken     string
	// credentials are empty when apiToken serves instead.
	credentials token.Credentials
}

// attribute is one text of the provider block, with its name.
type attribute struct {
	name  string
	value types.String
}

// credentials are the attributes that say who the provider is.
func (m *providerModel) credentials() []attribute {
	return []attribute{
		{"client_id", m.ClientID},
		{"client_secret", m.ClientSecret},
		{"api_token", m.APIToken},
		{"audience", m.Audience},
		{"client_assertion_private_key", m.ClientAssertionPrivateKey},
		{"client_assertion_signing_alg", m.ClientAssertionSigningAlg},
	}
}

// unknown reports whether a value that the connection depends on is not known
// yet, as at plan time when it comes from another resource.
func (m *providerModel) unknown() bool {
	for _, a := range m.credentials() {
		if a.value.IsUnknown() {
			return true
		}
	}
	for _, s := range m.pacing() {
		if s.value.IsUnknown() {
			return true
		}
	}
	return m.AdoptExisting.IsUnknown() || m.Domain.IsUnknown() || m.Embedded.IsUnknown() || m.embeddedPath().IsUnknown() || m.embeddedSeed().IsUnknown() || m.embeddedTenant().IsUnknown()
}

// embeddedPath is the file of the embedded tenant; null without one.
func (m *providerModel) embeddedPath() types.String {
	file, _ := m.Embedded.Attributes()["path"].(types.String)
	return file
}

// embeddedTenant is the name of the embedded tenant in a folder or database of many; null
// without one.
func (m *providerModel) embeddedTenant() types.String {
	name, _ := m.Embedded.Attributes()["tenant"].(types.String)
	return name
}

// embeddedSeed is the seed file of the embedded tenant; null without one.
func (m *providerModel) embeddedSeed() types.String {
	file, _ := m.Embedded.Attributes()["seed"].(types.String)
	return file
}

// configuredText is a value of the provider's configuration: the block's, or else the
// environment's.
type configuredText struct {
	text string
	// variable is the environment variable that the text comes from, if any.
	variable string
}

// origin says in an error where a value comes from that the block does not show.
func (g configuredText) origin() string {
	if g.variable == "" {
		return ""
	}
	return fmt.Sprintf(" It comes from the environment variable %s.", g.variable)
}

func fromBlockOr(v types.String, getenv func(string) string, variable string) configuredText {
	if text := v.ValueString(); text != "" {
		return configuredText{text: text}
	}
	if text := getenv(variable); text != "" {
		return configuredText{text: text, variable: variable}
	}
	return configuredText{}
}

// connection resolves the block and the environment for a tenant that is
// reached over the network.
func (m *providerModel) connection(getenv func(string) string) (connection, diag.Diagnostics) {
	var c connection
	domain, diags := m.resolveDomain(getenv)
	c.domain = domain
	audience := fromBlockOr(m.Audience, getenv, kit.EnvAudience)
	c.audience, c.audienceFrom = audience.text, audience.variable
	if c.audience == "" {
		c.audience = c.domain.ManagementAudience
	}
	diags.Append(m.resolveCredentials(getenv, &c)...)
	diags.Append(m.refuseSpace(getenv)...)
	return c, diags
}

func (m *providerModel) resolveDomain(getenv func(string) string) (tenant.Domain, diag.Diagnostics) {
	var diags diag.Diagnostics
	domain := fromBlockOr(m.Domain, getenv, kit.EnvDomain)
	if domain.text == "" {
		diags.AddAttributeError(path.Root("domain"), "No tenant is configured",
			fmt.Sprintf("Set domain to the tenant's domain, such as tenant.eu.auth0.com, or the environment variable %s. "+
				"To work without a tenant, set embedded = { path = \"tenant.db\" }.", kit.EnvDomain))
		return tenant.Domain{}, diags
	}
	if isTenantName(domain.text) {
		diags.AddAttributeError(path.Root("domain"), "The tenant's domain is not usable",
			fmt.Sprintf("%q is the name of a tenant or a host, without a domain. Set domain to the tenant's domain, such as %[1]s.eu.auth0.com; the dashboard shows it in the settings of each application. "+
				"If it is a host of your network, write https://%[1]s.%[2]s", domain.text, domain.origin()))
		return tenant.Domain{}, diags
	}
	parsed, err := tenant.ParseDomain(domain.text)
	if err != nil {
		diags.AddAttributeError(path.Root("domain"), "The tenant's domain is not usable", kit.Sentence(err)+domain.origin())
	}
	return parsed, diags
}

// refuseSpace reports white space around what has none: a client's ID and a token. A
// secret may have been chosen with it, so that it is only warned of.
func (m *providerModel) refuseSpace(getenv func(string) string) diag.Diagnostics {
	var diags diag.Diagnostics
	for _, a := range []struct {
		name, variable string
		value          types.String
	}{{"client_id", kit.EnvClientID, m.ClientID}, {"api_token", kit.EnvAPIToken, m.APIToken}, {"audience", kit.EnvAudience, m.Audience}} {
		value := fromBlockOr(a.value, getenv, a.variable)
		if problem := values.SpaceProblem(value.text); problem != "" {
			diags.AddAttributeError(path.Root(a.name), "White space around the value", problem+value.origin())
		}
	}
	secret := fromBlockOr(m.ClientSecret, getenv, kit.EnvClientSecret)
	if problem := values.SpaceProblem(secret.text); problem != "" {
		diags.AddAttributeWarning(path.Root("client_secret"), "White space around the client secret",
			problem+" No secret that a tenant generates has white space."+secret.origin())
	}
	return diags
}

// isTenantName recognises a single word, such as "acme": no tenant has such a domain.
// With a scheme or a port it is a host of a local network.
func isTenantName(text string) bool {
	text = strings.TrimSpace(text)
	return text != "" && !strings.ContainsAny(text, ".:/@[ ?#") && !loopback.IsHost(text)
}

// problems are those of a block with unknown values that no value can solve.
func (m *providerModel) problems(getenv func(string) string) diag.Diagnostics {
	switch {
	case m.Embedded.IsUnknown():
		return nil
	case !m.Embedded.IsNull():
		return m.rejectCredentials()
	case m.Domain.IsUnknown():
		return nil
	default:
		_, diags := m.resolveDomain(getenv)
		return diags
	}
}

// rejectCredentials reports credentials in the block of an embedded tenant,
// which has its own.
func (m *providerModel) rejectCredentials() diag.Diagnostics {
	var diags diag.Diagnostics
	for _, a := range m.credentials() {
		if !a.value.IsNull() {
			diags.AddAttributeError(path.Root(a.name), "An embedded tenant needs no credentials",
				fmt.Sprintf("embedded is set, so the provider runs its own tenant and knows its credentials. "+
					"Remove %s, or remove embedded to use the tenant of domain or %s.", a.name, kit.EnvDomain))
		}
	}
	return diags
}
