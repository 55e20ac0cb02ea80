package accesstoken

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/session"
)

var _ ephemeral.EphemeralResourceWithConfigure = (*tokenEphemeralResource)(nil)

// tokenEphemeralResource fetches an access token and verifies it, as the
// data source does, and writes nothing of it to plan or state.
type tokenEphemeralResource struct {
	session *session.Session
}

func newTokenEphemeralResource() ephemeral.EphemeralResource { return &tokenEphemeralResource{} }

func (e *tokenEphemeralResource) Metadata(_ context.Context, req ephemeral.MetadataRequest, resp *ephemeral.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_token"
}

func (e *tokenEphemeralResource) Schema(_ context.Context, _ ephemeral.SchemaRequest, resp *ephemeral.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "An access token for an API, fetched with a client's credentials and verified: signature, issuer, audience, expiry and wanted scopes. " +
			"The token reaches neither plan nor state. Needs Terraform 1.10 or later.",
		Attributes: map[string]schema.Attribute{
			"audience": schema.StringAttribute{MarkdownDescription: tokenAudienceText, Required: true, Validators: []validator.String{stringvalidator.LengthAtLeast(1)}},
			"client_id": schema.StringAttribute{MarkdownDescription: tokenClientIDText, Optional: true,
				Validators: []validator.String{stringvalidator.LengthAtLeast(1), stringvalidator.AlsoRequires(path.MatchRoot("client_secret"))}},
			"client_secret": schema.StringAttribute{MarkdownDescription: tokenClientSecretText, Optional: true, Sensitive: true,
				Validators: []validator.String{stringvalidator.LengthAtLeast(1), stringvalidator.AlsoRequires(path.MatchRoot("client_id"))}},
			"token_endpoint_auth_method": schema.StringAttribute{MarkdownDescription: tokenAuthMethodText, Optional: true,
				Validators: []validator.String{stringvalidator.OneOf(kit.MethodClientSecretPost, kit.MethodClientSecretBasic), stringvalidator.AlsoRequires(path.MatchRoot("client_id"))}},
			"scopes": schema.SetAttribute{MarkdownDescription: tokenScopesText, Optional: true, ElementType: types.StringType,
				Validators: []validator.Set{setvalidator.ValueStringsAre(stringvalidator.LengthAtLeast(1))}},
			"signing_alg": schema.StringAttribute{MarkdownDescription: tokenSigningAlgText, Optional: true,
				Validators: []validator.String{stringvalidator.OneOf(kit.SigningAlgorithms()...)}},
			"signing_secret": schema.StringAttribute{MarkdownDescription: tokenSigningSecretText, Optional: true, Sensitive: true,
				Validators: []validator.String{stringvalidator.LengthAtLeast(1)}},
			"access_token": schema.StringAttribute{MarkdownDescription: tokenAccessTokenText, Computed: true, Sensitive: true},
			"token_type":   schema.StringAttribute{MarkdownDescription: tokenTypeText, Computed: true},
			"expires_in":   schema.Int64Attribute{MarkdownDescription: tokenExpiresInText, Computed: true},
			"expires_at":   schema.StringAttribute{MarkdownDescription: tokenExpiresAtText, Computed: true},
			"scope":        schema.StringAttribute{MarkdownDescription: tokenScopeText, Computed: true},
			"claims":       schema.DynamicAttribute{MarkdownDescription: tokenClaimsText, Computed: true},
			"header":       schema.DynamicAttribute{MarkdownDescription: tokenHeaderText, Computed: true},
		},
	}
}

func (e *tokenEphemeralResource) Configure(_ context.Context, req ephemeral.ConfigureRequest, resp *ephemeral.ConfigureResponse) {
	e.session = session.FromProviderData(req.ProviderData, &resp.Diagnostics)
}

func (e *tokenEphemeralResource) Open(ctx context.Context, req ephemeral.OpenRequest, resp *ephemeral.OpenResponse) {
	var model tokenModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() || !e.session.Ready("Fetching a token", &resp.Diagnostics) {
		return
	}
	model.fetch(ctx, e.session, &resp.Diagnostics)
	if !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(resp.Result.Set(ctx, model)...)
	}
}
