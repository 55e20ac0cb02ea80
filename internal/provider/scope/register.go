// Package scope manages the scopes of an API: one scope, and the whole set.
package scope

import (
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/resource"
)

// Resources returns the resources of this package.
func Resources() []func() resource.Resource {
	return []func() resource.Resource{
		newResourceServerScopeResource,
		newResourceServerScopesResource,
	}
}

// Lists returns the list resources, for `terraform query` of this package.
func Lists() []func() list.ListResource {
	return []func() list.ListResource{
		newScopeQuery,
		newScopesQuery,
	}
}

// Functions returns the functions of this package.
func Functions() []func() function.Function {
	return []func() function.Function{
		newScopeIDFunction,
	}
}
