package access

import (
	"fmt"
	"slices"
	"strings"
)

// Decision is what one client can get at one API, as one subject type.
type Decision struct {
	// Allowed reports whether the client can get a token at all.
	Allowed bool
	// Paths are the ways to scopes; each scope is in one of them. A token without
	// scopes is one path with none.
	Paths []Path
	// Denied says why the client gets no token; empty where it can.
	Denied string
}

// Path is a set of scopes that a client gets for the same reasons.
type Path struct {
	Scopes []string
	// Reasons are the chain, from the API's policy to the permission of the user.
	Reasons []string
}

// Scopes returns the scopes of all paths, sorted.
func (d Decision) Scopes() []string {
	var all []string
	for _, p := range d.Paths {
		all = append(all, p.Scopes...)
	}
	slices.Sort(all)
	return all
}

func denied(format string, args ...any) Decision {
	return Decision{Denied: fmt.Sprintf(format, args...)}
}

// index is a tenant whose grants and organizations are found by key.
type index struct {
	*Tenant
	grants        map[grantKey]*Grant
	organizations map[string]*Organization
}

// grantKey is what makes a grant unique; clientID is empty for a default grant.
type grantKey struct{ clientID, audience, subject string }

func indexOf(t *Tenant) *index {
	x := &index{Tenant: t, grants: make(map[grantKey]*Grant, len(t.Grants)), organizations: map[string]*Organization{}}
	for i := range t.Grants {
		g := &t.Grants[i]
		subject := g.SubjectType
		if subject == "" {
			subject = SubjectClient
		}
		x.grants[grantKey{g.ClientID, g.Audience, subject}] = g
	}
	for i := range t.Organizations {
		x.organizations[t.Organizations[i].ID] = &t.Organizations[i]
	}
	return x
}

// decide decides what a client can get at an API. organization is the ID of the
// organization that the request names, or empty.
func (x *index) decide(c *Client, a *API, subject, organization string) Decision {
	if why := missingFlow(c, subject); why != "" {
		return Decision{Denied: why}
	}
	policy := a.policy(subject)
	reasons := []string{subject + " policy " + policy}
	switch {
	case policy == denyAll:
		return denied("%s policy deny_all", subject)
	case a.IsSystem && c.isStrict():
		return denied("a system API is closed to third-party clients in strict mode")
	case subject == SubjectUser:
		reason, why := x.loginOrganization(c, organization)
		if why != "" {
			return Decision{Denied: why}
		}
		reasons = append(reasons, reason...)
	}
	if policy == allowAll && !c.isStrict() {
		if a.IsSystem {
			// What a user may do there concerns their own account only.
			return Decision{Allowed: true, Paths: []Path{{Reasons: append(reasons, "scopes of the user's own account")}}}
		}
		return x.narrow(a, subject, a.scopes(), reasons)
	}
	grant, reason := x.grantFor(c, a, subject)
	if grant == nil {
		return denied("%s policy %s, and no client grant for %s", subject, policy, subjectName(subject))
	}
	if policy == allowAll {
		reasons = append(reasons, "third-party client in strict mode")
	}
	reasons = append(reasons, reason)
	if subject == SubjectClient {
		more, why := x.ownOrganization(c, grant, organization)
		if why != "" {
			return Decision{Denied: why}
		}
		reasons = append(reasons, more...)
	}
	scopes := a.scopes()
	if grant.AllowAllScopes {
		reasons = append(reasons, "allow_all_scopes")
	} else {
		scopes = slices.DeleteFunc(scopes, func(s string) bool { return !slices.Contains(grant.Scope, s) })
	}
	return x.narrow(a, subject, scopes, reasons)
}

func subjectName(subject string) string {
	if subject == SubjectUser {
		return "users"
	}
	return "the client itself"
}

// userGrantTypes are the grant types by which a client gets tokens of users.
func userGrantTypes() []string {
	return []string{
		"authorization_code", "implicit", "password", "http://auth0.com/oauth/grant-type/password-realm",
		"urn:ietf:params:oauth:grant-type:device_code", "http://auth0.com/oauth/grant-type/passwordless/otp", "urn:openid:params:grant-type:ciba",
	}
}

// missingFlow says why a client cannot request tokens as the subject type at all.
func missingFlow(c *Client, subject string) string {
	switch {
	case c.Global:
		return "the tenant's global client requests no tokens"
	case subject == SubjectUser:
		if !slices.ContainsFunc(c.GrantTypes, func(g string) bool { return slices.Contains(userGrantTypes(), g) }) {
			return "the client has no grant type for users"
		}
	case !slices.Contains(c.GrantTypes, clientCredentials):
		return "the client lacks the grant type client_credentials"
	case c.AuthMethod == "none":
		return "the client is public: it cannot authenticate"
	}
	return ""
}

// grantFor returns the client's own grant for the API, or else the default grant for
// third-party clients, never both together.
func (x *index) grantFor(c *Client, a *API, subject string) (g *Grant, reason string) {
	if g = x.grants[grantKey{c.ClientID, a.Identifier, subject}]; g != nil {
		return g, "client grant " + g.ID
	}
	if c.IsFirstParty {
		return nil, ""
	}
	if g = x.grants[grantKey{"", a.Identifier, subject}]; g != nil {
		return g, "default grant " + g.ID
	}
	return nil, ""
}

// ownOrganization decides whether a client may request a token on its own for an
// organization, or without one, as the grant's organization_usage says.
func (x *index) ownOrganization(c *Client, g *Grant, id string) (reasons []string, why string) {
	if id == "" && g.OrganizationUsage == usageRequire {
		if !slices.Contains(c.DefaultOrganization.Flows, clientCredentials) || c.DefaultOrganization.ID == "" {
			return nil, fmt.Sprintf("client grant %s requires an organization", g.ID)
		}
		id = c.DefaultOrganization.ID
		reasons = append(reasons, "default organization of the client")
	}
	if id == "" {
		return nil, ""
	}
	if g.OrganizationUsage != usageAllow && g.OrganizationUsage != usageRequire {
		return nil, fmt.Sprintf("client grant %s does not allow organizations", g.ID)
	}
	o := x.organizations[id]
	switch {
	case o == nil:
		return nil, fmt.Sprintf("there is no organization %s", id)
	case g.AllowAnyOrganization:
		return append(reasons, "any organization"), ""
	case slices.Contains(o.GrantIDs, g.ID):
		return append(reasons, "organization "+o.label()), ""
	}
	return nil, fmt.Sprintf("client grant %s is not associated with organization %s", g.ID, o.label())
}

// loginOrganization decides whether users can log in to a client for an organization, or
// without one, as the client's organization_usage says.
func (x *index) loginOrganization(c *Client, id string) (reasons []string, why string) {
	switch {
	case id == "" && c.OrganizationUsage == usageRequire:
		return nil, "the client requires an organization at login"
	case id == "":
		return nil, ""
	case c.OrganizationUsage != usageAllow && c.OrganizationUsage != usageRequire:
		return nil, "the client does not allow organizations at login"
	}
	o := x.organizations[id]
	switch {
	case o == nil:
		return nil, fmt.Sprintf("there is no organization %s", id)
	case !c.IsFirstParty && o.ThirdPartyClientAccess != usageAllow:
		return nil, fmt.Sprintf("organization %s is closed to third-party clients", o.label())
	}
	return []string{"organization " + o.label()}, ""
}

func (o *Organization) label() string {
	if o.Name != "" {
		return o.Name
	}
	return o.ID
}

// narrow applies the permissions of the user, where the API enforces them.
func (x *index) narrow(a *API, subject string, scopes, reasons []string) Decision {
	slices.Sort(scopes)
	switch {
	case subject != SubjectUser || !a.EnforcePolicies:
		return Decision{Allowed: true, Paths: []Path{{scopes, reasons}}}
	case x.User == nil:
		return Decision{Allowed: true, Paths: []Path{{scopes, append(reasons, "permissions of the user (enforce_policies)")}}}
	}
	sources := map[string][]string{}
	for _, p := range x.User.Permissions {
		if p.API == a.Identifier && slices.Contains(scopes, p.Scope) {
			sources[p.Scope] = append(sources[p.Scope], p.Source)
		}
	}
	byChain := map[string]*Path{}
	var chains []string
	for _, scope := range scopes {
		from := sources[scope]
		if len(from) == 0 {
			continue
		}
		slices.Sort(from)
		from = slices.Compact(from)
		chain := strings.Join(from, ", ")
		if byChain[chain] == nil {
			byChain[chain] = &Path{Reasons: append(slices.Clone(reasons), from...)}
			chains = append(chains, chain)
		}
		byChain[chain].Scopes = append(byChain[chain].Scopes, scope)
	}
	out := Decision{Allowed: true}
	for _, chain := range chains {
		out.Paths = append(out.Paths, *byChain[chain])
	}
	if len(out.Paths) == 0 {
		out.Paths = []Path{{Reasons: append(reasons, "the user has no permission for the API")}}
	}
	return out
}
