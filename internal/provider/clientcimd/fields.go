package clientcimd

import (
	"maps"

	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/listplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/setplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/settings"
)

const (
	externalClientID = "external_client_id"
	keyIDs           = "key_ids"
	methods          = "client_authentication_methods"
)

// documentFields are what the document decides of the client.
func documentFields() settings.Table {
	text := func(name, description string) settings.Setting {
		return settings.Setting{Name: name, Attribute: schema.StringAttribute{
			MarkdownDescription: description, Computed: true, PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
		}}
	}
	list := func(name, description string) settings.Setting {
		return settings.Setting{Name: name, Absent: []any{}, Attribute: schema.ListAttribute{
			MarkdownDescription: description, Computed: true, ElementType: types.StringType, PlanModifiers: []planmodifier.List{listplanmodifier.UseStateForUnknown()},
		}}
	}
	return settings.Table{
		text("name", "The client's name: `client_name` of the document."),
		list("callbacks", "The URLs that a login may return to: `redirect_uris` of the document."),
		text("logo_uri", "The URL of the client's logo."),
		list("grant_types", "The OAuth grant types that the client may use: `authorization_code`, `refresh_token`."),
		text("app_type", "The kind of application: `regular_web` or `native`, by `application_type` of the document."),
		text("token_endpoint_auth_method", "`none` for a public client; null for a client that authenticates with its keys."),
		text("jwks_uri", "The URL of the client's keys; null for a public client."),
		{Name: keyIDs, Absent: []any{}, Attribute: schema.SetAttribute{
			MarkdownDescription: "The IDs (`kid`) of the client's keys.", Computed: true, ElementType: types.StringType,
			PlanModifiers: []planmodifier.Set{setplanmodifier.UseStateForUnknown()},
		}},
	}
}

// ofDocument are the fields that a document gives.
func ofDocument(document *management.ClientDocument) management.Settings {
	fields := maps.Clone(document.Fields)
	object, _ := fields[methods].(map[string]any)
	method, _ := object["private_key_jwt"].(map[string]any)
	credentials, _ := method["credentials"].([]any)
	kids := []any{}
	for _, each := range credentials {
		credential, _ := each.(map[string]any)
		kids = append(kids, credential["kid"])
	}
	fields[keyIDs] = kids
	return fields
}

// ofClient are the fields that a client has, with its keys.
func ofClient(client *management.Application, credentials []*management.Credential) management.Settings {
	fields := maps.Clone(client.Settings)
	kids := []any{}
	for _, each := range credentials {
		kids = append(kids, each.Settings["kid"])
	}
	fields[keyIDs] = kids
	return fields
}
