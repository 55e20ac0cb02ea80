package scope

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/function"

	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/values"
)

var _ function.Function = (*scopeIDFunction)(nil)

// scopeIDFunction makes the ID by which a scope is imported.
type scopeIDFunction struct{}

func newScopeIDFunction() function.Function { return &scopeIDFunction{} }

func (*scopeIDFunction) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "scope_id"
}

func (*scopeIDFunction) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{
		Summary: "Return the ID of a scope",
		MarkdownDescription: "Returns the ID of a scope, `IDENTIFIER" + scopeSeparator + "SCOPE`: the `id` of `auth0api_resource_server_scope`, by which it is imported. " +
			"The scope does not have to exist.",
		Parameters: []function.Parameter{
			function.StringParameter{
				Name: "identifier", MarkdownDescription: "The identifier of the API. At most 600 characters.",
				Validators: []function.StringParameterValidator{stringvalidator.UTF8LengthBetween(1, kit.MaxIdentifierLength)},
			},
			function.StringParameter{
				Name: "scope", MarkdownDescription: "The name of the scope. At most 280 characters.",
				Validators: values.ScopeNameParameter(),
			},
		},
		Return: function.StringReturn{},
	}
}

func (*scopeIDFunction) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var id scopeID
	if resp.Error = req.Arguments.Get(ctx, &id.identifier, &id.scope); resp.Error != nil {
		return
	}
	resp.Error = resp.Result.Set(ctx, id.String())
}
