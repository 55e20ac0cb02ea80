package client

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/session"
)

// appTypeOfAPI is the type of a client that stands for an API.
const appTypeOfAPI = "resource_server"

// ValidateConfig refuses what the service refuses of values that depend on
// each other.
func (r *clientResource) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	var appType, standsFor types.String
	var refresh types.Object
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("app_type"), &appType)...)
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("resource_server_identifier"), &standsFor)...)
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("refresh_token"), &refresh)...)
	r.validateGrantTypes(ctx, req, resp)
	if !standsFor.IsNull() && !appType.IsUnknown() && appType.ValueString() != appTypeOfAPI {
		resp.Diagnostics.AddAttributeError(path.Root("resource_server_identifier"), "Only a client of the type resource_server represents an API",
			"resource_server_identifier links a client to the API that it represents. Set app_type = \"resource_server\", or remove it.")
	}
	members := refresh.Attributes()
	if is(members["rotation_type"], rotating) && isOther(members["expiration_type"], expiring) {
		resp.Diagnostics.AddAttributeError(path.Root("refresh_token").AtName("expiration_type"), "Rotating refresh tokens must expire",
			"Set expiration_type = \"expiring\": the service requires it with rotation_type = \"rotating\".")
	}
}

const publicClientGrant = "A public client cannot use client_credentials"

// validateGrantTypes refuses client_credentials for a public client, as the service
// does ("Invalid grant types: client_credentials").
func (r *clientResource) validateGrantTypes(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	var method types.String
	var grantTypes types.List
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("token_endpoint_auth_method"), &method)...)
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("grant_types"), &grantTypes)...)
	if method.ValueString() != kit.MethodNone {
		return
	}
	for i, each := range grantTypes.Elements() {
		if is(each, clientCredentialsGrant) {
			resp.Diagnostics.AddAttributeError(path.Root("grant_types").AtListIndex(i), publicClientGrant,
				"token_endpoint_auth_method = \"none\" makes the client public, and client_credentials needs a secret or a key. "+
					"Remove client_credentials, or set token_endpoint_auth_method to client_secret_post or client_secret_basic.")
		}
	}
}

func is(value attr.Value, text string) bool {
	s, ok := value.(types.String)
	return ok && s.ValueString() == text
}

// isOther reports whether it is a known text that differs.
func isOther(value attr.Value, text string) bool {
	s, ok := value.(types.String)
	return ok && !s.IsNull() && !s.IsUnknown() && s.ValueString() != text
}

// ModifyPlan fills in the type of a new client, what becomes of settings that
// are no longer configured, and of the secret.
func (r *clientResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	r.Planning(req)
	if !req.State.Raw.IsNull() {
		r.Session.Recorded(kit.ID(req.State, &resp.Diagnostics))
	}
	r.planName(ctx, req, resp)
	if req.Plan.Raw.IsNull() {
		return
	}
	if req.State.Raw.IsNull() {
		planMachineToMachine(ctx, req, resp)
	}
	kit.PlanSettings(ctx, r.Settings, req, resp)
	r.noteGrantTypes(ctx, req, resp)
	checkThirdParty(ctx, req, resp)
	warnOrganizationBehavior(ctx, req, resp)
	r.planSecret(ctx, req, resp)
}

// noteGrantTypes notes the grant types of a client that exists, for the plan of its
// credentials, and refuses a public client that keeps client_credentials.
func (r *clientResource) noteGrantTypes(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.State.Raw.IsNull() {
		return
	}
	var planned types.List
	resp.Diagnostics.Append(resp.Plan.GetAttribute(ctx, path.Root("grant_types"), &planned)...)
	var names []string
	for _, each := range planned.Elements() {
		if name, ok := each.(types.String); ok && !name.IsUnknown() {
			names = append(names, name.ValueString())
		}
	}
	r.Session.Plans.NoteGrantTypes(kit.ID(req.State, &resp.Diagnostics), names)
	var method types.String
	var configured types.List
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("token_endpoint_auth_method"), &method)...)
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("grant_types"), &configured)...)
	if method.ValueString() == kit.MethodNone && configured.IsNull() && slices.Contains(names, clientCredentialsGrant) {
		resp.Diagnostics.AddAttributeError(path.Root("token_endpoint_auth_method"), publicClientGrant, fmt.Sprintf(
			"token_endpoint_auth_method = \"none\" makes the client public, and the tenant has it with the grant types %s. "+
				"Set grant_types to those that it needs without client_credentials.", strings.Join(names, ", ")))
	}
}

// planName notes what the plan does with the client's name if existing clients are
// adopted: another resource may manage a client of that name.
func (r *clientResource) planName(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if !r.Session.AdoptsExisting || req.Plan.Raw.IsNull() {
		return
	}
	at := path.Root("name")
	var name types.String
	resp.Diagnostics.Append(resp.Plan.GetAttribute(ctx, at, &name)...)
	switch {
	case resp.Diagnostics.HasError() || name.IsUnknown():
	case req.State.Raw.IsNull():
		before := r.Session.Keys.Note(session.ClientKey(name.ValueString()), func(k *session.PlannedKey) { k.Created++ })
		if before.Kept > 0 {
			r.Session.RefuseAdoption(session.ClientKey(name.ValueString()), at, &resp.Diagnostics)
		}
	default:
		r.Session.PlanKeep(session.ClientKey(name.ValueString()), at, &resp.Diagnostics)
	}
}

// planMachineToMachine plans the type of a new client and, for a
// machine-to-machine client that can authenticate, the grant type of such
// clients: the service would give it user flows, too. Where the type or the
// method is not known yet, the grant types are not either.
func planMachineToMachine(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	var appType, method types.String
	var grantTypes types.List
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("app_type"), &appType)...)
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("token_endpoint_auth_method"), &method)...)
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("grant_types"), &grantTypes)...)
	if appType.IsNull() {
		appType = types.StringValue(kit.DefaultAppType)
		resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("app_type"), appType)...)
	}
	if grantTypes.IsNull() && appType.ValueString() == kit.DefaultAppType && !method.IsUnknown() && method.ValueString() != kit.MethodNone {
		resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("grant_types"), []string{clientCredentialsGrant})...)
	}
}
