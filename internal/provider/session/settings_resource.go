package session

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/settings"
)

// SettingsResource is a Resource most of whose attributes are a table of settings.
type SettingsResource struct {
	Resource
	Settings settings.Table
}

// CreateObject is the frame of a resource's Create. create gets the values of the
// plan and the body that the settings make of them, writes the new state, and
// returns how the object came to be; nil after it has reported an error.
func (r *SettingsResource) CreateObject(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse,
	create func(ctx context.Context, plan settings.Object, body management.Settings) *management.Creation,
) {
	ctx, cancel := r.Session.BeginCreate(ctx, req.Plan.Raw, &resp.Diagnostics)
	defer cancel()
	defer r.SetIdentity(&resp.State, resp.Identity, &resp.Diagnostics)
	plan, body := kit.CreateBody(r.Settings, req.Plan, &resp.Diagnostics)
	if resp.Diagnostics.HasError() || !r.Session.Ready("Creating "+r.Object, &resp.Diagnostics) {
		return
	}
	creation := create(ctx, plan, body)
	if creation == nil {
		return
	}
	kit.KeepOwner(ctx, *creation, resp.Private, &resp.Diagnostics)
	kit.RememberConfigured(ctx, r.Settings, req.Config, plan, resp.Private, &resp.Diagnostics)
}

// Update is what UpdateObject hands to a resource: the object's ID, the values of
// the plan and of the state, and the body that changes what differs.
type Update struct {
	ID          string
	Plan, State settings.Object
	Body        management.Settings
}

// UpdateObject is the frame of a resource's Update. update changes the object and
// writes the new state; it returns false after it has reported an error.
func (r *SettingsResource) UpdateObject(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse,
	update func(ctx context.Context, u Update) (done bool),
) {
	ctx, cancel := r.Session.WithTimeout(ctx, timeouts.Value.Update, req.Plan.Raw, &resp.Diagnostics)
	defer cancel()
	defer r.SetIdentity(&resp.State, resp.Identity, &resp.Diagnostics)
	var u Update
	u.Plan, u.State, u.Body = kit.UpdateBody(r.Settings, req.Plan, req.State, &resp.Diagnostics)
	u.ID = u.State.Text("id")
	if resp.Diagnostics.HasError() || !r.Session.Ready("Updating "+r.Object, &resp.Diagnostics) {
		return
	}
	if update(ctx, u) {
		kit.RememberConfigured(ctx, r.Settings, req.Config, u.Plan, resp.Private, &resp.Diagnostics)
	}
}
