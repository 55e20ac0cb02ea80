package accesstoken

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	ephemeralschema "github.com/hashicorp/terraform-plugin-framework/ephemeral/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/values"
)

// tokenAttributes are the arguments and results of the data source, and of the
// ephemeral resource of the same name.
func tokenAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"audience": schema.StringAttribute{MarkdownDescription: "The identifier of the API that the token is for.", Required: true, Validators: []validator.String{stringvalidator.LengthAtLeast(1)}},
		"client_id": schema.StringAttribute{MarkdownDescription: "The ID of the client that requests the token. Needs `client_secret`. The default is the provider's client.", Optional: true,
			Validators: []validator.String{stringvalidator.LengthAtLeast(1), values.Trimmed(), stringvalidator.AlsoRequires(path.MatchRoot("client_secret"))}},
		"client_secret": schema.StringAttribute{MarkdownDescription: "The secret of the client. Needs `client_id`.", Optional: true, Sensitive: true,
			Validators: []validator.String{stringvalidator.LengthAtLeast(1), stringvalidator.AlsoRequires(path.MatchRoot("client_id"))}},
		"token_endpoint_auth_method": schema.StringAttribute{MarkdownDescription: "How the client sends its secret: `client_secret_post`, in the body; `client_secret_basic`, by HTTP Basic authentication. It must match the client's own `token_endpoint_auth_method`. The default is `client_secret_post`.", Optional: true,
			Validators: []validator.String{stringvalidator.OneOf(kit.MethodClientSecretPost, kit.MethodClientSecretBasic), stringvalidator.AlsoRequires(path.MatchRoot("client_id"))}},
		"scopes": schema.SetAttribute{MarkdownDescription: "The scopes to request. If one of them is not granted, that is an error. By default, the token has every scope that the client is granted.", Optional: true, ElementType: types.StringType,
			Validators: []validator.Set{setvalidator.ValueStringsAre(values.ScopeName())}},
		"subject_token": schema.StringAttribute{MarkdownDescription: "An access token of a user, issued for the API that the client represents. The client exchanges it for a token of `audience`, on behalf of that user (RFC 8693). " +
			"The client needs `app_type = \"resource_server\"`, `resource_server_identifier` and `token_exchange`, and, unless the API allows all clients, a grant for users on `audience`. By default, the client requests a token for itself.", Optional: true, Sensitive: true,
			Validators: []validator.String{stringvalidator.LengthAtLeast(1)}},
		"signing_alg": schema.StringAttribute{MarkdownDescription: "The algorithm that must have signed the token: the `signing_alg` of the API. By default, every algorithm that an API may have is accepted, each with its own kind of key.", Optional: true,
			Validators: []validator.String{stringvalidator.OneOf(kit.SigningAlgorithms()...)}},
		"signing_secret": schema.StringAttribute{MarkdownDescription: "The signing secret of the API, which verifies the token of an `HS256` API. Other tokens are verified with the tenant's JWKS.", Optional: true, Sensitive: true,
			Validators: []validator.String{stringvalidator.LengthAtLeast(1)}},
		"access_token": schema.StringAttribute{MarkdownDescription: "The access token, verified.", Computed: true, Sensitive: true},
		"token_type":   schema.StringAttribute{MarkdownDescription: "The type of the token: `Bearer`.", Computed: true},
		"expires_in":   schema.Int64Attribute{MarkdownDescription: "How long the token was valid when it was issued, in seconds.", Computed: true},
		"expires_at":   schema.StringAttribute{MarkdownDescription: "When the token expires (RFC 3339).", Computed: true},
		"scope":        schema.StringAttribute{MarkdownDescription: "The scopes that were granted, separated by spaces.", Computed: true},
		"claims":       schema.DynamicAttribute{MarkdownDescription: "The claims of the token, decoded.", Computed: true},
		"header":       schema.DynamicAttribute{MarkdownDescription: "The header of the token, decoded.", Computed: true},
	}
}

// ephemeralAttributes are a data source's attributes as an ephemeral resource has
// them. It panics for a kind of attribute that a token does not have, which the
// provider's schema test reports.
func ephemeralAttributes(attributes map[string]schema.Attribute) map[string]ephemeralschema.Attribute {
	same := make(map[string]ephemeralschema.Attribute, len(attributes))
	for name, attribute := range attributes {
		switch a := attribute.(type) {
		case schema.StringAttribute:
			same[name] = ephemeralschema.StringAttribute(a)
		case schema.Int64Attribute:
			same[name] = ephemeralschema.Int64Attribute(a)
		case schema.SetAttribute:
			same[name] = ephemeralschema.SetAttribute(a)
		case schema.DynamicAttribute:
			same[name] = ephemeralschema.DynamicAttribute(a)
		default:
			panic(fmt.Sprintf("accesstoken: no form for ephemeral resources of %T", a))
		}
	}
	return same
}
