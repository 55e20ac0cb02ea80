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
	"github.com/auth0api/terraform-provider-auth0api/internal/token"
)

// tokenAttributes are the arguments and results of the data source, and of the
// ephemeral resource of the same name. stored says that they are stored in the state.
func tokenAttributes(stored bool) map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"audience": schema.StringAttribute{MarkdownDescription: "The identifier of the API that the token is for.", Required: true, Validators: []validator.String{stringvalidator.LengthAtLeast(1)}},
		"client_id": schema.StringAttribute{MarkdownDescription: "The ID of the client that requests the token. Needs `client_secret` or `private_key`. The default is the provider's client.", Optional: true,
			Validators: []validator.String{stringvalidator.LengthAtLeast(1), values.Trimmed(), alsoRequiresOneOf{"client_secret", "private_key"}}},
		"client_secret": schema.StringAttribute{MarkdownDescription: "The secret of the client. Needs `client_id`.", Optional: true, Sensitive: true,
			Validators: []validator.String{stringvalidator.LengthAtLeast(1), stringvalidator.AlsoRequires(path.MatchRoot("client_id")), stringvalidator.ConflictsWith(path.MatchRoot("private_key"))}},
		"token_endpoint_auth_method": schema.StringAttribute{MarkdownDescription: "How the client sends its secret: `client_secret_post`, in the body; `client_secret_basic`, by HTTP Basic authentication. It must match the client's own `token_endpoint_auth_method`. The default is `client_secret_post`.", Optional: true,
			Validators: []validator.String{stringvalidator.OneOf(kit.MethodClientSecretPost, kit.MethodClientSecretBasic), stringvalidator.AlsoRequires(path.MatchRoot("client_secret"))}},
		"private_key": schema.StringAttribute{MarkdownDescription: "The private key of a client that authenticates with `private_key_jwt`, instead of `client_secret`: an RSA key of 2048 bits or more, as PEM (PKCS #8 or PKCS #1). The client has the public key as a credential. Needs `client_id`. " + storage(stored, "the private key"), Optional: true, Sensitive: true,
			Validators: []validator.String{stringvalidator.AlsoRequires(path.MatchRoot("client_id")), assertionKey()}},
		"client_assertion_signing_alg": schema.StringAttribute{MarkdownDescription: "The algorithm that signs the client's assertions: `RS256` or `RS384` (RSASSA-PKCS1-v1_5), or `PS256` (RSASSA-PSS). It must match the algorithm of the client's credential. The default is `RS256`.", Optional: true,
			Validators: []validator.String{stringvalidator.OneOf(token.AssertionAlgorithms()...), stringvalidator.AlsoRequires(path.MatchRoot("private_key"))}},
		"dpop_private_key": schema.StringAttribute{MarkdownDescription: "A private key that the token is bound to (DPoP, RFC 9449): an elliptic-curve key of the curve P-256, as PEM (PKCS #8 or SEC 1). If the tenant does not bind the token to it, that is an error. " +
			"The user of the token signs a proof with this key for each request. " + storage(stored, "the private key"), Optional: true, Sensitive: true,
			Validators: []validator.String{proofKey()}},
		"organization": schema.StringAttribute{MarkdownDescription: "The organization that the client acts for: its ID (`org_…`), or its name if the tenant accepts names. The client's grant must be associated with it (`auth0api_organization_client_grant`), or allow any organization. Not with `subject_token`, whose organization the new token keeps.", Optional: true,
			Validators: []validator.String{stringvalidator.LengthAtLeast(1), values.Trimmed(), stringvalidator.ConflictsWith(path.MatchRoot("subject_token"))}},
		"scopes": schema.SetAttribute{MarkdownDescription: "The scopes to request. If one of them is not granted, that is an error. By default, the token has every scope that the client is granted.", Optional: true, ElementType: types.StringType,
			Validators: []validator.Set{setvalidator.ValueStringsAre(values.ScopeName())}},
		"subject_token": schema.StringAttribute{MarkdownDescription: "An access token of a user, issued for the API that the client represents. The client exchanges it for a token of `audience`, on behalf of that user (RFC 8693). " +
			"The client needs `app_type = \"resource_server\"`, `resource_server_identifier` and `token_exchange`, and, unless the API allows all clients, a grant for users on `audience`. By default, the client requests a token for itself.", Optional: true, Sensitive: true,
			Validators: []validator.String{stringvalidator.LengthAtLeast(1)}},
		"signing_alg": schema.StringAttribute{MarkdownDescription: "The algorithm that must have signed the token: the `signing_alg` of the API. By default, every algorithm that an API may have is accepted, each with its own kind of key.", Optional: true,
			Validators: []validator.String{stringvalidator.OneOf(kit.SigningAlgorithms()...)}},
		"signing_secret": schema.StringAttribute{MarkdownDescription: "The signing secret of the API, which verifies the token of an `HS256` API. Other tokens are verified with the tenant's JWKS.", Optional: true, Sensitive: true,
			Validators: []validator.String{stringvalidator.LengthAtLeast(1)}},
		"access_token":    schema.StringAttribute{MarkdownDescription: "The access token, verified.", Computed: true, Sensitive: true},
		"token_type":      schema.StringAttribute{MarkdownDescription: "The type of the token: `Bearer`, or `DPoP` if it is bound to a key.", Computed: true},
		"expires_in":      schema.Int64Attribute{MarkdownDescription: "How long the token was valid when it was issued, in seconds.", Computed: true},
		"expires_at":      schema.StringAttribute{MarkdownDescription: "When the token expires (RFC 3339).", Computed: true},
		"dpop_thumbprint": schema.StringAttribute{MarkdownDescription: "The thumbprint (RFC 7638, SHA-256) of the public key of `dpop_private_key`, which the token has as `cnf.jkt`. Null without that key.", Computed: true},
		"scope":           schema.StringAttribute{MarkdownDescription: "The scopes that were granted, separated by spaces.", Computed: true},
		"claims":          schema.DynamicAttribute{MarkdownDescription: "The claims of the token, decoded.", Computed: true},
		"header":          schema.DynamicAttribute{MarkdownDescription: "The header of the token, decoded.", Computed: true},
	}
}

// storage says where a secret argument is stored. The framework has write-only arguments
// for resources only, so that a data source cannot keep one out of the state.
func storage(stored bool, what string) string {
	if stored {
		return "The state contains " + what + "; the ephemeral resource of the same name does not store it."
	}
	return "It is stored nowhere."
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
