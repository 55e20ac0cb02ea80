// Package grantset manages all client grants for an API together.
package grantset

import (
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/auth0api/terraform-provider-auth0api/internal/provider/grantrules"
)

// Resources returns the resources of this package. The framework makes one for
// each call of the protocol; they share a table of settings.
func Resources() []func() resource.Resource {
	table := sync.OnceValue(grantrules.Settings)
	return []func() resource.Resource{
		func() resource.Resource { return newSetResource(table()) },
	}
}

// Lists returns the list resources, for `terraform query` of this package.
func Lists() []func() list.ListResource {
	return []func() list.ListResource{
		newSetQuery,
	}
}
