package tenantsettings

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/session"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/settings"
)

var (
	_ resource.ResourceWithIdentity    = (*tenantSettingsResource)(nil)
	_ resource.ResourceWithConfigure   = (*tenantSettingsResource)(nil)
	_ resource.ResourceWithImportState = (*tenantSettingsResource)(nil)
	_ resource.ResourceWithModifyPlan  = (*tenantSettingsResource)(nil)
)

// tenantSettingsResource is the part of the tenant's settings that the configuration
// sets. A tenant has one object of settings, which always exists: a create is an
// update, and a destroy changes nothing.
type tenantSettingsResource struct{ session.SettingsResource }

func newTenantSettingsResource(table settings.Table) *tenantSettingsResource {
	base := session.Resource{IdentityAttributes: kit.IdentityAttributes{"id"}, Type: "tenant_settings", Object: "the tenant's settings"}
	return &tenantSettingsResource{session.SettingsResource{Resource: base, Settings: table}}
}

func (r *tenantSettingsResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Manages the settings of the tenant that concern APIs: how requests name an API, who can register clients, what the discovery document says, and default quotas. " +
			"Declare at most one of these resources for a tenant.\n\n" +
			"The resource manages only the settings that the configuration sets. All others follow the tenant, so that other tools can manage them: " +
			"together with the official provider's `auth0_tenant`, neither of them shows drift of a setting that only the other sets. " +
			"Removing a setting from the configuration leaves it as it is. Destroying the resource changes nothing in the tenant, and restores no earlier value.\n\n" +
			"Needs the scopes `read:tenant_settings` and `update:tenant_settings`.",
		Attributes: r.Settings.AddTo(map[string]schema.Attribute{
			session.TimeoutsName: session.TimeoutsAttribute(),
			"id": schema.StringAttribute{
				MarkdownDescription: "The domain of the tenant.",
				Computed:            true,
				PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
			},
		}),
	}
}

// ModifyPlan refuses two resources for the one object, and says what a destroy does.
func (r *tenantSettingsResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	r.Planning(req)
	if req.Plan.Raw.IsNull() {
		warnKept(&resp.Diagnostics)
		return
	}
	if req.State.Raw.IsNull() {
		r.Session.PlanCreate(session.TenantSettingsKey(), req.Config, path.Empty(), &resp.Diagnostics)
	}
	kit.PlanSettings(ctx, r.Settings, req, resp)
}

func (r *tenantSettingsResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	r.CreateObject(ctx, req, resp, func(ctx context.Context, plan settings.Object, body management.Settings) *management.Creation {
		if !r.write(ctx, body, plan, &resp.State, &resp.Diagnostics) {
			return nil
		}
		return &management.Creation{}
	})
}

// Read removes the settings of another tenant from the state: a state that is applied
// to another tenant is a new object there.
func (r *tenantSettingsResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	r.Refresh(ctx, "Tenant settings", req, resp, r.errorContext, func(ctx context.Context, id string, state settings.Object) error {
		if domain := r.Session.Management.Domain(); id != domain {
			resp.Diagnostics.AddWarning("The state has the settings of another tenant",
				fmt.Sprintf("The state has the settings of the tenant %s, and the provider is configured for the tenant %s. The plan is to set them there.", id, domain))
			resp.State.RemoveResource(ctx)
			return nil
		}
		answer, err := r.Session.Management.ReadTenantSettings(ctx)
		if err != nil {
			return err
		}
		resp.Diagnostics.Append(r.store(answer, state, &resp.State)...)
		return nil
	})
}

func (r *tenantSettingsResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	r.UpdateObject(ctx, req, resp, func(ctx context.Context, u session.Update) bool {
		return r.write(ctx, u.Body, u.Plan, &resp.State, &resp.Diagnostics)
	})
}

// write changes the settings of the body, and writes the state. It returns false
// after it has reported an error.
func (r *tenantSettingsResource) write(ctx context.Context, body management.Settings, plan settings.Object, state *tfsdk.State, diags *diag.Diagnostics) bool {
	answer, err := r.Session.Management.UpdateTenantSettings(ctx, toService(body))
	if err != nil {
		r.errorContext("Updating", "").Report(err, diags)
		return false
	}
	diags.Append(r.store(answer, plan, state)...)
	return true
}

// Delete changes nothing: the tenant cannot be without its settings, and what they
// were before the create is not known to be wanted.
func (r *tenantSettingsResource) Delete(_ context.Context, _ resource.DeleteRequest, resp *resource.DeleteResponse) {
	warnKept(&resp.Diagnostics)
}

func warnKept(diags *diag.Diagnostics) {
	diags.AddWarning("The tenant's settings stay as they are",
		"Destroying auth0api_tenant_settings changes nothing in the tenant, and restores no earlier value: Terraform only forgets the settings. "+
			"To change a setting, set it to the desired value and apply, before you remove the resource.")
}

// ImportState takes the tenant's domain.
func (r *tenantSettingsResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	if !r.Session.Ready("Importing the tenant's settings", &resp.Diagnostics) {
		return
	}
	resource.ImportStatePassthroughWithIdentity(ctx, path.Root("id"), path.Root("id"), req, resp)
	if resp.Diagnostics.HasError() {
		return
	}
	var id string
	resp.Diagnostics.Append(resp.State.GetAttribute(ctx, path.Root("id"), &id)...)
	if domain := r.Session.Management.Domain(); id != domain {
		resp.Diagnostics.AddError("There are no such settings",
			fmt.Sprintf("The settings of the tenant are imported by its domain, %q, not by %q. Check the ID and the provider's domain.", domain, id))
	}
}

// store writes an answer to the state. known are the values before it: the plan, or
// the state that is refreshed.
func (r *tenantSettingsResource) store(answer management.Settings, known settings.Object, state *tfsdk.State) diag.Diagnostics {
	others := known.Only(session.TimeoutsName)
	others["id"] = settings.Text(r.Session.Management.Domain())
	return r.Settings.Store(fromService(answer), known, others, state)
}

func (r *tenantSettingsResource) errorContext(action, _ string) kit.ErrorContext {
	at := r.Settings.Paths()
	for _, name := range flags() {
		at["flags."+name] = at[name]
	}
	return kit.ErrorContext{Action: action, Object: "the tenant's settings", Attributes: at}
}
