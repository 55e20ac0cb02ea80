package resourceserver

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-validators/ephemeralvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/session"
)

var (
	_ ephemeral.EphemeralResourceWithConfigure        = (*signingSecretEphemeralResource)(nil)
	_ ephemeral.EphemeralResourceWithConfigValidators = (*signingSecretEphemeralResource)(nil)
)

// signingSecretEphemeralResource reads the secret that signs an API's access
// tokens with HS256. Nothing of it is kept in a plan or in the state.
type signingSecretEphemeralResource struct {
	session.EphemeralResource
}

// byIDInstead is the advice for an API that the plan is yet to create: its
// identifier is known, so that Terraform opens the ephemeral resource at plan.
const byIDInstead = " If the same configuration creates it, set id to the id of its auth0api_resource_server instead of identifier: the id is known once the API exists."

// signingSecretModel is the configuration and result.
type signingSecretModel struct {
	ID            types.String `tfsdk:"id"`
	Identifier    types.String `tfsdk:"identifier"`
	Name          types.String `tfsdk:"name"`
	SigningSecret types.String `tfsdk:"signing_secret"`
}

func newSigningSecretEphemeralResource() ephemeral.EphemeralResource {
	return &signingSecretEphemeralResource{EphemeralResource: session.EphemeralResource{Type: "resource_server_signing_secret"}}
}

func (e *signingSecretEphemeralResource) Schema(_ context.Context, _ ephemeral.SchemaRequest, resp *ephemeral.SchemaResponse) {
	key := func(description string) schema.Attribute {
		return schema.StringAttribute{
			MarkdownDescription: description,
			Optional:            true,
			Computed:            true,
			Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
		}
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads the secret that signs the access tokens of an API with `HS256`, whether the tenant generated it or a configuration set it. " +
			"Pass it to the configuration of the API itself, to another provider or to a write-only attribute. It is in neither a plan nor the state. Needs the scope `read:resource_servers`.",
		Attributes: map[string]schema.Attribute{
			"id":         key("The ID of the API. Set either this or `identifier`. Use it for an API that the same configuration creates."),
			"identifier": key("The identifier of the API. Set either this or `id`. The API must exist when the plan is made."),
			"name":       schema.StringAttribute{MarkdownDescription: "The name of the API.", Computed: true},
			signingSecret: schema.StringAttribute{
				MarkdownDescription: "The signing secret of the API.",
				Computed:            true,
				Sensitive:           true,
			},
		},
	}
}

func (e *signingSecretEphemeralResource) ConfigValidators(context.Context) []ephemeral.ConfigValidator {
	return []ephemeral.ConfigValidator{ephemeralvalidator.ExactlyOneOf(path.MatchRoot("id"), path.MatchRoot("identifier"))}
}

func (e *signingSecretEphemeralResource) Open(ctx context.Context, req ephemeral.OpenRequest, resp *ephemeral.OpenResponse) {
	var model signingSecretModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() || !e.Session.Ready("Reading an API's signing secret", &resp.Diagnostics) {
		return
	}
	api := readAPIBy(ctx, e.Session, model.ID, model.Identifier, byIDInstead, &resp.Diagnostics)
	if api == nil {
		return
	}
	secret, _ := api.Settings[signingSecret].(string)
	if secret == "" {
		at := path.Root("identifier")
		if model.Identifier.IsNull() {
			at = path.Root("id")
		}
		resp.Diagnostics.AddAttributeError(at, "The API's signing secret cannot be read",
			fmt.Sprintf("API %q (%s) has no readable signing secret: %s", api.Identifier, api.ID, whyNoSigningSecret(api)))
		return
	}
	name, _ := api.Settings["name"].(string)
	model.ID, model.Identifier = types.StringValue(api.ID), types.StringValue(api.Identifier)
	model.Name, model.SigningSecret = kit.TextOrNull(name), types.StringValue(secret)
	resp.Diagnostics.Append(resp.Result.Set(ctx, model)...)
}

// whyNoSigningSecret explains an answer without a secret: the API has none, or
// the service does not show it.
func whyNoSigningSecret(api *management.ResourceServer) string {
	if alg, _ := api.Settings[signingAlg].(string); alg != hs256 {
		return fmt.Sprintf("it signs with %s, by the tenant's key, whose public part the data source auth0api_jwks reads. Only an API with signing_alg = \"HS256\" has a signing secret.", alg)
	}
	return "the tenant does not show it to the provider's client. Set a secret of your own with signing_secret_wo of auth0api_resource_server."
}
