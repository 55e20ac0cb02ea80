package accesstoken

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/session"
	"github.com/auth0api/terraform-provider-auth0api/internal/token"
	"github.com/auth0api/terraform-provider-auth0api/internal/token/verify"
)

// tokenModel is an access token, as the data source and the ephemeral resource
// show it alike.
type tokenModel struct {
	Audience      types.String  `tfsdk:"audience"`
	ClientID      types.String  `tfsdk:"client_id"`
	ClientSecret  types.String  `tfsdk:"client_secret"`
	AuthMethod    types.String  `tfsdk:"token_endpoint_auth_method"`
	PrivateKey    types.String  `tfsdk:"private_key"`
	AssertionAlg  types.String  `tfsdk:"client_assertion_signing_alg"`
	ProofKey      types.String  `tfsdk:"dpop_private_key"`
	Organization  types.String  `tfsdk:"organization"`
	Scopes        types.Set     `tfsdk:"scopes"`
	SubjectToken  types.String  `tfsdk:"subject_token"`
	SigningAlg    types.String  `tfsdk:"signing_alg"`
	SigningSecret types.String  `tfsdk:"signing_secret"`
	AccessToken   types.String  `tfsdk:"access_token"`
	TokenType     types.String  `tfsdk:"token_type"`
	ExpiresIn     types.Int64   `tfsdk:"expires_in"`
	ExpiresAt     types.String  `tfsdk:"expires_at"`
	Thumbprint    types.String  `tfsdk:"dpop_thumbprint"`
	Scope         types.String  `tfsdk:"scope"`
	Claims        types.Dynamic `tfsdk:"claims"`
	Header        types.Dynamic `tfsdk:"header"`
}

// fetch gets the token that the model asks for, verifies it, and fills the model.
func (m *tokenModel) fetch(ctx context.Context, c *session.Session, diags *diag.Diagnostics) {
	request, ok := m.request(ctx, c, diags)
	if !ok {
		return
	}
	fetched, verified, err := c.Tokens.FetchVerified(ctx, request, token.VerifyKey{Algorithm: m.SigningAlg.ValueString(), SigningSecret: m.SigningSecret.ValueString()})
	if err != nil {
		m.fail(err, request, diags)
		return
	}
	m.AccessToken = types.StringValue(fetched.AccessToken)
	m.TokenType = types.StringValue(fetched.TokenType)
	m.ExpiresIn = types.Int64Value(fetched.ExpiresIn)
	m.ExpiresAt = types.StringValue(fetched.ExpiresAt.UTC().Format(time.RFC3339))
	m.Thumbprint = types.StringNull()
	if request.Proof != nil {
		m.Thumbprint = types.StringValue(request.Proof.Thumbprint())
	}
	m.Scope = types.StringValue(strings.Join(verified.Scopes(), " "))
	m.Claims = kit.DynamicObject(ctx, verified.Claims)
	m.Header = kit.DynamicObject(ctx, verified.Header)
}

func (m *tokenModel) request(ctx context.Context, c *session.Session, diags *diag.Diagnostics) (token.Request, bool) {
	request := token.Request{Credentials: c.Credentials, Audience: m.Audience.ValueString(), SubjectToken: m.SubjectToken.ValueString(), Organization: m.Organization.ValueString()}
	diags.Append(m.Scopes.ElementsAs(ctx, &request.Scopes, false)...)
	if !m.ClientID.IsNull() {
		request.Credentials = token.Credentials{
			ClientID: m.ClientID.ValueString(), ClientSecret: m.ClientSecret.ValueString(),
			BasicAuth: m.AuthMethod.ValueString() == kit.MethodClientSecretBasic,
		}
	}
	m.keys(&request, diags)
	if request.ClientID == "" {
		diags.AddAttributeError(path.Root("client_id"), "The provider has no client to request a token",
			"The provider authenticates with api_token, so it has no client of its own. Set client_id, with client_secret or private_key, here, or configure the provider with a client ("+
				kit.EnvClientID+", "+kit.EnvClientSecret+").")
	}
	return request, !diags.HasError()
}

// keys parses the private keys. The plan validated those that were known.
func (m *tokenModel) keys(request *token.Request, diags *diag.Diagnostics) {
	var err error
	if !m.PrivateKey.IsNull() {
		if request.Assertion, err = token.ParseAssertionKey(m.PrivateKey.ValueString(), m.AssertionAlg.ValueString()); err != nil {
			diags.AddAttributeError(path.Root("private_key"), unusableKey, kit.Sentence(err))
		}
	}
	if !m.ProofKey.IsNull() {
		if request.Proof, err = token.ParseProofKey(m.ProofKey.ValueString()); err != nil {
			diags.AddAttributeError(path.Root("dpop_private_key"), unusableKey, kit.Sentence(err))
		}
	}
}

// fail reports why there is no token, at the attribute that can change it.
func (m *tokenModel) fail(err error, request token.Request, diags *diag.Diagnostics) {
	summary := fmt.Sprintf("No token for API %q", request.Audience)
	var ungranted *token.ScopeNotGrantedError
	var secretNeeded *token.SigningSecretNeededError
	var unbound *token.NotBoundError
	var denied *token.Error
	var refused *verify.Error
	switch {
	case errors.As(err, &ungranted):
		diags.AddAttributeError(path.Root("scopes"), "A wanted scope was not granted", kit.Sentence(err))
	case errors.As(err, &secretNeeded):
		diags.AddAttributeError(path.Root("signing_secret"), "The token cannot be verified without the signing secret", kit.Sentence(err))
	case errors.As(err, &unbound):
		diags.AddAttributeError(path.Root("dpop_private_key"), "The token is not bound to the key", kit.Sentence(err))
	case errors.As(err, &refused):
		diags.AddAttributeError(path.Root(m.refusedAttribute(refused)), "The token is not valid", kit.Sentence(err))
	case errors.As(err, &denied):
		diags.AddAttributeError(path.Root(deniedAttribute(denied, request)), summary, kit.Sentence(err))
	default:
		detail := kit.Sentence(err)
		if advice := kit.Advice(err); advice != "" {
			detail += "\n\n" + advice
		}
		diags.AddError(summary, detail)
	}
}

// refusedAttribute is the attribute that a failed verification is about.
func (m *tokenModel) refusedAttribute(refused *verify.Error) string {
	switch {
	case refused.Reason == verify.ReasonSignature && !m.SigningSecret.IsNull():
		return "signing_secret"
	case refused.Reason == verify.ReasonAlgorithm && !m.SigningAlg.IsNull():
		return "signing_alg"
	}
	return "audience"
}

// deniedAttribute is the attribute that an OAuth error is about.
func deniedAttribute(denied *token.Error, request token.Request) string {
	switch denied.Cause() {
	case token.CauseOrganizationMissing, token.CauseOrganizationDenied, token.CauseOrganizationName, token.CauseOrganizationAccess:
		return "organization"
	case token.CauseProof:
		return "dpop_private_key"
	case token.CauseSubjectToken:
		return "subject_token"
	case token.CauseCredentials, token.CauseExchange, token.CauseGrantType, token.CauseQuota:
		return "client_id"
	case token.CauseScopes:
		if len(request.Scopes) > 0 {
			return "scopes"
		}
	}
	// The audience is repeated in the text, and may be called anything.
	description := strings.ReplaceAll(denied.Description, request.Audience, "")
	switch {
	case request.SubjectToken != "" && strings.Contains(description, "subject_token"):
		return "subject_token"
	case denied.StatusCode == http.StatusUnauthorized || denied.Code == "unauthorized_client":
		return "client_id"
	case len(request.Scopes) > 0 && strings.Contains(strings.ToLower(description), "scope"):
		return "scopes"
	default:
		return "audience"
	}
}
