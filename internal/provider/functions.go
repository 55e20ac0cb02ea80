package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/provider"
)

var _ provider.ProviderWithFunctions = (*auth0apiProvider)(nil)

// Functions are pure: they see their arguments and the clock, and neither the
// provider's configuration nor the tenant.
func (p *auth0apiProvider) Functions(context.Context) []func() function.Function {
	return []func() function.Function{
		newDecodeTokenFunction,
		func() function.Function { return &verifyTokenFunction{now: p.now} },
		newHasScopesFunction,
		newScopeIDFunction,
	}
}

// The positions of a function's arguments, for its errors.
const (
	firstArgument int64 = iota
	secondArgument
	thirdArgument
	fourthArgument
)
