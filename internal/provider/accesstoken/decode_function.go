package accesstoken

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
	"github.com/auth0api/terraform-provider-auth0api/internal/token/verify"
)

var _ function.Function = (*decodeTokenFunction)(nil)

// decodeTokenFunction shows the content of a JWT of any issuer.
type decodeTokenFunction struct{}

func newDecodeTokenFunction() function.Function { return &decodeTokenFunction{} }

// decodedTokenModel is what the function returns.
type decodedTokenModel struct {
	Header types.Dynamic `tfsdk:"header"`
	Claims types.Dynamic `tfsdk:"claims"`
}

func (*decodeTokenFunction) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "decode_token"
}

func (*decodeTokenFunction) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{
		Summary: "Decode a JWT, without verifying it",
		MarkdownDescription: "Returns an object with the `header` and the `claims` of a signed JWT, such as an access token. " +
			"**Nothing is verified**: neither the signature nor the issuer, the audience or the expiry. Anyone can make such a token, so use `verify_token` before anything depends on it. " +
			"An encrypted token (JWE) is an error, because only the API that has the key can read it. The result is sensitive if the token is sensitive.",
		Parameters: []function.Parameter{
			function.StringParameter{Name: "jwt", MarkdownDescription: "The token in compact form: three parts, separated by dots."},
		},
		Return: function.ObjectReturn{AttributeTypes: map[string]attr.Type{"header": types.DynamicType, "claims": types.DynamicType}},
	}
}

func (*decodeTokenFunction) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var jwt string
	if resp.Error = req.Arguments.Get(ctx, &jwt); resp.Error != nil {
		return
	}
	decoded, err := verify.Decode(jwt)
	if err != nil {
		resp.Error = function.NewArgumentFuncError(kit.FirstArgument, err.Error())
		return
	}
	resp.Error = resp.Result.Set(ctx, decodedTokenModel{Header: kit.DynamicObject(ctx, decoded.Header), Claims: kit.DynamicObject(ctx, decoded.Claims)})
}
