// Package resourceserver manages APIs (resource servers) of the tenant: the
// resource, its data sources and list resource, and the ephemeral signing secret.
package resourceserver

import (
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/resource"
)

// Resources returns the resources of this package. The framework makes one for
// each call of the protocol; they share a table of settings.
func Resources() []func() resource.Resource {
	table := sync.OnceValue(resourceServerSettings)
	return []func() resource.Resource{
		func() resource.Resource { return newResourceServerResource(table()) },
	}
}

// DataSources returns the data sources of this package.
func DataSources() []func() datasource.DataSource {
	return []func() datasource.DataSource{
		newResourceServerDataSource,
		newResourceServersDataSource,
	}
}

// Lists returns the list resources, for `terraform query` of this package.
func Lists() []func() list.ListResource {
	return []func() list.ListResource{
		newResourceServerQuery,
	}
}

// Ephemeral returns the ephemeral resources of this package.
func Ephemeral() []func() ephemeral.EphemeralResource {
	return []func() ephemeral.EphemeralResource{
		newSigningSecretEphemeralResource,
	}
}
