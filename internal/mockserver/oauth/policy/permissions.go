package policy

import (
	"slices"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/customclaims"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/user"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// Narrow applies the permissions of the user to what a client may get for them: with
// enforce_policies, only scopes of the API that the user has as permissions remain, and
// a token of an *_authz dialect shows all of the user's permissions, requested or not
// (facts 9.4, 9.5). A user who is not declared, whom the login page takes by any name,
// has the permissions that are granted. It also sets the custom claims of the token.
func (u Users) Narrow(tenant store.Reader, d *Delegation) (err error) {
	if d.CustomClaims, err = customclaims.For(tenant, d.API, d.User.Subject()); err != nil {
		return err
	}
	d.Declared = tenant.User(d.User.Subject())
	defined := ScopesOf(d.API)
	if !enforcesPolicies(d.API) {
		return nil
	}
	if d.Declared == nil {
		d.Permissions = Intersection(d.Scopes, defined)
		return nil
	}
	d.Permissions = Intersection(permissionsOf(tenant, d.Declared, d.API.Identifier), defined)
	d.Scopes = slices.DeleteFunc(slices.Clone(d.Scopes), func(scope string) bool {
		return slices.Contains(defined, scope) && !slices.Contains(d.Permissions, scope)
	})
	return nil
}

func enforcesPolicies(api *store.ResourceServer) bool {
	return api.EnforcePolicies != nil && *api.EnforcePolicies
}

// permissionsOf returns the names of the user's permissions on an API, sorted: the union
// of the direct permissions and those of all roles.
func permissionsOf(tenant store.Reader, declared *store.User, identifier string) []string {
	all := slices.Clone(declared.Permissions)
	for _, id := range declared.Roles {
		if role := tenant.Role(id); role != nil {
			all = append(all, role.Permissions...)
		}
	}
	names := []string{}
	for _, each := range all {
		if each.API == identifier {
			names = append(names, each.Name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// Resolve returns the declared user that a name means: by ID, e-mail address or
// username; else the user of that name, or nil where only declared users may log in.
func (u Users) Resolve(tenant store.Reader, who user.User) *user.User {
	if tenant.User(who.Subject()) != nil {
		return &who
	}
	if declared := tenant.UserByName(who.Name); declared != nil {
		return &user.User{Name: declared.ID}
	}
	if u.OnlyDeclared {
		return nil
	}
	return &who
}
