// Package client manages clients (applications) of the tenant and their secrets.
package client

import (
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/resource"
)

// Resources returns the resources of this package. The framework makes one for
// each call of the protocol; they share a table of settings.
func Resources() []func() resource.Resource {
	table := sync.OnceValue(clientSettings)
	return []func() resource.Resource{
		func() resource.Resource { return newClientResource(table()) },
	}
}

// DataSources returns the data sources of this package.
func DataSources() []func() datasource.DataSource {
	return []func() datasource.DataSource{
		newClientDataSource,
		newClientsDataSource,
	}
}

// Lists returns the list resources, for `terraform query` of this package.
func Lists() []func() list.ListResource {
	return []func() list.ListResource{
		newClientQuery,
	}
}

// Ephemeral returns the ephemeral resources of this package.
func Ephemeral() []func() ephemeral.EphemeralResource {
	return []func() ephemeral.EphemeralResource{
		newClientSecretEphemeralResource,
	}
}

// Actions returns the actions of this package.
func Actions() []func() action.Action {
	return []func() action.Action{
		newRotateClientSecretAction,
	}
}
