package clientgrant

import (
	"context"
	"fmt"

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
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/grantrules"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/session"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/settings"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/values"
)

var (
	_ resource.ResourceWithIdentity       = (*clientGrantResource)(nil)
	_ resource.ResourceWithMoveState      = (*clientGrantResource)(nil)
	_ resource.ResourceWithConfigure      = (*clientGrantResource)(nil)
	_ resource.ResourceWithImportState    = (*clientGrantResource)(nil)
	_ resource.ResourceWithModifyPlan     = (*clientGrantResource)(nil)
	_ resource.ResourceWithValidateConfig = (*clientGrantResource)(nil)
)

// clientGrantResource permits a client to ask for tokens for one API.
type clientGrantResource struct{ session.SettingsResource }

// grantKeyNames are the attributes that make a grant unique in its tenant.
func grantKeyNames() []string {
	return []string{"client_id", "default_for", "audience", "subject_type"}
}

func newClientGrantResource(table settings.Table) *clientGrantResource {
	base := session.Resource{IdentityAttributes: kit.IdentityAttributes{"id"}, Type: "client_grant", Object: "a client grant"}
	return &clientGrantResource{session.SettingsResource{Resource: base, Settings: table}}
}

func (r *clientGrantResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	replaced := []planmodifier.String{stringplanmodifier.RequiresReplace()}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Permits a client to request access tokens for an API, with some or all of its scopes. " +
			"A tenant has at most one grant for each client, API and subject type: creating a second one is an error that names the first.",
		Attributes: r.Settings.AddTo(map[string]schema.Attribute{
			session.TimeoutsName: session.TimeoutsAttribute(),
			"id": schema.StringAttribute{
				MarkdownDescription: "The ID of the grant, which the tenant assigns.",
				Computed:            true,
				PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
			},
			"client_id": schema.StringAttribute{
				MarkdownDescription: "The ID of the client. Set either this or `default_for`. Another client replaces the grant.",
				Optional:            true,
				Validators: []validator.String{
					stringvalidator.LengthAtLeast(1),
					values.Trimmed(),
					stringvalidator.ExactlyOneOf(path.MatchRoot("client_id"), path.MatchRoot("default_for")),
				},
				PlanModifiers: replaced,
			},
			"default_for": schema.StringAttribute{
				MarkdownDescription: "The group of clients that the grant applies to by default: `third_party_clients`, every third-party client that has no grant of its own for the API. Set either this or `client_id`. Not for system APIs. Another value replaces the grant.",
				Optional:            true,
				Validators:          []validator.String{stringvalidator.OneOf("third_party_clients")},
				PlanModifiers:       replaced,
			},
			"audience": schema.StringAttribute{
				MarkdownDescription: "The identifier of the API. At most 600 characters. Another API replaces the grant. Take it from `auth0api_resource_server_scopes` rather than from `auth0api_resource_server`, so that the scopes exist before the grant.",
				Required:            true,
				Validators:          []validator.String{stringvalidator.UTF8LengthBetween(1, kit.MaxIdentifierLength)},
				PlanModifiers:       replaced,
			},
			"subject_type": schema.StringAttribute{
				MarkdownDescription: "Which tokens the grant permits: `client`, for the client itself (`client_credentials`); `user`, on behalf of a user, which an API requires with the policy `require_client_grant` in its `subject_type_authorization.user`. The tenant's default is `client`. Another value replaces the grant.",
				Optional:            true,
				Computed:            true,
				Validators:          []validator.String{stringvalidator.OneOf("client", "user")},
				PlanModifiers: []planmodifier.String{
					stringplanmodifier.UseStateForUnknown(),
					stringplanmodifier.RequiresReplaceIfConfigured(),
				},
			},
		}),
	}
}

func (r *clientGrantResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	r.CreateObject(ctx, req, resp, func(ctx context.Context, plan settings.Object, body management.Settings) *management.Creation {
		key := grantKeyOf(plan)
		if body["allow_all_scopes"] == false {
			// This is the default, and a system API refuses the property.
			delete(body, "allow_all_scopes")
		}
		grant, err := r.Session.Management.CreateClientGrant(ctx, key, body)
		if err != nil {
			if !existingGrant(key).Report(err, &resp.Diagnostics) {
				r.errorContext("Creating", key).Report(err, &resp.Diagnostics)
			}
			return nil
		}
		existingGrant(key).WarnTakenOver(grant.Creation, grant.ID, &resp.Diagnostics)
		resp.Diagnostics.Append(r.store(grant, plan, &resp.State)...)
		return &grant.Creation
	})
}

// existingGrant describes a grant that a create may meet.
func existingGrant(key management.GrantKey) kit.Existing {
	at := path.Root("client_id")
	if key.DefaultFor != "" {
		at = path.Root("default_for")
	}
	return kit.Existing{Resource: "auth0api_client_grant", Object: kit.GrantName(key), At: at,
		Details: func(found management.Settings) string {
			return fmt.Sprintf("It permits %s.", grantrules.Permitted(found))
		}}
}

func (r *clientGrantResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	r.Refresh(ctx, "Client grant", req, resp, r.errorContextByID, func(ctx context.Context, id string, state settings.Object) error {
		read, err := r.Session.Management.ReadClientGrant(ctx, id)
		if err != nil {
			return err
		}
		r.Session.Management.Hold(management.ClientGrantKind, id, kit.Owner(ctx, req.Private, &resp.Diagnostics))
		resp.Diagnostics.Append(r.store(read, state, &resp.State)...)
		return nil
	})
}

func (r *clientGrantResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	r.UpdateObject(ctx, req, resp, func(ctx context.Context, u session.Update) bool {
		if u.Body["allow_all_scopes"] == true {
			// The service removes the list by itself.
			delete(u.Body, "scope")
		}
		updated, err := r.Session.Management.UpdateClientGrant(ctx, u.ID, u.Body)
		if err != nil {
			r.errorContext("Updating", grantKeyOf(u.Plan)).Report(err, &resp.Diagnostics)
			return false
		}
		resp.Diagnostics.Append(r.store(updated, u.Plan, &resp.State)...)
		return true
	})
}

func (r *clientGrantResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	if kit.ForgetSystemObject(ctx, "This client grant", req.State, &resp.Diagnostics) {
		return
	}
	r.Destroy(ctx, req, resp, r.errorContextByID, func(ctx context.Context, id, owner string) error {
		return r.Session.Management.DeleteClientGrant(ctx, id, owner)
	})
}

// ImportState takes the grant's ID.
func (r *clientGrantResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	if r.BeginImport(req, resp, "the grant's ID", "cgr_…") {
		resource.ImportStatePassthroughWithIdentity(ctx, path.Root("id"), path.Root("id"), req, resp)
	}
}

// store writes an answer to the state. known are the values before it: the plan,
// or the state that is refreshed.
func (r *clientGrantResource) store(answer *management.ClientGrant, known settings.Object, state *tfsdk.State) diag.Diagnostics {
	others := known.Only(session.TimeoutsName)
	others["id"], others["audience"], others["subject_type"] = settings.Text(answer.ID), settings.Text(answer.Audience), settings.Text(answer.SubjectType)
	// A grant has one of the two; the other is null.
	others["client_id"], others["default_for"] = settings.Text(answer.ClientID), settings.Text(answer.DefaultFor)
	return r.Settings.Store(answer.Settings, known, others, state)
}

func (r *clientGrantResource) errorContext(action string, key management.GrantKey) kit.ErrorContext {
	failed := r.errorContextByID(action, "")
	failed.Object = kit.GrantName(key)
	failed.Hints = append([]kit.Hint{
		kit.MissingClient(path.Root("client_id"), key.ClientID), kit.MissingAPI(path.Root("audience"), key.Audience),
	}, failed.Hints...)
	return failed
}

func (r *clientGrantResource) errorContextByID(action, id string) kit.ErrorContext {
	at := r.Settings.Paths()
	for _, name := range grantKeyNames() {
		at[name] = path.Root(name)
	}
	return kit.ErrorContext{Action: action, Object: "client grant " + id, Attributes: at, Hints: []kit.Hint{
		{Text: "`allow_all_scopes` cannot", At: at["allow_all_scopes"]},
		{Text: "scope", At: at["scope"]},
	}}
}

func grantKeyOf(values settings.Object) management.GrantKey {
	return management.GrantKey{
		ClientID: values.Text("client_id"), DefaultFor: values.Text("default_for"),
		Audience: values.Text("audience"), SubjectType: values.Text("subject_type"),
	}
}

// MoveState takes over the state of auth0_client_grant.
func (r *clientGrantResource) MoveState(context.Context) []resource.StateMover {
	return kit.MoveStateFrom("auth0_client_grant", []string{"id", "client_id", "audience", "subject_type"}, r.Settings)
}
