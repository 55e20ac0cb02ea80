// Package accessview shows who can call what in a mock tenant, by the rules of package
// access. The Authentication API does not use it: it decides by rules of its own, and a
// test compares the two.
package accessview

import (
	"encoding/json"
	"fmt"

	"github.com/auth0api/terraform-provider-auth0api/internal/access"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// Tenant returns what the access in a tenant depends on. userID is the user of the
// question, or empty; a user that the tenant does not have is an error.
func Tenant(reader store.Reader, userID string) (*access.Tenant, error) {
	t := &access.Tenant{}
	for _, rs := range reader.ResourceServers().All() {
		var api access.API
		if err := convert(rs, &api); err != nil {
			return nil, err
		}
		t.APIs = append(t.APIs, api)
	}
	for _, c := range reader.Clients().All() {
		var client access.Client
		if err := convert(c.Properties, &client); err != nil {
			return nil, err
		}
		client.ClientID, client.Name, client.IsFirstParty = c.ClientID, c.Name, c.IsFirstParty
		client.GrantTypes, client.AuthMethod = c.GrantTypes, c.TokenEndpointAuthMethod
		t.Clients = append(t.Clients, client)
	}
	for _, g := range reader.ClientGrants().All() {
		var grant access.Grant
		if err := convert(g, &grant); err != nil {
			return nil, err
		}
		t.Grants = append(t.Grants, grant)
	}
	for _, o := range reader.Organizations().All() {
		t.Organizations = append(t.Organizations, access.Organization{
			ID: o.ID, Name: o.Name, ThirdPartyClientAccess: o.ThirdPartyClientAccess, GrantIDs: o.ClientGrants,
		})
	}
	if userID == "" {
		return t, nil
	}
	u := reader.User(userID)
	if u == nil {
		return nil, fmt.Errorf("the tenant has no user %q", userID)
	}
	t.User = &access.User{ID: u.ID}
	t.User.Permissions = permissions(u.Permissions, "direct permission")
	for _, id := range u.Roles {
		if role := reader.Role(id); role != nil {
			t.User.Permissions = append(t.User.Permissions, permissions(role.Permissions, "role "+role.Name)...)
		}
	}
	return t, nil
}

func permissions(held []store.Permission, source string) []access.Permission {
	out := make([]access.Permission, len(held))
	for i, p := range held {
		out[i] = access.Permission{API: p.API, Scope: p.Name, Source: source}
	}
	return out
}

// convert takes an object over by its JSON, which is the Management API's in both forms.
func convert(from, to any) error {
	encoded, err := json.Marshal(from)
	if err == nil {
		err = json.Unmarshal(encoded, to)
	}
	if err != nil {
		return fmt.Errorf("reading an object of the tenant: %w", err)
	}
	return nil
}
