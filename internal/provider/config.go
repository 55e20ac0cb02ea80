package provider

import (
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/auth0api/terraform-provider-auth0api/internal/tenant"
	"github.com/auth0api/terraform-provider-auth0api/internal/token"
)

// providerModel is the provider block.
type providerModel struct {
	Domain                    types.String   `tfsdk:"domain"`
	ClientID                  types.String   `tfsdk:"client_id"`
	ClientSecret              types.String   `tfsdk:"client_secret"`
	APIToken                  types.String   `tfsdk:"api_token"`
	Audience                  types.String   `tfsdk:"audience"`
	ClientAssertionPrivateKey types.String   `tfsdk:"client_assertion_private_key"`
	ClientAssertionSigningAlg types.String   `tfsdk:"client_assertion_signing_alg"`
	Embedded                  *embeddedModel `tfsdk:"embedded"`
}

type embeddedModel struct {
	Path types.String `tfsdk:"path"`
}

// The environment variables that serve for attributes that are not set; the
// names are the official provider's.
const (
	envDomain       = "AUTH0_DOMAIN"
	envClientID     = "AUTH0_CLIENT_ID"
	envClientSecret = "AUTH0_CLIENT_SECRET" //nolint:gosec // the name of a variable, not a secret
	envAPIToken     = "AUTH0_API_TOKEN"     //nolint:gosec // the name of a variable, not a secret
	envAudience     = "AUTH0_AUDIENCE"
	envAssertionKey = "AUTH0_CLIENT_ASSERTION_PRIVATE_KEY"
	envAssertionAlg = "AUTH0_CLIENT_ASSERTION_SIGNING_ALG"
)

// connection is how to reach a tenant and who to be there.
type connection struct {
	domain   tenant.Domain
	audience string
	apiToken string
	// credentials are empty when apiToken serves instead.
	credentials token.Credentials
}

// unknown tells whether a value that the connection depends on is not known
// yet, as at plan time when it comes from another resource.
func (m *providerModel) unknown() bool {
	for _, v := range []types.String{m.Domain, m.ClientID, m.ClientSecret, m.APIToken, m.Audience, m.ClientAssertionPrivateKey, m.ClientAssertionSigningAlg} {
		if v.IsUnknown() {
			return true
		}
	}
	return m.Embedded != nil && m.Embedded.Path.IsUnknown()
}

// connection resolves the block and the environment for a tenant that is
// reached over the network.
func (m *providerModel) connection(getenv func(string) string) (connection, diag.Diagnostics) {
	var c connection
	var diags diag.Diagnostics

	domain := valueOr(m.Domain, getenv(envDomain))
	switch d, err := tenant.ParseDomain(domain); {
	case domain == "":
		diags.AddAttributeError(path.Root("domain"), "No tenant is configured",
			fmt.Sprintf("Set domain to the tenant's domain, such as tenant.eu.auth0.com, or the environment variable %s. "+
				"To work without a tenant, set embedded = { path = \"tenant.db\" }.", envDomain))
	case err != nil:
		diags.AddAttributeError(path.Root("domain"), "The tenant's domain is not usable", sentence(err))
	default:
		c.domain = d
	}
	c.audience = valueOr(m.Audience, getenv(envAudience))
	if c.audience == "" {
		c.audience = c.domain.ManagementAudience
	}
	diags.Append(m.resolveCredentials(getenv, &c)...)
	return c, diags
}

// resolveCredentials picks one way to authenticate. What the block says wins
// over the environment as a whole, so that a variable that is set for another
// tool does not contradict an explicit configuration.
func (m *providerModel) resolveCredentials(getenv func(string) string, c *connection) diag.Diagnostics {
	var diags diag.Diagnostics
	fromEnv := getenv
	if m.APIToken.ValueString() != "" || m.ClientSecret.ValueString() != "" || m.ClientAssertionPrivateKey.ValueString() != "" {
		fromEnv = func(name string) string {
			if name == envClientID || name == envAssertionAlg {
				return getenv(name)
			}
			return ""
		}
	}
	c.apiToken = valueOr(m.APIToken, fromEnv(envAPIToken))
	id := valueOr(m.ClientID, fromEnv(envClientID))
	secret := valueOr(m.ClientSecret, fromEnv(envClientSecret))
	key := valueOr(m.ClientAssertionPrivateKey, fromEnv(envAssertionKey))
	alg := valueOr(m.ClientAssertionSigningAlg, fromEnv(envAssertionAlg))

	switch {
	case c.apiToken != "" && (secret != "" || key != ""):
		diags.AddAttributeError(path.Root("api_token"), "Two kinds of credentials are configured",
			fmt.Sprintf("A Management API token (api_token or %s) and a client's credentials are both set. Keep one of them: "+
				"unset %s to authenticate as the client, or unset %s and %s to use the token.", envAPIToken, envAPIToken, envClientSecret, envAssertionKey))
	case c.apiToken != "":
		c.credentials = token.Credentials{}
	case secret != "" && key != "":
		diags.AddAttributeError(path.Root("client_assertion_private_key"), "Two kinds of client credentials are configured",
			fmt.Sprintf("A client authenticates by its secret (client_secret or %s) or by a signed assertion "+
				"(client_assertion_private_key or %s), not by both. Unset one of them.", envClientSecret, envAssertionKey))
	case id == "" && secret == "" && key == "":
		diags.AddAttributeError(path.Root("client_id"), "No credentials are configured",
			fmt.Sprintf("Set client_id and client_secret of a client that may use the Management API, or the environment variables "+
				"%s and %s; or set api_token or %s.", envClientID, envClientSecret, envAPIToken))
	case id == "":
		diags.AddAttributeError(path.Root("client_id"), "The client's ID is missing",
			fmt.Sprintf("A client's credentials are set, but not whose they are. Set client_id or the environment variable %s.", envClientID))
	case secret == "" && key == "":
		diags.AddAttributeError(path.Root("client_secret"), "The client's secret is missing",
			fmt.Sprintf("client_id is set, but nothing to authenticate with. Set client_secret or the environment variable %s; "+
				"for private_key_jwt set client_assertion_private_key or %s.", envClientSecret, envAssertionKey))
	case key != "":
		diags.Append(resolveAssertion(id, key, alg, c)...)
	default:
		c.credentials = token.Credentials{ClientID: id, ClientSecret: secret}
	}
	return diags
}

func resolveAssertion(id, key, alg string, c *connection) diag.Diagnostics {
	var diags diag.Diagnostics
	if alg == "" {
		diags.AddAttributeError(path.Root("client_assertion_signing_alg"), "The algorithm of the client's assertions is missing",
			fmt.Sprintf("client_assertion_private_key is set. Set client_assertion_signing_alg to RS256, RS384 or PS256, or the environment variable %s.", envAssertionAlg))
		return diags
	}
	attribute := "client_assertion_private_key"
	if !slices.Contains(token.AssertionAlgorithms(), alg) {
		attribute = "client_assertion_signing_alg"
	}
	assertion, err := token.ParseAssertionKey(key, alg)
	if err != nil {
		diags.AddAttributeError(path.Root(attribute), "The client's assertions cannot be signed", sentence(err))
		return diags
	}
	c.credentials = token.Credentials{ClientID: id, Assertion: assertion}
	return diags
}

// rejectCredentials reports credentials in the block of an embedded tenant,
// which has its own.
func (m *providerModel) rejectCredentials() diag.Diagnostics {
	var diags diag.Diagnostics
	for name, v := range map[string]types.String{
		"client_id": m.ClientID, "client_secret": m.ClientSecret, "api_token": m.APIToken, "audience": m.Audience,
		"client_assertion_private_key": m.ClientAssertionPrivateKey, "client_assertion_signing_alg": m.ClientAssertionSigningAlg,
	} {
		if !v.IsNull() {
			diags.AddAttributeError(path.Root(name), "An embedded tenant needs no credentials",
				fmt.Sprintf("embedded is set, so the provider runs its own tenant and knows its credentials. Remove %s, or remove embedded to use the tenant of domain or %s.", name, envDomain))
		}
	}
	return diags
}

func valueOr(v types.String, otherwise string) string {
	if s := v.ValueString(); s != "" {
		return s
	}
	return otherwise
}
