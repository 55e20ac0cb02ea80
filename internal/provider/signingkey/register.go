// Package signingkey reads, rotates and revokes the tenant's signing keys.
package signingkey

import (
	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
)

// DataSources returns the data sources of this package.
func DataSources() []func() datasource.DataSource {
	return []func() datasource.DataSource{
		newSigningKeysDataSource,
		newJWKSDataSource,
	}
}

// Actions returns the actions of this package.
func Actions() []func() action.Action {
	return []func() action.Action{
		newRotateSigningKeysAction,
		newRevokeSigningKeyAction,
	}
}
