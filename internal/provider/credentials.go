package provider

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
	"github.com/auth0api/terraform-provider-auth0api/internal/token"
)

// givenCredentials are the credentials that the block and the environment hold.
type givenCredentials struct {
	apiToken, id, secret, key, alg configuredText
}

// resolveCredentials picks one way to authenticate, or reports at an attribute
// why no way is usable.
func (m *providerModel) resolveCredentials(getenv func(string) string, c *connection) diag.Diagnostics {
	var diags diag.Diagnostics
	g := m.givenCredentials(getenv)
	switch {
	case g.apiToken.text != "":
		diags.Append(g.contradictions(m.APIToken.ValueString() != "")...)
		c.apiToken = g.apiToken.text
	case g.secret.text != "" && g.key.text != "":
		diags.AddAttributeError(path.Root("client_assertion_private_key"), "Two kinds of client credentials are configured",
			fmt.Sprintf("A client authenticates by its secret (client_secret or %s) or by a signed assertion "+
				"(client_assertion_private_key or %s), not by both. Unset one of them.", kit.EnvClientSecret, kit.EnvAssertionKey))
	case m.ClientAssertionSigningAlg.ValueString() != "" && g.key.text == "":
		diags.AddAttributeError(path.Root("client_assertion_signing_alg"), "The key of the client's assertions is missing",
			fmt.Sprintf("client_assertion_signing_alg is set, but nothing to sign with. Set client_assertion_private_key or the environment variable %s.", kit.EnvAssertionKey))
	case g.id.text == "" && g.secret.text == "" && g.key.text == "":
		diags.AddAttributeError(path.Root("client_id"), "No credentials are configured",
			fmt.Sprintf("Set client_id and client_secret of a client that may use the Management API, or the environment variables "+
				"%s and %s; or set api_token or %s.", kit.EnvClientID, kit.EnvClientSecret, kit.EnvAPIToken))
	case g.id.text == "":
		diags.AddAttributeError(path.Root("client_id"), "The client's ID is missing",
			fmt.Sprintf("A secret or key is set, but not the client that it belongs to. Set client_id or the environment variable %s.", kit.EnvClientID))
	case g.secret.text == "" && g.key.text == "":
		diags.AddAttributeError(path.Root("client_secret"), "The client's secret is missing",
			fmt.Sprintf("The client's ID is set, but nothing to authenticate with. Set client_secret or the environment variable %s; "+
				"for private_key_jwt set client_assertion_private_key or %s.%s", kit.EnvClientSecret, kit.EnvAssertionKey, g.id.origin()))
	case g.key.text != "":
		diags.Append(g.assertion(c)...)
	default:
		c.credentials = token.Credentials{ClientID: g.id.text, ClientSecret: g.secret.text}
	}
	return diags
}

// givenCredentials takes from the environment only what the block leaves open,
// so that a variable that is set for another tool does not contradict an
// explicit configuration: a token in the block stands alone, a client in the
// block rules out the environment's token, and a secret or key in the block
// rules out the environment's.
func (m *providerModel) givenCredentials(getenv func(string) string) givenCredentials {
	none := func(string) string { return "" }
	tokens, secrets, clients := getenv, getenv, getenv
	if m.APIToken.ValueString() != "" {
		secrets, clients = none, none
	}
	if m.ClientID.ValueString() != "" || m.ClientAssertionSigningAlg.ValueString() != "" {
		tokens = none
	}
	if m.ClientSecret.ValueString() != "" || m.ClientAssertionPrivateKey.ValueString() != "" {
		tokens, secrets = none, none
	}
	return givenCredentials{
		apiToken: fromBlockOr(m.APIToken, tokens, kit.EnvAPIToken),
		id:       fromBlockOr(m.ClientID, clients, kit.EnvClientID),
		secret:   fromBlockOr(m.ClientSecret, secrets, kit.EnvClientSecret),
		key:      fromBlockOr(m.ClientAssertionPrivateKey, secrets, kit.EnvAssertionKey),
		alg:      fromBlockOr(m.ClientAssertionSigningAlg, clients, kit.EnvAssertionAlg),
	}
}

// contradictions reports a client beside a Management API token. In the
// environment, a client ID without a secret or key is no contradiction.
func (g givenCredentials) contradictions(inBlock bool) diag.Diagnostics {
	var diags diag.Diagnostics
	others := []string{g.secret.text, g.key.text}
	if inBlock {
		others = append(others, g.id.text, g.alg.text)
	}
	if slices.ContainsFunc(others, func(text string) bool { return text != "" }) {
		diags.AddAttributeError(path.Root("api_token"), "Two kinds of credentials are configured",
			fmt.Sprintf("A Management API token (api_token or %s) and a client's credentials are both set. Keep one of them: "+
				"unset %s to authenticate as the client, or unset %s and %s to use the token.%s",
				kit.EnvAPIToken, kit.EnvAPIToken, kit.EnvClientSecret, kit.EnvAssertionKey, g.apiToken.origin()))
	}
	return diags
}

// assertion makes the credentials of a client that signs assertions.
func (g givenCredentials) assertion(c *connection) diag.Diagnostics {
	var diags diag.Diagnostics
	if g.alg.text == "" {
		diags.AddAttributeError(path.Root("client_assertion_signing_alg"), "The algorithm of the client's assertions is missing",
			fmt.Sprintf("A private key is set, but not its algorithm. Set client_assertion_signing_alg or the environment variable %s to one of %s.%s",
				kit.EnvAssertionAlg, strings.Join(token.AssertionAlgorithms(), ", "), g.key.origin()))
		return diags
	}
	name, wrong := "client_assertion_private_key", g.key
	if !slices.Contains(token.AssertionAlgorithms(), g.alg.text) {
		name, wrong = "client_assertion_signing_alg", g.alg
	}
	key, err := token.ParseAssertionKey(g.key.text, g.alg.text)
	if err != nil {
		diags.AddAttributeError(path.Root(name), "The client's assertions cannot be signed", kit.Sentence(err)+wrong.origin())
		return diags
	}
	c.credentials = token.Credentials{ClientID: g.id.text, Assertion: key}
	return diags
}
