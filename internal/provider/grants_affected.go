package provider

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
)

// maxNamed is how many grants a warning names.
const maxNamed = 20

// tellGrantsThatLoseDestroyed is tellGrantsThatLose for scopes whose resource is
// destroyed. Where their API is managed in the same state, its plan warns.
func (c *clients) tellGrantsThatLoseDestroyed(ctx context.Context, identifier string, scopes []string, private privateReader, diags *diag.Diagnostics) {
	if managedAPI(ctx, private, diags) && c.removals.postpone(identifier, scopes) {
		return
	}
	c.tellGrantsThatLose(ctx, identifier, scopes, path.Empty(), diags)
}

// tellGrantsThatGo warns of a plan that deletes an API, with which the tenant
// deletes the grants on it. Grants that the same plan destroys are left out, where
// Terraform plans that first. A replacement that no attribute causes, such as by
// -replace, is told to providers as a creation: it is known for one where the
// API was refreshed before.
func (r *resourceServerResource) tellGrantsThatGo(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	at, how := path.Root("identifier"), "The tenant deletes them with the API"
	var before, planned types.String
	if !resp.Plan.Raw.IsNull() {
		resp.Diagnostics.Append(resp.Plan.GetAttribute(ctx, at, &planned)...)
	}
	switch {
	case req.State.Raw.IsNull():
		if !r.clients.notes.creates(apiCalled(planned.ValueString())) {
			return
		}
		before, how = planned, "The API is made anew, and the tenant deletes them with the old one"
	case ofSystemAPI(ctx, req):
		return
	default:
		resp.Diagnostics.Append(req.State.GetAttribute(ctx, at, &before)...)
		if resp.Plan.Raw.IsNull() {
			at = path.Empty()
			break
		}
		if planned.Equal(before) {
			postponed := r.clients.removals.keep(before.ValueString())
			r.clients.tellGrantsThatLose(ctx, before.ValueString(), postponed, path.Empty(), &resp.Diagnostics)
			return
		}
		how = "Another identifier makes another API, and the tenant deletes them with the old one"
	}
	if resp.Diagnostics.HasError() {
		return
	}
	r.clients.notes.apiGoes(before.ValueString())
	grants := r.clients.staying(r.clients.grantsOn(ctx, before.ValueString(), &resp.Diagnostics))
	if len(grants) == 0 {
		return
	}
	goWith := fmt.Sprintf("%d client grants go", len(grants))
	if len(grants) == 1 {
		goWith = "1 client grant goes"
	}
	resp.Diagnostics.Append(warning(at, fmt.Sprintf("%s with API %q", goWith, before.ValueString()),
		fmt.Sprintf("%s: %s.", how, r.clients.nameGrants(grants, holder))))
}

// tellGrantsThatLose warns that an API loses scopes that clients are granted.
// Grants that the same plan destroys, or takes the scope from, are left out
// where Terraform plans that first.
func (c *clients) tellGrantsThatLose(ctx context.Context, identifier string, removed []string, at path.Path, diags *diag.Diagnostics) {
	if c.notes.goes(identifier) || len(removed) == 0 {
		return // with the API go its grants, which its own plan says
	}
	grants := c.staying(c.grantsOn(ctx, identifier, diags))
	var lost, names []string
	slices.Sort(removed)
	for _, scope := range removed {
		having := slices.DeleteFunc(slices.Clone(grants), func(g *management.ClientGrant) bool { return !permits(g, scope) || c.removals.givesUp(g.ID, scope) })
		if len(having) > 0 {
			names = append(names, scope)
			lost = append(lost, fmt.Sprintf("%q: %s.", scope, c.nameGrants(having, holderOfScopes)))
		}
	}
	if len(names) == 0 {
		return
	}
	diags.Append(warning(at, fmt.Sprintf("Grants on API %q lose the %s", identifier, quotedScopes(names)),
		"The tenant has these grants now, and no token under them gets the scope any more. A scope that is renamed is another scope. "+
			"A grant that this plan takes the scope from as well is named too where Terraform plans it later.\n\n"+strings.Join(lost, "\n")))
}

// grantsOn lists the grants on an API for a warning: where that fails, there is
// one that says so, once, and none are known.
func (c *clients) grantsOn(ctx context.Context, identifier string, diags *diag.Diagnostics) []*management.ClientGrant {
	if c.pending {
		return nil
	}
	c.notes.listing.Lock()
	defer c.notes.listing.Unlock()
	if c.notes.unlisted {
		return nil
	}
	grants, err := c.management.ClientGrantsOn(ctx, identifier)
	if err != nil {
		c.notes.unlisted = true
		detail := "The plan removes scopes or an API, and is right as it is. Which client grants that concerns cannot be told: " + sentence(err)
		if advice := advise(err); advice != "" {
			detail += "\n\n" + advice
		}
		diags.AddWarning("It is not known which client grants are affected", detail)
		return nil
	}
	return grants
}

// staying are the grants that the plan does not destroy by themselves, as far
// as it is known yet.
func (c *clients) staying(grants []*management.ClientGrant) []*management.ClientGrant {
	return slices.DeleteFunc(slices.Clone(grants), func(g *management.ClientGrant) bool { return c.notes.leaves(g.ID) })
}

// permits tells whether a grant gives a scope that its API defines.
func permits(g *management.ClientGrant, scope string) bool {
	list, _ := g.Settings["scope"].([]any)
	return g.Settings["allow_all_scopes"] == true || slices.Contains(list, any(scope))
}

// nameGrants names grants for a person, the first maxNamed of them.
func (c *clients) nameGrants(grants []*management.ClientGrant, name func(*clients, *management.ClientGrant) string) string {
	names := make([]string, len(grants))
	for i, g := range grants {
		names[i] = name(c, g)
	}
	slices.Sort(names)
	if more := len(names) - maxNamed; more > 0 {
		names = append(names[:maxNamed], fmt.Sprintf("and %d more", more))
	}
	return strings.Join(names, ", ")
}

// holder says whom a grant is for: the client by its ID, and by its name where
// that takes no request.
func holder(c *clients, g *management.ClientGrant) string {
	who := c.nameClient(g.ClientID)
	if g.DefaultFor != "" {
		who = "the default for " + g.DefaultFor
	}
	if g.SubjectType != defaultSubjectType {
		who += " for its users"
	}
	return who
}

// holderOfScopes is holder, and says that the grant is for all scopes.
func holderOfScopes(c *clients, g *management.ClientGrant) string {
	if g.Settings["allow_all_scopes"] == true {
		return holder(c, g) + " (all scopes)"
	}
	return holder(c, g)
}

func (c *clients) nameClient(clientID string) string {
	if known := c.management.KnownApplication(clientID); known != nil {
		return fmt.Sprintf("client %q (%s)", known.Settings["name"], clientID)
	}
	return "client " + clientID
}

// warning is one at an attribute, or at none for the empty path.
func warning(at path.Path, summary, detail string) diag.Diagnostic {
	if at.Equal(path.Empty()) {
		return diag.NewWarningDiagnostic(summary, detail)
	}
	return diag.NewAttributeWarningDiagnostic(at, summary, detail)
}
