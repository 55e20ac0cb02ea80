// Package accessreview shows who can call what in a tenant, and who changed it.
package accessreview

import "github.com/hashicorp/terraform-plugin-framework/datasource"

// DataSources returns the data sources of this package.
func DataSources() []func() datasource.DataSource {
	return []func() datasource.DataSource{
		newAccessDataSource,
		newChangesDataSource,
	}
}
