// Package tenantsettings manages the settings of the tenant that concern APIs.
package tenantsettings

import (
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/resource"
)

// Resources returns the resources of this package. The framework makes one for
// each call of the protocol; they share a table of settings.
func Resources() []func() resource.Resource {
	table := sync.OnceValue(tenantSettings)
	return []func() resource.Resource{
		func() resource.Resource { return newTenantSettingsResource(table()) },
	}
}

// DataSources returns the data sources of this package.
func DataSources() []func() datasource.DataSource {
	return []func() datasource.DataSource{newTenantSettingsDataSource}
}
