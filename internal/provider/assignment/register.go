// Package assignment manages what is assigned to what: permissions to roles and users,
// roles to users, client grants to organizations. There are two kinds of resources: one
// item of a list, and the whole list.
package assignment

import (
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/resource"
)

// Resources returns the resources of this package.
func Resources() []func() resource.Resource {
	return []func() resource.Resource{
		func() resource.Resource { return newItemResource(rolePermission()) },
		func() resource.Resource { return newItemResource(organizationClientGrant()) },
		func() resource.Resource { return newWholeResource(rolePermissions()) },
		func() resource.Resource { return newWholeResource(userPermissions()) },
		func() resource.Resource { return newWholeResource(userRoles()) },
	}
}

// DataSources returns the data sources of this package.
func DataSources() []func() datasource.DataSource {
	return []func() datasource.DataSource{newEffectiveDataSource}
}

// Lists returns the list resources, for `terraform query` of this package.
func Lists() []func() list.ListResource {
	return []func() list.ListResource{
		func() list.ListResource { return &itemQuery{newItemResource(rolePermission())} },
		func() list.ListResource { return &itemQuery{newItemResource(organizationClientGrant())} },
		func() list.ListResource { return &wholeQuery{newWholeResource(rolePermissions())} },
		func() list.ListResource { return &wholeQuery{newWholeResource(userPermissions())} },
		func() list.ListResource { return &wholeQuery{newWholeResource(userRoles())} },
	}
}
