package session

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/action"
)

// Action is what every action embeds: its type, and the session that it
// works in.
type Action struct {
	// Type is the action's type without the provider's name.
	Type string
	// Session is nil before the provider is configured, as at validation.
	Session *Session
}

// Metadata names the action's type.
func (a *Action) Metadata(_ context.Context, req action.MetadataRequest, resp *action.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_" + a.Type
}

// Configure takes the session of the configured provider.
func (a *Action) Configure(_ context.Context, req action.ConfigureRequest, resp *action.ConfigureResponse) {
	a.Session = FromProviderData(req.ProviderData, &resp.Diagnostics)
}
