// Package accesstoken fetches access tokens, and decodes and verifies them.
package accesstoken

import (
	"time"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/function"
)

// DataSources returns the data sources of this package.
func DataSources() []func() datasource.DataSource {
	return []func() datasource.DataSource{
		newTokenDataSource,
		newUserTokenDataSource,
	}
}

// Ephemeral returns the ephemeral resources of this package.
func Ephemeral() []func() ephemeral.EphemeralResource {
	return []func() ephemeral.EphemeralResource{
		newTokenEphemeralResource,
	}
}

// Functions returns the functions of this package. now is the clock that
// tokens are verified by.
func Functions(now func() time.Time) []func() function.Function {
	return []func() function.Function{
		newDecodeTokenFunction,
		func() function.Function { return newVerifyTokenFunction(now) },
		newHasScopesFunction,
	}
}
