package accesstoken

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/function"

	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
	"github.com/auth0api/terraform-provider-auth0api/internal/token"
	"github.com/auth0api/terraform-provider-auth0api/internal/token/verify"
)

var _ function.Function = (*verifyTokenFunction)(nil)

// verifyTokenFunction verifies an access token with the keys of its argument.
type verifyTokenFunction struct {
	now func() time.Time
}

func (*verifyTokenFunction) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "verify_token"
}

func (*verifyTokenFunction) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	notEmpty := []function.StringParameterValidator{stringvalidator.LengthAtLeast(1)}
	resp.Definition = function.Definition{
		Summary: "Verify an access token and return its claims",
		MarkdownDescription: "Verifies a signed access token and returns its claims. If the token is not valid, the error says why. " +
			"It verifies the signature, the type (`JWT` or `at+jwt`), the issuer, the audience, and the dates `exp`, `nbf` and `iat` against the clock of the machine that runs Terraform, with one minute of leeway. " +
			"It makes no request: the keys are an argument. The result is sensitive if an argument is sensitive. Pass the token and a secret as sensitive values, because the CLI shows other values in its errors.",
		Parameters: []function.Parameter{
			function.StringParameter{Name: "jwt", MarkdownDescription: "The token in compact form: three parts, separated by dots."},
			function.StringParameter{
				Name: "jwks_or_secret",
				MarkdownDescription: "The keys or the secret that verify the token. JSON is a JWKS, such as `json` of the data source `auth0api_jwks`, " +
					"and verifies only `RS256`, `RS512` and `PS256`. Any other text is the signing secret of the API, of at least 16 characters, and verifies only `HS256`. " +
					"A public key, a certificate or a URL is an error: if public data were used as a secret, anyone could sign tokens.",
			},
			function.StringParameter{Name: "issuer", Validators: notEmpty, MarkdownDescription: "The issuer that the token must name exactly: for a tenant `https://DOMAIN/`, with the slash at the end."},
			function.StringParameter{Name: "audience", Validators: notEmpty, MarkdownDescription: "The identifier of the API, which must be one of the token's audiences."},
		},
		Return: function.DynamicReturn{},
	}
}

func (f *verifyTokenFunction) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var jwt, key, issuer, audience string
	if resp.Error = req.Arguments.Get(ctx, &jwt, &key, &issuer, &audience); resp.Error != nil {
		return
	}
	keys, kind, err := parseVerificationKey(key)
	if err != nil {
		resp.Error = function.NewArgumentFuncError(kit.SecondArgument, err.Error())
		return
	}
	verified, err := verify.Verify(ctx, jwt, keys, token.AccessTokenPolicy(issuer, audience, kind, f.now))
	if err != nil {
		resp.Error = function.NewArgumentFuncError(refusedArgument(verify.ReasonOf(err)), err.Error())
		return
	}
	resp.Error = resp.Result.Set(ctx, kit.DynamicObject(ctx, verified.Claims))
}

// refusedArgument is the argument that most likely is wrong.
func refusedArgument(reason verify.Reason) int64 {
	switch reason {
	case verify.ReasonUnknownKey, verify.ReasonKeyType:
		return kit.SecondArgument
	case verify.ReasonIssuer:
		return kit.ThirdArgument
	case verify.ReasonAudience:
		return kit.FourthArgument
	default:
		return kit.FirstArgument
	}
}

func newVerifyTokenFunction(now func() time.Time) function.Function {
	return &verifyTokenFunction{now: now}
}
