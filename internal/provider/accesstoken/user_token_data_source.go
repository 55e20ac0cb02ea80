package accesstoken

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/session"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/values"
	"github.com/auth0api/terraform-provider-auth0api/internal/token"
)

var _ datasource.DataSourceWithConfigure = (*userTokenDataSource)(nil)

// userTokenDataSource logs a user in to a mock tenant, and fetches a token for them.
type userTokenDataSource struct {
	session.DataSource
}

func newUserTokenDataSource() datasource.DataSource {
	return &userTokenDataSource{DataSource: session.DataSource{Type: "user_token"}}
}

// userTokenModel is a token for a user.
type userTokenModel struct {
	Audience      types.String  `tfsdk:"audience"`
	User          types.String  `tfsdk:"user"`
	ClientID      types.String  `tfsdk:"client_id"`
	ClientSecret  types.String  `tfsdk:"client_secret"`
	AuthMethod    types.String  `tfsdk:"token_endpoint_auth_method"`
	RedirectURI   types.String  `tfsdk:"redirect_uri"`
	Organization  types.String  `tfsdk:"organization"`
	Scopes        types.Set     `tfsdk:"scopes"`
	SigningSecret types.String  `tfsdk:"signing_secret"`
	AccessToken   types.String  `tfsdk:"access_token"`
	ExpiresAt     types.String  `tfsdk:"expires_at"`
	Scope         types.String  `tfsdk:"scope"`
	Claims        types.Dynamic `tfsdk:"claims"`
}

func (d *userTokenDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	some := []validator.String{stringvalidator.LengthAtLeast(1)}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Fetches the access token that a client gets for a user, for tests with a mock tenant: logs the user in without a login page (authorization code with PKCE), and verifies the token: signature, issuer, audience and expiry. " +
			"The token is stored in the state. " +
			"It sends `prompt=none` with `login_hint`, by which only a mock tenant logs in a user: on the service, the error is `login_required`.",
		Attributes: map[string]schema.Attribute{
			"audience":      schema.StringAttribute{MarkdownDescription: "The identifier of the API that the token is for.", Required: true, Validators: some},
			"user":          schema.StringAttribute{MarkdownDescription: "The user who logs in: the e-mail address, username or ID of a user that the tenant has. A mock tenant also accepts any other name, such as `bob@example.com`, for a user without roles and permissions; such a user gets each scope that the client gets.", Required: true, Validators: some},
			"client_id":     schema.StringAttribute{MarkdownDescription: "The ID of the client that the user logs in to. It needs the grant type `authorization_code` and a callback.", Required: true, Validators: append(some[:1:1], values.Trimmed())},
			"client_secret": schema.StringAttribute{MarkdownDescription: "The secret of the client. A public client, such as a single-page application, has none.", Optional: true, Sensitive: true, Validators: some},
			"token_endpoint_auth_method": schema.StringAttribute{MarkdownDescription: "How the client sends its secret: `client_secret_post`, in the body; `client_secret_basic`, by HTTP Basic authentication. The default is `client_secret_post`.", Optional: true,
				Validators: []validator.String{stringvalidator.OneOf(kit.MethodClientSecretPost, kit.MethodClientSecretBasic), stringvalidator.AlsoRequires(path.MatchRoot("client_secret"))}},
			"redirect_uri": schema.StringAttribute{MarkdownDescription: "One of the client's callbacks. Required if the client has several.", Optional: true, Validators: some},
			"organization": schema.StringAttribute{MarkdownDescription: "The ID of the organization that the user logs in to. The client's `organization_usage` must allow it.", Optional: true, Validators: some},
			"scopes": schema.SetAttribute{MarkdownDescription: "The scopes to request. The token has those that the API, the client's grant and the user's permissions allow; a scope that is missing in the token is not an error. By default, no scope is requested, and the tenant decides.", Optional: true, ElementType: types.StringType,
				Validators: []validator.Set{setvalidator.ValueStringsAre(values.ScopeName())}},
			"signing_secret": schema.StringAttribute{MarkdownDescription: "The signing secret of the API, which verifies the token of an `HS256` API. Other tokens are verified with the tenant's JWKS.", Optional: true, Sensitive: true, Validators: some},
			"access_token":   schema.StringAttribute{MarkdownDescription: "The access token, verified.", Computed: true, Sensitive: true},
			"expires_at":     schema.StringAttribute{MarkdownDescription: "When the token expires (RFC 3339).", Computed: true},
			"scope":          schema.StringAttribute{MarkdownDescription: "The scopes that were granted, separated by spaces.", Computed: true},
			"claims":         schema.DynamicAttribute{MarkdownDescription: "The claims of the token, decoded.", Computed: true},
		},
	}
}

func (d *userTokenDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model userTokenModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() || !d.Session.Ready("Fetching a token for a user", &resp.Diagnostics) {
		return
	}
	request := token.UserRequest{
		Credentials: token.Credentials{
			ClientID: model.ClientID.ValueString(), ClientSecret: model.ClientSecret.ValueString(), BasicAuth: model.AuthMethod.ValueString() == kit.MethodClientSecretBasic,
		},
		User: model.User.ValueString(), Audience: model.Audience.ValueString(), RedirectURI: model.RedirectURI.ValueString(), Organization: model.Organization.ValueString(),
	}
	resp.Diagnostics.Append(model.Scopes.ElementsAs(ctx, &request.Scopes, false)...)
	if resp.Diagnostics.HasError() {
		return
	}
	fetched, verified, err := d.Session.Tokens.FetchForUser(ctx, request, token.VerifyKey{SigningSecret: model.SigningSecret.ValueString()})
	if err != nil {
		failForUser(err, &resp.Diagnostics)
		return
	}
	model.AccessToken = types.StringValue(fetched.AccessToken)
	model.ExpiresAt = types.StringValue(fetched.ExpiresAt.UTC().Format(time.RFC3339))
	model.Scope = types.StringValue(strings.Join(verified.Scopes(), " "))
	model.Claims = kit.DynamicObject(ctx, verified.Claims)
	resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
}

// failForUser reports why there is no token, at the attribute that can change it.
func failForUser(err error, diags *diag.Diagnostics) {
	const summary = "No token for the user"
	attribute, detail := "audience", kit.Sentence(err)
	var secretNeeded *token.SigningSecretNeededError
	if errors.As(err, &secretNeeded) {
		attribute = "signing_secret"
	}
	if denied, is := errors.AsType[*token.Error](err); is {
		attribute = userTokenAttribute(denied)
		if denied.Code == "login_required" {
			detail += " Only a mock tenant logs in a user without a login page: configure the provider with embedded, or with the tenant of mock-server."
		}
	}
	if advice := kit.Advice(err); advice != "" {
		detail += "\n\n" + advice
	}
	diags.AddAttributeError(path.Root(attribute), summary, detail)
}

// userTokenAttribute is the attribute that a refusal is about.
func userTokenAttribute(denied *token.Error) string {
	description := strings.ReplaceAll(denied.Description, denied.Audience, "")
	switch {
	case denied.Code == "login_required" || strings.Contains(description, "a user is"):
		return "user"
	case strings.Contains(description, "Callback") || strings.Contains(description, "redirect_uri"):
		return "redirect_uri"
	case strings.Contains(description, "organization"):
		return "organization"
	case denied.StatusCode == http.StatusUnauthorized || denied.Code == "unauthorized_client" || strings.Contains(description, "Unknown client"):
		return "client_id"
	}
	return "audience"
}
