package resourceserver

import (
	"maps"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/settings"
)

// resourceServerDetails are what the data sources show of an API besides its
// settings.
func resourceServerDetails() settings.Table {
	return settings.Table{
		settings.ComputedObjectSet("scopes", "The scopes of the API.",
			settings.ComputedString("name", "The name of the scope."),
			settings.ComputedString("description", "A description of what the scope permits.")),
	}
}

// resourceServerAnswer is an API as the data sources' tables name its
// properties.
func resourceServerAnswer(api *management.ResourceServer) management.Settings {
	answer := maps.Clone(api.Settings)
	answer["id"], answer["identifier"] = api.ID, api.Identifier
	scopes := make([]any, len(api.Scopes))
	for i, s := range api.Scopes {
		scope := map[string]any{"name": s.Value}
		if s.Description != nil {
			scope["description"] = *s.Description
		}
		scopes[i] = scope
	}
	answer["scopes"] = scopes
	return answer
}
