package provider

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/provider"

	"github.com/auth0api/terraform-provider-auth0api/internal/provider/accesstoken"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/scope"
)

var _ provider.ProviderWithFunctions = (*auth0apiProvider)(nil)

// Functions are pure: they see their arguments and the clock, and neither the
// provider's configuration nor the tenant.
func (p *auth0apiProvider) Functions(context.Context) []func() function.Function {
	return slices.Concat(scope.Functions(), accesstoken.Functions(p.now))
}

// The positions of a function's arguments, for its errors.
const ()
