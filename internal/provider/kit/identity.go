package kit

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/auth0api/terraform-provider-auth0api/internal/provider/settings"
)

// IdentityAttributes are the attributes that tell one object of the tenant from all
// others of its kind and never change: its identity, by which Terraform 1.12 and
// later imports it and `terraform query` lists it.
type IdentityAttributes []string

// IdentitySchema describes the identity; each attribute is needed for an import.
func (names IdentityAttributes) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema.Attributes = make(map[string]identityschema.Attribute, len(names))
	for _, name := range names {
		resp.IdentitySchema.Attributes[name] = identityschema.StringAttribute{RequiredForImport: true, Description: identityDescription(name)}
	}
}

// identityDescription describes an attribute of an identity. It is empty for an
// unknown name, which a test of the provider's schema reports.
func identityDescription(name string) string {
	return map[string]string{
		"identifier":                 "The identifier of the API.",
		"resource_server_identifier": "The identifier of the API that the scopes or grants belong to.",
		"scope":                      "The name of the scope.",
		"client_id":                  "The ID of the client.",
		"role_id":                    "The ID of the role.",
		"user_id":                    "The ID of the user.",
		"organization_id":            "The ID of the organization.",
		"grant_id":                   "The ID of the client grant.",
		"permission":                 "The name of the scope.",
		"id":                         "The id of the resource: the ID of a client grant or of a role, or the domain of a tenant.",
	}[name]
}

// SetIdentity takes the identity from the state, once that is written. Right after
// an import the state may have nothing but the ID, which then names the object.
// A read also does so before it asks for the object: an object that no longer
// exists needs an identity as well.
func (names IdentityAttributes) SetIdentity(state *tfsdk.State, identity *tfsdk.ResourceIdentity, diags *diag.Diagnostics) {
	if diags.HasError() || state.Raw.IsNull() || identity == nil {
		return
	}
	values, problems := settings.ObjectOf(state.Raw)
	diags.Append(problems...)
	attributes := make(map[string]tftypes.Type, len(names))
	identifying := make(map[string]tftypes.Value, len(names))
	for _, name := range names {
		attributes[name], identifying[name] = tftypes.String, values[name]
		if values[name].IsNull() {
			identifying[name] = values["id"]
		}
	}
	identity.Raw = tftypes.NewValue(tftypes.Object{AttributeTypes: attributes}, identifying)
}
