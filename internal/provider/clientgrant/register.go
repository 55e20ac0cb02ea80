// Package clientgrant manages client grants: which scopes of an API a client may
// ask for.
package clientgrant

import (
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/auth0api/terraform-provider-auth0api/internal/provider/grantrules"
)

// Resources returns the resources of this package. The framework makes one for
// each call of the protocol; they share a table of settings.
func Resources() []func() resource.Resource {
	table := sync.OnceValue(grantrules.Settings)
	return []func() resource.Resource{
		func() resource.Resource { return newClientGrantResource(table()) },
	}
}

// DataSources returns the data sources of this package.
func DataSources() []func() datasource.DataSource {
	return []func() datasource.DataSource{
		newClientGrantsDataSource,
		newOrganizationGrantsDataSource,
	}
}

// Lists returns the list resources, for `terraform query` of this package.
func Lists() []func() list.ListResource {
	return []func() list.ListResource{
		newClientGrantQuery,
	}
}
