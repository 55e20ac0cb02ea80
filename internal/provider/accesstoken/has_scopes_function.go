package accesstoken

import (
	"context"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/values"
)

var _ function.Function = (*hasScopesFunction)(nil)

// A claimError is an error of claims of other types: sentences, which Terraform prints
// as they are.
type claimError string

// Error implements error.
func (e claimError) Error() string { return string(e) }

const (
	errClaimsNotAnObject    claimError = "The claims are not an object. Expected the claims of a token: the result of verify_token, or the claims of decode_token or auth0api_token."
	errScopeNotAString      claimError = "The claim scope is not a string. Expected scopes with spaces between them."
	errPermissionsNotAList  claimError = "The claim permissions is not a list."
	errPermissionNotAString claimError = "The claim permissions has an element that is not a string."
)

// hasScopesFunction reports whether a token's claims permit something.
type hasScopesFunction struct{}

func newHasScopesFunction() function.Function { return &hasScopesFunction{} }

func (*hasScopesFunction) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "has_scopes"
}

func (*hasScopesFunction) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{
		Summary: "Report whether a token's claims include scopes",
		MarkdownDescription: "Reports whether the claims of a token include all of these scopes. A scope is included if it is a word of the claim `scope`, a space-separated string, " +
			"or an element of the list in the claim `permissions`. Tokens have that claim if their API sets `token_dialect` to `access_token_authz` or `rfc9068_profile_authz`. No other claim counts. " +
			"Scopes are compared exactly and case-sensitively; there are no wildcards. A claim that is missing or null includes no scopes; a claim of another type is an error. The result is true if `scopes` is empty.",
		Parameters: []function.Parameter{
			function.DynamicParameter{Name: "claims", MarkdownDescription: "The claims of a token, as returned by `verify_token`, `decode_token(…).claims` or the attribute `claims` of `auth0api_token`."},
			function.SetParameter{
				Name: "scopes", ElementType: types.StringType, MarkdownDescription: "The scopes to look for, such as `[\"read:appointments\"]`.",
				Validators: []function.SetParameterValidator{setvalidator.NoNullValues()},
			},
		},
		Return: function.BoolReturn{},
	}
}

func (*hasScopesFunction) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var claims types.Dynamic
	var wanted []string
	if resp.Error = req.Arguments.Get(ctx, &claims, &wanted); resp.Error != nil {
		return
	}
	for _, scope := range wanted {
		problem := values.ScopeNameProblem(scope)
		if scope == "" {
			problem = `It is empty. Expected a name in each element, such as "read:appointments".`
		}
		if problem != "" {
			resp.Error = function.NewArgumentFuncError(kit.SecondArgument, "Invalid scope name: "+problem)
			return
		}
	}
	held, err := heldScopes(ctx, claims)
	if err != nil {
		resp.Error = function.NewArgumentFuncError(kit.FirstArgument, err.Error())
		return
	}
	missing := slices.ContainsFunc(wanted, func(scope string) bool { return !slices.Contains(held, scope) })
	resp.Error = resp.Result.Set(ctx, !missing)
}

// heldScopes returns the scopes of the claims scope and permissions. A claim of an
// unexpected type is an error: ignoring it would be a guess.
func heldScopes(ctx context.Context, claims types.Dynamic) ([]string, error) {
	value, err := claims.ToTerraformValue(ctx)
	if err != nil {
		return nil, err
	}
	members := map[string]tftypes.Value{}
	if err := value.As(&members); err != nil {
		return nil, errClaimsNotAnObject
	}
	var scope string
	if claim, ok := members["scope"]; ok && claim.As(&scope) != nil {
		return nil, errScopeNotAString
	}
	held := strings.Fields(scope)
	var permissions []tftypes.Value
	if claim, ok := members["permissions"]; ok && claim.As(&permissions) != nil {
		return nil, errPermissionsNotAList
	}
	for _, element := range permissions {
		var permission string
		if element.IsNull() || element.As(&permission) != nil {
			return nil, errPermissionNotAString
		}
		held = append(held, permission)
	}
	return held, nil
}
