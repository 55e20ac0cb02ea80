package session

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/settings"
)

// maxNamed is how many grants a warning names.
const maxNamed = 20

// WarnGrantsLoseDestroyedScopes is tellGrantsThatLose for scopes whose resource is
// destroyed. Where their API is managed in the same state, its plan warns.
func (c *Session) WarnGrantsLoseDestroyedScopes(ctx context.Context, identifier string, scopes []string, private settings.PrivateState, diags *diag.Diagnostics) {
	if managedAPI(ctx, private, diags) && c.Removals.postpone(identifier, scopes) {
		return
	}
	c.WarnGrantsLoseScopes(ctx, identifier, scopes, path.Empty(), diags)
}

// WarnGrantsLoseScopes warns that an API loses scopes that clients are granted.
// Grants that the same plan destroys, or takes the scope from, are left out
// where Terraform plans that first.
func (c *Session) WarnGrantsLoseScopes(ctx context.Context, identifier string, removed []string, at path.Path, diags *diag.Diagnostics) {
	if c.Plans.apiDeleted(identifier) || len(removed) == 0 {
		return // with the API go its grants, which its own plan says
	}
	defer c.warnRolesLoseScopes(ctx, identifier, removed, at, diags)
	grants := c.Remaining(c.GrantsOn(ctx, identifier, diags))
	var lost, names []string
	slices.Sort(removed)
	for _, scope := range removed {
		having := slices.DeleteFunc(slices.Clone(grants), func(g *management.ClientGrant) bool { return !permits(g, scope) || c.Removals.givesUp(g.ID, scope) })
		if len(having) > 0 {
			names = append(names, scope)
			lost = append(lost, fmt.Sprintf("%q: %s.", scope, c.GrantNames(having, holderOfScopes)))
		}
	}
	if len(names) == 0 {
		return
	}
	diags.Append(Warning(at, fmt.Sprintf("Grants on API %q lose the %s", identifier, kit.QuotedScopes(names)),
		"The tenant has these grants now, and no later token of them has the scope. A renamed scope is another scope. "+
			"The list may include a grant from which this plan removes the scope as well, if Terraform plans that grant later.\n\n"+strings.Join(lost, "\n")))
}

// GrantsOn lists the grants on an API for a warning. If that fails, it warns of the
// failure once, and returns no grants.
func (c *Session) GrantsOn(ctx context.Context, identifier string, diags *diag.Diagnostics) []*management.ClientGrant {
	if c.Pending {
		return nil
	}
	c.Plans.listing.Lock()
	defer c.Plans.listing.Unlock()
	if c.Plans.unlisted {
		return nil
	}
	grants, err := c.Management.ClientGrantsOn(ctx, identifier)
	if err != nil {
		c.Plans.unlisted = true
		detail := "The plan removes scopes or an API. It is correct, but the client grants that this affects could not be read: " + kit.Sentence(err)
		if advice := kit.Advice(err); advice != "" {
			detail += "\n\n" + advice
		}
		diags.AddWarning("The affected client grants are unknown", detail)
		return nil
	}
	return grants
}

// Remaining are the grants that the plan does not destroy by themselves, as far
// as it is known yet.
func (c *Session) Remaining(grants []*management.ClientGrant) []*management.ClientGrant {
	return slices.DeleteFunc(slices.Clone(grants), func(g *management.ClientGrant) bool { return c.Plans.grantDestroyed(g.ID) })
}

// permits reports whether a grant permits a scope that its API defines.
func permits(g *management.ClientGrant, scope string) bool {
	list, _ := g.Settings["scope"].([]any)
	return g.Settings["allow_all_scopes"] == true || slices.Contains(list, any(scope))
}

// GrantNames names grants for a person, the first maxNamed of them.
func (c *Session) GrantNames(grants []*management.ClientGrant, name func(*Session, *management.ClientGrant) string) string {
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

// GrantHolder says whom a grant is for: the client by its ID, and by its name where
// that takes no request.
func GrantHolder(c *Session, g *management.ClientGrant) string {
	who := c.ClientName(g.ClientID)
	if g.DefaultFor != "" {
		who = "the default for " + g.DefaultFor
	}
	if g.SubjectType != kit.DefaultSubjectType {
		who += " for its users"
	}
	return who
}

// holderOfScopes is holder, and says that the grant is for all scopes.
func holderOfScopes(c *Session, g *management.ClientGrant) string {
	if g.Settings["allow_all_scopes"] == true {
		return GrantHolder(c, g) + " (all scopes)"
	}
	return GrantHolder(c, g)
}

// ClientName names a client for people: by its ID, and by its name where that
// takes no request.
func (c *Session) ClientName(clientID string) string {
	if known := c.Management.KnownApplication(clientID); known != nil {
		return fmt.Sprintf("client %q (%s)", known.Settings["name"], clientID)
	}
	return "client " + clientID
}

// Warning is one at an attribute, or at none for the empty path.
func Warning(at path.Path, summary, detail string) diag.Diagnostic {
	if at.Equal(path.Empty()) {
		return diag.NewWarningDiagnostic(summary, detail)
	}
	return diag.NewAttributeWarningDiagnostic(at, summary, detail)
}
