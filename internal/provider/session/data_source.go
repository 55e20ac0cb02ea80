package session

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
)

// DataSource is what every data source embeds: its type, and the session that it
// reads in.
type DataSource struct {
	// Type is the data source's type without the provider's name.
	Type string
	// Session is nil before the provider is configured, as at validation.
	Session *Session
}

// Metadata names the data source's type.
func (d *DataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_" + d.Type
}

// Configure takes the session of the configured provider.
func (d *DataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	d.Session = FromProviderData(req.ProviderData, &resp.Diagnostics)
}
