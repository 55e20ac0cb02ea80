package client

import (
	"context"
	"fmt"
	"maps"

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
	_ resource.ResourceWithIdentity       = (*clientResource)(nil)
	_ resource.ResourceWithMoveState      = (*clientResource)(nil)
	_ resource.ResourceWithConfigure      = (*clientResource)(nil)
	_ resource.ResourceWithImportState    = (*clientResource)(nil)
	_ resource.ResourceWithModifyPlan     = (*clientResource)(nil)
	_ resource.ResourceWithValidateConfig = (*clientResource)(nil)
)

// clientResource is an application of the tenant.
type clientResource struct{ session.SettingsResource }

func newClientResource(table settings.Table) *clientResource {
	base := session.Resource{IdentityAttributes: kit.IdentityAttributes{"client_id"}, Type: "client", Object: "a client"}
	return &clientResource{session.SettingsResource{Resource: base, Settings: table}}
}

func (r *clientResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	assigned := func(description string) schema.Attribute {
		return schema.StringAttribute{
			MarkdownDescription: description,
			Computed:            true,
			PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
		}
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Manages a client of the tenant (an *application* in the dashboard). It is a machine-to-machine client unless `app_type` says otherwise.\n\n" +
			"A setting that the configuration leaves out follows the tenant: it never shows as drift and is never overwritten. A setting that you remove from the configuration keeps its value, unless its description says what removing it does.",
		Attributes: r.Settings.AddTo(map[string]schema.Attribute{
			"id":                 assigned("The ID of the client, the same as `client_id`."),
			session.TimeoutsName: session.TimeoutsAttribute(),
			"client_id":          assigned("The ID of the client, which the tenant assigns."),
			secretInState: schema.BoolAttribute{
				MarkdownDescription: "Whether the state may contain the `client_secret` of the new client. The default is `true`. With `false`, read the secret with the ephemeral resource `auth0api_client_secret`, or set your own with `client_secret_wo` of `auth0api_client_credentials`.",
				Optional:            true,
			},
		}),
	}
}

func (r *clientResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	r.CreateObject(ctx, req, resp, func(ctx context.Context, plan settings.Object, body management.Settings) *management.Creation {
		created, err := r.Session.Management.CreateApplication(ctx, body)
		if err != nil {
			failed := r.errorContext("Creating", fmt.Sprint(body["name"]))
			failed.Hints = append([]kit.Hint{kit.MissingAPI(path.Root("resource_server_identifier"), fmt.Sprint(body["resource_server_identifier"]))}, failed.Hints...)
			failed.Report(err, &resp.Diagnostics)
			return nil
		}
		kit.Existing{Object: fmt.Sprintf("client %q", body["name"]), At: path.Root("name")}.WarnTakenOver(created.Creation, created.ClientID, &resp.Diagnostics)
		resp.Diagnostics.Append(rememberCreatedSecret(ctx, created, resp.Private)...)
		resp.Diagnostics.Append(r.store(created, plan, &resp.State)...)
		return &created.Creation
	})
}

func (r *clientResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	r.Refresh(ctx, "Client", req, resp, r.errorContext, func(ctx context.Context, id string, state settings.Object) error {
		read, err := r.Session.Management.ReadApplication(ctx, id)
		if err != nil {
			return err
		}
		r.Session.Management.Hold(management.ApplicationKind, id, kit.Owner(ctx, req.Private, &resp.Diagnostics))
		warnOfLostSecret(read, state, &resp.Diagnostics)
		resp.Diagnostics.Append(r.store(read, state, &resp.State)...)
		return nil
	})
}

func (r *clientResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	r.UpdateObject(ctx, req, resp, func(ctx context.Context, u session.Update) bool {
		created, diags := readCreatedSecret(ctx, req.Private)
		resp.Diagnostics.Append(diags...)
		if resp.Diagnostics.HasError() {
			return false
		}
		updated, err := r.Session.Management.UpdateApplication(ctx, u.ID, u.Body)
		if err != nil {
			r.errorContext("Updating", u.ID).Report(err, &resp.Diagnostics)
			return false
		}
		withoutForeignSecret(updated, u.Plan, u.State, created, &resp.Diagnostics)
		resp.Diagnostics.Append(r.store(updated, u.Plan, &resp.State)...)
		return true
	})
}

func (r *clientResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	r.Destroy(ctx, req, resp, r.errorContext, func(ctx context.Context, id, owner string) error {
		return r.Session.Management.DeleteApplication(ctx, id, owner)
	})
}

// ImportState takes the client's ID.
func (r *clientResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	if r.BeginImport(req, resp, "the client's ID", "CLIENT_ID") {
		resource.ImportStatePassthroughWithIdentity(ctx, path.Root("id"), path.Root("client_id"), req, resp)
	}
}

// store writes an answer to the state. known are the values before it: the plan,
// or the state that is refreshed.
func (r *clientResource) store(answer *management.Application, known settings.Object, state *tfsdk.State) diag.Diagnostics {
	others := known.Only(session.TimeoutsName, secretInState)
	others["id"], others["client_id"] = settings.Text(answer.ClientID), settings.Text(answer.ClientID)
	answered := maps.Clone(answer.Settings)
	answered[clientSecret] = secretForState(answer, known)
	return r.Settings.Store(answered, known, others, state)
}

func (r *clientResource) errorContext(action, which string) kit.ErrorContext {
	at := r.Settings.Paths()
	return kit.ErrorContext{Action: action, Object: fmt.Sprintf("client %q", which), Attributes: at, Hints: []kit.Hint{
		{Text: "Invalid grant types", At: at["grant_types"]},
		{Text: "resource_server_linked", At: at["resource_server_identifier"]},
	}}
}

// MoveState takes over the state of auth0_client, without the secret that old
// versions kept there: the create of this resource did not make it.
func (r *clientResource) MoveState(context.Context) []resource.StateMover {
	return kit.MoveStateFrom("auth0_client", []string{"id", "client_id"}, r.Settings.Without(clientSecret))
}
