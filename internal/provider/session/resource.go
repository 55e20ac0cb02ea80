package session

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/settings"
)

// Resource is what every resource embeds: its type, its identity and the session
// that it works in.
type Resource struct {
	kit.IdentityAttributes
	// Type is the resource's type without the provider's name.
	Type string
	// Object is what diagnostics call one object, with its article: "an API".
	Object string
	// Session is nil before the provider is configured, as at validation.
	Session *Session
}

// Metadata names the resource's type.
func (r *Resource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_" + r.Type
}

// Configure takes the session of the configured provider.
func (r *Resource) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	r.Session = FromProviderData(req.ProviderData, &resp.Diagnostics)
}

// noun is Object without its article.
func (r *Resource) noun() string {
	_, noun, _ := strings.Cut(r.Object, " ")
	return noun
}

// DescribeError describes an operation on the object with an ID or a name.
type DescribeError func(action, which string) kit.ErrorContext

// Refresh is the frame of a resource's Read. read gets the ID and the values of the
// state, and writes the new state. An object that the tenant does not have is
// removed from the state; describe is for every other error of read, and may be nil
// if read reports those itself. kind comes before the ID to name the object as no
// other resource is named.
func (r *Resource) Refresh(ctx context.Context, kind string, req resource.ReadRequest, resp *resource.ReadResponse, describe DescribeError,
	read func(ctx context.Context, id string, state settings.Object) error,
) {
	ctx, cancel := r.Session.WithTimeout(ctx, timeouts.Value.Read, req.State.Raw, &resp.Diagnostics)
	defer cancel()
	// An object that no longer exists needs an identity, too.
	r.SetIdentity(&resp.State, resp.Identity, &resp.Diagnostics)
	defer r.SetIdentity(&resp.State, resp.Identity, &resp.Diagnostics)
	id, state := kit.PriorObject(req.State, &resp.Diagnostics)
	if resp.Diagnostics.HasError() || !r.Session.BeginRefresh(kind+" "+id, &resp.Diagnostics) {
		return
	}
	err := read(ctx, id, state)
	switch {
	case management.IsNotFound(err):
		resp.State.RemoveResource(ctx)
	case err != nil:
		describe("Reading", id).Report(err, &resp.Diagnostics)
	}
}

// Destroy is the frame of a resource's Delete. remove gets the ID and the owner
// that the create kept. An object that this run holds for another address is kept,
// with a warning; describe is for every other error of remove.
func (r *Resource) Destroy(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse, describe DescribeError,
	remove func(ctx context.Context, id, owner string) error,
) {
	ctx, cancel := r.Session.WithTimeout(ctx, timeouts.Value.Delete, req.State.Raw, &resp.Diagnostics)
	defer cancel()
	id := kit.ID(req.State, &resp.Diagnostics)
	if resp.Diagnostics.HasError() || !r.Session.Ready("Deleting "+r.Object, &resp.Diagnostics) {
		return
	}
	err := remove(ctx, id, kit.Owner(ctx, req.Private, &resp.Diagnostics))
	if err != nil && !kit.ReportHeld(err, r.noun()+" "+id, &resp.Diagnostics) {
		describe("Deleting", id).Report(err, &resp.Diagnostics)
	}
}
