package scope

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/session"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/settings"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/values"
)

var (
	_ resource.ResourceWithIdentity       = (*resourceServerScopesResource)(nil)
	_ resource.ResourceWithMoveState      = (*resourceServerScopesResource)(nil)
	_ resource.ResourceWithConfigure      = (*resourceServerScopesResource)(nil)
	_ resource.ResourceWithImportState    = (*resourceServerScopesResource)(nil)
	_ resource.ResourceWithModifyPlan     = (*resourceServerScopesResource)(nil)
	_ resource.ResourceWithValidateConfig = (*resourceServerScopesResource)(nil)
)

// resourceServerScopesResource is the whole set of an API's scopes.
type resourceServerScopesResource struct{ session.Resource }

type resourceServerScopesModel struct {
	ID         types.String      `tfsdk:"id"`
	Identifier types.String      `tfsdk:"resource_server_identifier"`
	Scopes     []scopeBlockModel `tfsdk:"scopes"`

	Timeouts timeouts.Value `tfsdk:"timeouts"`
}

type scopeBlockModel struct {
	Name        types.String `tfsdk:"name"`
	Description types.String `tfsdk:"description"`
}

func newResourceServerScopesResource() resource.Resource { return newScopesResource() }

func newScopesResource() *resourceServerScopesResource {
	return &resourceServerScopesResource{session.Resource{IdentityAttributes: kit.IdentityAttributes{"resource_server_identifier"}, Type: "resource_server_scopes", Object: "the scopes of an API"}}
}

func (r *resourceServerScopesResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Manages all scopes (permissions) of an API, with one request for all of them. A scope that is not listed is removed from the API. " +
			"To manage single scopes from several configurations, use `auth0api_resource_server_scope`. Do not use both for the same API.",
		Attributes: map[string]schema.Attribute{
			session.TimeoutsName: session.TimeoutsAttribute(),
			"id": schema.StringAttribute{
				MarkdownDescription: "The ID of this resource: the identifier of the API.",
				Computed:            true,
				PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
			},
			"resource_server_identifier": scopeAPIAttribute(),
		},
		Blocks: map[string]schema.Block{
			"scopes": schema.SetNestedBlock{
				MarkdownDescription: "A scope of the API. At least one block, at most 1000; their order does not matter.",
				NestedObject: schema.NestedBlockObject{Attributes: map[string]schema.Attribute{
					"name": schema.StringAttribute{
						MarkdownDescription: "The name of the scope, such as `read:appointments`. 1 to 280 characters. Each name only once.",
						Required:            true,
						Validators:          []validator.String{values.ScopeName()},
					},
					"description": schema.StringAttribute{
						MarkdownDescription: "A description of what the scope permits, for people. At most 500 characters.",
						Optional:            true,
						Validators:          []validator.String{stringvalidator.UTF8LengthAtMost(kit.MaxScopeDescriptionLength)},
					},
				}},
			},
		},
	}
}

// ValidateConfig refuses two scopes of one name: the set tells them apart by
// their descriptions, the service does not.
func (r *resourceServerScopesResource) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	var scopes types.Set
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("scopes"), &scopes)...)
	if resp.Diagnostics.HasError() || scopes.IsUnknown() {
		return
	}
	if len(scopes.Elements()) == 0 {
		resp.Diagnostics.AddAttributeError(path.Root("scopes"), "No scopes are declared",
			"Add a block for each scope of the API, at least one:\n\n  scopes {\n    name        = \"read:appointments\"\n    description = \"Read appointments\"\n  }\n\n"+
				"To remove all scopes from the API, remove this resource.")
		return
	}
	var blocks []scopeBlockModel
	resp.Diagnostics.Append(scopes.ElementsAs(ctx, &blocks, false)...)
	seen := map[string]bool{}
	for _, b := range blocks {
		name := b.Name.ValueString()
		if b.Name.IsUnknown() || b.Name.IsNull() {
			continue
		}
		if seen[name] {
			resp.Diagnostics.AddAttributeError(path.Root("scopes"), "A scope is declared twice",
				fmt.Sprintf("The scope %q has two blocks. Keep one of them.", name))
		}
		seen[name] = true
	}
}

func (r *resourceServerScopesResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	ctx, cancel := r.Session.BeginCreate(ctx, req.Plan.Raw, &resp.Diagnostics)
	defer cancel()
	defer r.SetIdentity(&resp.State, resp.Identity, &resp.Diagnostics)
	var plan resourceServerScopesModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() || !r.Session.Ready("Creating the scopes of an API", &resp.Diagnostics) {
		return
	}
	plan.ID = plan.Identifier
	created, err := r.Session.Management.CreateScopes(ctx, plan.Identifier.ValueString(), plan.scopes())
	if err != nil {
		if !plan.existing().Report(err, &resp.Diagnostics) {
			plan.fail("Creating", err, &resp.Diagnostics)
		}
		return
	}
	plan.existing().WarnTakenOver(created.Creation, plan.ID.ValueString(), &resp.Diagnostics)
	kit.KeepOwner(ctx, created.Creation, resp.Private, &resp.Diagnostics)
	warnInterference(created.Interference, &resp.Diagnostics)
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
	r.Session.Removals.KeepAPI(ctx, plan.Identifier.ValueString(), resp.Private, &resp.Diagnostics)
}

func (r *resourceServerScopesResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	r.Refresh(ctx, "The scopes of API", req, resp, nil, func(ctx context.Context, _ string, _ settings.Object) error {
		var state resourceServerScopesModel
		resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
		if resp.Diagnostics.HasError() {
			return nil
		}
		api, err := r.Session.Management.ReadResourceServer(ctx, state.Identifier.ValueString())
		if management.IsNotFound(err) {
			return err
		}
		if err != nil {
			state.fail("Reading", err, &resp.Diagnostics)
			return nil
		}
		if len(api.Scopes) == 0 {
			resp.State.RemoveResource(ctx)
			return nil
		}
		resp.Diagnostics.Append(resp.State.Set(ctx, state.of(api))...)
		owner := kit.Owner(ctx, req.Private, &resp.Diagnostics)
		for _, s := range api.Scopes {
			r.Session.Management.Hold(management.ScopeKind, management.ScopeID(api.Identifier, s.Value), owner)
		}
		r.Session.Plans.NoteExists(session.ScopeSetObject(api.Identifier))
		r.Session.Removals.KeepAPI(ctx, api.Identifier, resp.Private, &resp.Diagnostics)
		return nil
	})
}

// of are the scopes of an API as they are now, after m was known of them.
func (m resourceServerScopesModel) of(api *management.ResourceServer) resourceServerScopesModel {
	known := make(map[string]types.String, len(m.Scopes))
	for _, s := range m.Scopes {
		known[s.Name.ValueString()] = s.Description
	}
	// An import may have named the API by its ID.
	m.ID, m.Identifier, m.Scopes = types.StringValue(api.Identifier), types.StringValue(api.Identifier), nil
	for _, s := range api.Scopes {
		m.Scopes = append(m.Scopes, scopeBlockModel{Name: types.StringValue(s.Value), Description: describedAs(s.Description, known[s.Value])})
	}
	return m
}

func (r *resourceServerScopesResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	ctx, cancel := r.Session.WithTimeout(ctx, timeouts.Value.Update, req.Plan.Raw, &resp.Diagnostics)
	defer cancel()
	defer r.SetIdentity(&resp.State, resp.Identity, &resp.Diagnostics)
	var plan, state resourceServerScopesModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() || !r.Session.Ready("Updating the scopes of an API", &resp.Diagnostics) {
		return
	}
	r.replace(ctx, kit.Owner(ctx, req.Private, &resp.Diagnostics), plan, state.names(), &resp.Diagnostics)
	if !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
	}
}

func (r *resourceServerScopesResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	ctx, cancel := r.Session.WithTimeout(ctx, timeouts.Value.Delete, req.State.Raw, &resp.Diagnostics)
	defer cancel()
	var state resourceServerScopesModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() || !r.Session.Ready("Deleting the scopes of an API", &resp.Diagnostics) {
		return
	}
	deleted, err := r.Session.Management.DeleteScopes(ctx, state.Identifier.ValueString(), kit.Owner(ctx, req.Private, &resp.Diagnostics), state.names()...)
	if err != nil {
		state.fail("Deleting", err, &resp.Diagnostics)
	}
	for _, name := range deleted.Kept {
		kit.WarnKept(fmt.Sprintf("scope %q of API %q", name, state.Identifier.ValueString()), management.ScopeID(state.Identifier.ValueString(), name), &resp.Diagnostics)
	}
	warnInterference(deleted.Interference, &resp.Diagnostics)
}

// ImportState takes the API's identifier.
func (r *resourceServerScopesResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	if !r.BeginImport(req, resp, "the API's identifier", "https://appointments.example.test/") {
		return
	}
	for _, name := range []string{"id", "resource_server_identifier"} {
		resource.ImportStatePassthroughWithIdentity(ctx, path.Root(name), path.Root("resource_server_identifier"), req, resp)
	}
}

func (m resourceServerScopesModel) names() []string {
	names := make([]string, len(m.Scopes))
	for i, s := range m.Scopes {
		names[i] = s.Name.ValueString()
	}
	return names
}

func (m resourceServerScopesModel) scopes() []management.Scope {
	scopes := make([]management.Scope, len(m.Scopes))
	for i, s := range m.Scopes {
		scopes[i] = management.Scope{Value: s.Name.ValueString(), Description: s.Description.ValueStringPointer()}
	}
	// The service keeps the order that it gets: one order for one set.
	slices.SortFunc(scopes, func(a, b management.Scope) int { return strings.Compare(a.Value, b.Value) })
	return scopes
}

func (m resourceServerScopesModel) fail(action string, err error, diags *diag.Diagnostics) {
	failScopes(action, fmt.Sprintf("the scopes of API %q", m.Identifier.ValueString()), err, diags, map[string]path.Path{
		"scopes": path.Root("scopes"),
	})
}

// existing describes scopes that a create may meet.
func (m resourceServerScopesModel) existing() kit.Existing {
	return kit.Existing{
		Resource: "auth0api_resource_server_scopes", At: path.Root("scopes"),
		Object: fmt.Sprintf("the scopes of API %q", m.Identifier.ValueString()), Plural: true,
		Details: func(found management.Settings) string {
			names, _ := found["scopes"].([]string)
			return fmt.Sprintf("They are %s.", strings.Join(names, ", "))
		},
		Advice: "If auth0api_resource_server_scope blocks declare them, remove those blocks first: with `removed` blocks (destroy = false) Terraform forgets them and the tenant keeps the scopes.",
	}
}

// replace writes the whole set. Scopes that neither this set nor the state has
// are reported, and nothing is written.
func (r *resourceServerScopesResource) replace(ctx context.Context, owner string, m resourceServerScopesModel, known []string, diags *diag.Diagnostics) {
	seen, err := r.Session.Management.ReplaceScopes(ctx, m.Identifier.ValueString(), owner, m.scopes(), known)
	warnInterference(seen, diags)
	var foreign *management.ForeignScopesError
	switch {
	case errors.As(err, &foreign):
		diags.AddAttributeError(path.Root("scopes"), "The API has scopes that are not declared here",
			fmt.Sprintf("API %q has the scopes %s, which were added after the plan was made, and which this resource would remove. Nothing was changed. "+
				"If auth0api_resource_server_scope blocks, here or in another state, declare them, move them into scopes blocks of this resource, or replace this resource by single scopes. "+
				"Otherwise run terraform plan again, which shows what it removes.",
				m.Identifier.ValueString(), strings.Join(foreign.Scopes, ", ")))
	case err != nil && !m.existing().Report(err, diags):
		m.fail("Updating", err, diags)
	}
}

// MoveState takes over the state of auth0_resource_server_scopes.
func (r *resourceServerScopesResource) MoveState(context.Context) []resource.StateMover {
	return kit.MoveStateFrom("auth0_resource_server_scopes", []string{"id", "resource_server_identifier"}, settings.Table{scopesSetting()})
}

// scopesSetting is the set of scopes, which takes the same form there.
func scopesSetting() settings.Setting {
	return settings.Setting{Name: "scopes", Attribute: schema.SetNestedAttribute{NestedObject: schema.NestedAttributeObject{
		Attributes: map[string]schema.Attribute{
			"name":        schema.StringAttribute{Required: true},
			"description": schema.StringAttribute{Optional: true},
		},
	}}}
}
