package resourceserver

import (
	"context"
	"fmt"
	"maps"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/session"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/settings"
)

var (
	_ resource.ResourceWithIdentity       = (*resourceServerResource)(nil)
	_ resource.ResourceWithMoveState      = (*resourceServerResource)(nil)
	_ resource.ResourceWithConfigure      = (*resourceServerResource)(nil)
	_ resource.ResourceWithImportState    = (*resourceServerResource)(nil)
	_ resource.ResourceWithModifyPlan     = (*resourceServerResource)(nil)
	_ resource.ResourceWithValidateConfig = (*resourceServerResource)(nil)
)

// resourceServerResource is an API of the tenant, without its scopes.
type resourceServerResource struct{ session.SettingsResource }

func newResourceServerResource(table settings.Table) *resourceServerResource {
	base := session.Resource{IdentityAttributes: kit.IdentityAttributes{"identifier"}, Type: "resource_server", Object: "an API"}
	return &resourceServerResource{session.SettingsResource{Resource: base, Settings: table}}
}

func (r *resourceServerResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	attributes := r.Settings.AddTo(writeOnlySecretAttributes())
	attributes[session.TimeoutsName] = session.TimeoutsAttribute()
	attributes["id"] = schema.StringAttribute{
		MarkdownDescription: "The ID of the API, which the tenant assigns.",
		Computed:            true,
		PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
	}
	attributes["identifier"] = schema.StringAttribute{
		MarkdownDescription: "The unique identifier of the API, which clients request as `audience`: by convention a URL, which is never called. At most 600 characters. It cannot be changed: another identifier replaces the API, and the tenant deletes its scopes and grants with it.",
		Required:            true,
		Validators:          []validator.String{stringvalidator.UTF8LengthBetween(1, kit.MaxIdentifierLength)},
		PlanModifiers:       []planmodifier.String{stringplanmodifier.RequiresReplace()},
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Manages an API of the tenant (a *resource server* in OAuth). The API's scopes are resources of their own: " +
			"`auth0api_resource_server_scopes` manages all of them, `auth0api_resource_server_scope` a single one.\n\n" +
			"A setting that the configuration leaves out follows the tenant: it never shows as drift and is never overwritten. A setting that you remove from the configuration keeps its value, unless its description says what removing it does. " +
			"Removing has that effect only if an apply of this resource has written the setting before.\n\n" +
			"The tenant's own Management API (`https://DOMAIN/api/v2/`) can be imported, but not created. Only a few of its settings can be changed, and destroying the resource leaves the API in the tenant.",
		Attributes: attributes,
	}
}

func (r *resourceServerResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	r.CreateObject(ctx, req, resp, func(ctx context.Context, plan settings.Object, body management.Settings) *management.Creation {
		identifier := plan.Text("identifier")
		body = withWriteOnlySecret(ctx, req.Config, plan, nil, body, &resp.Diagnostics)
		if resp.Diagnostics.HasError() {
			return nil
		}
		created, err := r.Session.Management.CreateResourceServer(ctx, identifier, body)
		if err != nil {
			if !existingAPI(identifier).Report(err, &resp.Diagnostics) {
				r.errorContext("Creating", identifier).Report(err, &resp.Diagnostics)
			}
			return nil
		}
		existingAPI(identifier).WarnTakenOver(created.Creation, created.ID, &resp.Diagnostics)
		resp.Diagnostics.Append(r.store(created, plan, &resp.State)...)
		r.Session.Removals.Manage(created.Identifier)
		return &created.Creation
	})
}

// existingAPI describes an API that a create may meet.
func existingAPI(identifier string) kit.Existing {
	e := kit.Existing{Resource: "auth0api_resource_server", Object: fmt.Sprintf("API %q", identifier), At: path.Root("identifier"),
		Details: func(found management.Settings) string {
			name, _ := found["name"].(string)
			return fmt.Sprintf("Its name is %q.", name)
		}}
	if strings.HasSuffix(identifier, kit.ManagementAPISuffix) {
		e.Advice = "The tenant's own Management API can be changed in part and is never deleted."
	}
	return e
}

func (r *resourceServerResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	r.Refresh(ctx, "API", req, resp, r.errorContext, func(ctx context.Context, id string, state settings.Object) error {
		read, err := r.readAPI(ctx, id, state.Text("identifier"))
		if err != nil {
			return err
		}
		resp.Diagnostics.Append(r.store(read, state, &resp.State)...)
		r.Session.Management.Hold(management.ResourceServerKind, read.ID, kit.Owner(ctx, req.Private, &resp.Diagnostics))
		if read.Settings[kit.IsSystemAttribute] != true { // a system API is never deleted
			r.Session.Plans.NoteExists(session.APIObject(read.Identifier))
			r.Session.Removals.Manage(read.Identifier)
		}
		return nil
	})
}

func (r *resourceServerResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	r.UpdateObject(ctx, req, resp, func(ctx context.Context, u session.Update) bool {
		body := withWriteOnlySecret(ctx, req.Config, u.Plan, u.State, withoutSecretRemoval(u.Body), &resp.Diagnostics)
		if resp.Diagnostics.HasError() {
			return false
		}
		if kit.IsSystemState(u.State) {
			body = forSystem(body)
		}
		updated, err := r.Session.Management.UpdateResourceServer(ctx, u.ID, body)
		if err != nil {
			r.errorContext("Updating", u.Plan.Text("identifier")).Report(err, &resp.Diagnostics)
			return false
		}
		resp.Diagnostics.Append(r.store(updated, u.Plan, &resp.State)...)
		return true
	})
}

func (r *resourceServerResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	if kit.ForgetSystemObject(ctx, "This API", req.State, &resp.Diagnostics) {
		return
	}
	r.Destroy(ctx, req, resp, r.errorContext, func(ctx context.Context, id, owner string) error {
		return r.Session.Management.DeleteResourceServer(ctx, id, owner)
	})
}

// ImportState takes an ID or an identifier: the service reads by both, and the
// read that follows puts the real ID in its place.
func (r *resourceServerResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	if r.BeginImport(req, resp, "the API's identifier or ID", "https://appointments.example.test/") {
		resource.ImportStatePassthroughWithIdentity(ctx, path.Root("id"), path.Root("identifier"), req, resp)
	}
}

// readAPI reads an API by what the state has of it. Right after an import, id
// may be an identifier, and identifier is empty.
func (r *resourceServerResource) readAPI(ctx context.Context, id, identifier string) (*management.ResourceServer, error) {
	if identifier == "" {
		return r.Session.Management.ReadResourceServer(ctx, id)
	}
	return r.Session.Management.ReadResourceServerByID(ctx, id, identifier)
}

// store writes an answer to the state. known are the values before it: the plan,
// or the state that is refreshed. The service does not know the version of the
// write-only secret.
func (r *resourceServerResource) store(answer *management.ResourceServer, known settings.Object, state *tfsdk.State) diag.Diagnostics {
	others := known.Only(session.TimeoutsName, signingSecretVersion)
	others["id"], others["identifier"] = settings.Text(answer.ID), settings.Text(answer.Identifier)
	answered := maps.Clone(answer.Settings)
	answered[signingSecret] = signingSecretForState(answered, known)
	return r.Settings.Store(answered, known, others, state)
}

func (r *resourceServerResource) errorContext(action, which string) kit.ErrorContext {
	at := r.Settings.Paths()
	at["identifier"] = path.Root("identifier")
	return kit.ErrorContext{Action: action, Object: fmt.Sprintf("API %q", which), Attributes: at}
}

// MoveState takes over the state of auth0_resource_server.
func (r *resourceServerResource) MoveState(context.Context) []resource.StateMover {
	return kit.MoveStateFrom("auth0_resource_server", []string{"id", "identifier"}, r.Settings)
}
