package session

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
)

// EphemeralResource is what every ephemeral resource embeds: its type, and the session that it
// reads in.
type EphemeralResource struct {
	// Type is the ephemeral resource's type without the provider's name.
	Type string
	// Session is nil before the provider is configured, as at validation.
	Session *Session
}

// Metadata names the ephemeral resource's type.
func (e *EphemeralResource) Metadata(_ context.Context, req ephemeral.MetadataRequest, resp *ephemeral.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_" + e.Type
}

// Configure takes the session of the configured provider.
func (e *EphemeralResource) Configure(_ context.Context, req ephemeral.ConfigureRequest, resp *ephemeral.ConfigureResponse) {
	e.Session = FromProviderData(req.ProviderData, &resp.Diagnostics)
}
