package clientcimd

import (
	"context"
	"fmt"
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
	_ resource.ResourceWithIdentity    = (*clientDocumentResource)(nil)
	_ resource.ResourceWithConfigure   = (*clientDocumentResource)(nil)
	_ resource.ResourceWithImportState = (*clientDocumentResource)(nil)
	_ resource.ResourceWithModifyPlan  = (*clientDocumentResource)(nil)
)

// maxURL is the longest URL of a document, in bytes: the service's limit.
const maxURL = 120

// clientDocumentResource is a client that a metadata document describes.
type clientDocumentResource struct{ session.SettingsResource }

func newClientDocumentResource(table settings.Table) *clientDocumentResource {
	base := session.Resource{IdentityAttributes: kit.IdentityAttributes{"client_id"}, Type: "client_cimd", Object: "a client of a metadata document"}
	return &clientDocumentResource{session.SettingsResource{Resource: base, Settings: table}}
}

func (r *clientDocumentResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	assigned := func(description string) schema.Attribute {
		return schema.StringAttribute{
			MarkdownDescription: description,
			Computed:            true,
			PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
		}
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "A client that is described by a client ID metadata document (CIMD): the JSON at a URL, which is the client's ID in OAuth. MCP clients use such documents.\n\n" +
			"The tenant fetches the document when the client is created. Each plan has it fetched again, and shows what changed since: the apply then has the client follow the document. " +
			"Settings that the document does not describe stay as they are. The client is a third-party application in strict mode: " +
			"it reaches an API only by a grant for users, its own or the default for third-party clients (`auth0api_client_grant`).\n\n" +
			"Needs the scopes `read:clients`, `create:clients`, `update:clients` and `delete:clients`; for clients with keys also `read:client_credentials`.",
		Attributes: r.Settings.AddTo(map[string]schema.Attribute{
			session.TimeoutsName: session.TimeoutsAttribute(),
			"id":                 assigned("The client's ID in the tenant, the same as `client_id`."),
			"client_id":          assigned("The client's ID in the tenant, by which grants name it. The client itself uses `external_client_id`."),
			externalClientID: schema.StringAttribute{
				MarkdownDescription: "The URL of the document: https, with a path, without query and fragment, of at most 120 bytes. Changing it replaces the client.",
				Required:            true,
				Validators:          []validator.String{stringvalidator.LengthBetween(1, maxURL)},
				PlanModifiers:       []planmodifier.String{stringplanmodifier.RequiresReplace()},
			},
		}),
	}
}

func (r *clientDocumentResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	r.CreateObject(ctx, req, resp, func(ctx context.Context, plan settings.Object, _ management.Settings) *management.Creation {
		taken, ok := r.confirm(ctx, req.Plan, true, &resp.Diagnostics)
		if !ok || !r.register(ctx, plan, &resp.State, &resp.Diagnostics) {
			return nil
		}
		if taken != "" {
			existing(plan.Text(externalClientID)).WarnTakenOver(management.Creation{Origin: management.Adopted}, taken, &resp.Diagnostics)
		}
		return &management.Creation{}
	})
}

func (r *clientDocumentResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	r.Refresh(ctx, "Client of a metadata document", req, resp, r.errorContext, func(ctx context.Context, id string, state settings.Object) error {
		read, err := r.Session.Management.ReadApplication(ctx, id)
		if err != nil {
			return err
		}
		url, _ := read.Settings[externalClientID].(string)
		if url == "" {
			resp.Diagnostics.AddError("The client has no metadata document",
				fmt.Sprintf("The client %s was not registered by a client ID metadata document. Use auth0api_client for it.", id))
			return nil
		}
		var credentials []*management.Credential
		if read.Settings[methods] != nil {
			if credentials, err = r.Session.Management.ListCredentials(ctx, id); err != nil {
				return err
			}
		}
		r.Session.Management.Hold(management.ApplicationKind, id, kit.Owner(ctx, req.Private, &resp.Diagnostics))
		resp.Diagnostics.Append(r.store(id, url, ofClient(read, credentials), state, &resp.State)...)
		return nil
	})
}

func (r *clientDocumentResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	r.UpdateObject(ctx, req, resp, func(ctx context.Context, u session.Update) bool {
		if _, ok := r.confirm(ctx, req.Plan, false, &resp.Diagnostics); !ok {
			return false
		}
		return r.register(ctx, u.Plan, &resp.State, &resp.Diagnostics)
	})
}

// register has the client follow its document, and writes the state. It returns false
// after it has reported an error.
func (r *clientDocumentResource) register(ctx context.Context, plan settings.Object, state *tfsdk.State, diags *diag.Diagnostics) bool {
	url := plan.Text(externalClientID)
	registered, err := r.Session.Management.RegisterClientDocument(ctx, url)
	if err != nil {
		r.errorContext("Registering", url).Report(err, diags)
		return false
	}
	diags.Append(r.store(registered.ClientID, url, ofDocument(registered), plan, state)...)
	return true
}

func (r *clientDocumentResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	r.Destroy(ctx, req, resp, r.errorContext, func(ctx context.Context, id, owner string) error {
		return r.Session.Management.DeleteApplication(ctx, id, owner)
	})
}

// ImportState takes the client's ID, or the URL of its document.
func (r *clientDocumentResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	if !r.Session.Ready("Importing a client", &resp.Diagnostics) {
		return
	}
	if strings.Contains(req.ID, "://") {
		found, err := r.Session.Management.FindApplicationByDocument(ctx, req.ID)
		if err != nil {
			r.errorContext("Importing", req.ID).Report(err, &resp.Diagnostics)
			return
		}
		if found == nil {
			resp.Diagnostics.AddError("There is no such client", fmt.Sprintf("The tenant has no client that is registered by the document %s.", req.ID))
			return
		}
		req.ID = found.ClientID
	}
	resource.ImportStatePassthroughWithIdentity(ctx, path.Root("id"), path.Root("client_id"), req, resp)
}

// store writes the client to the state.
func (r *clientDocumentResource) store(clientID, url string, fields management.Settings, known settings.Object, state *tfsdk.State) diag.Diagnostics {
	others := known.Only(session.TimeoutsName)
	others["id"], others["client_id"], others[externalClientID] = settings.Text(clientID), settings.Text(clientID), settings.Text(url)
	return r.Settings.Store(fields, known, others, state)
}

func (r *clientDocumentResource) errorContext(action, which string) kit.ErrorContext {
	return kit.ErrorContext{Action: action, Object: fmt.Sprintf("the client %s", which), Attributes: map[string]path.Path{externalClientID: path.Root(externalClientID)}, Hints: []kit.Hint{
		{Text: "metadata document", At: path.Root(externalClientID)},
	}}
}

// existing describes the client that a create may meet.
func existing(url string) kit.Existing {
	return kit.Existing{Resource: "auth0api_client_cimd", Object: fmt.Sprintf("the client of the document %s", url), At: path.Root(externalClientID)}
}
