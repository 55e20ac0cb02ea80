// Package role manages roles.
package role

import (
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/resource"
)

// Resources returns the resources of this package. The framework makes one for each
// call of the protocol; they share a table of settings.
func Resources() []func() resource.Resource {
	table := sync.OnceValue(roleSettings)
	return []func() resource.Resource{func() resource.Resource { return newRoleResource(table()) }}
}

// DataSources returns the data sources of this package.
func DataSources() []func() datasource.DataSource {
	return []func() datasource.DataSource{newRoleDataSource, newRolesDataSource}
}

// Lists returns the list resources, for `terraform query` of this package.
func Lists() []func() list.ListResource { return []func() list.ListResource{newRoleQuery} }
