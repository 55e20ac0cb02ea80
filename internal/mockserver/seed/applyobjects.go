package seed

import (
	"reflect"
	"slices"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/endpoint"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/resourceserver"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/systemapi"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/tokenquota"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

func (a applying) api(o object) error {
	identifier := o.text("identifier")
	if _, isSystem := systemapi.Find(a.Issuer, identifier); isSystem {
		a.report(o.path+"/identifier", "this is an API of the service itself, which a seed cannot declare; use an identifier of your own")
		return nil
	}
	stored := a.tx.ResourceServerByIdentifier(identifier)
	before := stored
	if stored == nil {
		id, err := endpoint.NewResourceServerID(a.Random)
		if err != nil {
			return err
		}
		stored = resourceserver.Defaults()
		stored.ID = id
	}
	api, err := endpoint.Merged(stored, without(o.properties, "scopes"))
	if err != nil {
		return err
	}
	api.TokenLifetimeForWeb = min(api.TokenLifetimeForWeb, api.TokenLifetime) // as the service lowers it
	api.Scopes = slices.Clone(stored.Scopes)
	for _, each := range objects(o.properties, o.path, "scopes") {
		addScope(api, each)
	}
	if len(api.Scopes) > resourceserver.MaxScopes {
		a.report(o.path+"/scopes", "the API would have %d scopes, with those of the tenant; at most %d are allowed", len(api.Scopes), resourceserver.MaxScopes)
		return nil
	}
	if reflect.DeepEqual(before, api) {
		return nil
	}
	return a.tx.PutResourceServer(api)
}

// addScope adds a scope, or sets the description of the scope that the API has.
func addScope(api *store.ResourceServer, o object) {
	scope := store.Scope{Value: o.text("value")}
	if _, isSet := o.properties["description"]; isSet {
		description := o.text("description")
		scope.Description = &description
	}
	i := slices.IndexFunc(api.Scopes, func(s store.Scope) bool { return s.Value == scope.Value })
	switch {
	case i < 0:
		api.Scopes = append(api.Scopes, scope)
	case scope.Description != nil:
		api.Scopes[i] = scope
	}
}

func (a applying) organization(o object) error {
	name, id := o.text("name"), o.text("id")
	stored := a.tx.OrganizationByName(name)
	switch {
	case stored != nil && id != "" && stored.ID != id:
		a.report(o.path+"/id", "the tenant has the organization %q already, with the ID %s; remove id, or use that", name, stored.ID)
		return nil
	case stored == nil && id != "" && a.tx.Organization(id) != nil:
		a.report(o.path+"/id", "the tenant's organization %q has this ID; choose another, or remove id", a.tx.Organization(id).Name)
		return nil
	}
	before := stored
	if stored == nil {
		stored = &store.Organization{ID: id, ThirdPartyClientAccess: "block"}
		if id == "" {
			var err error
			if stored.ID, err = endpoint.NewOrganizationID(a.Random); err != nil {
				return err
			}
		}
	}
	sent := without(o.properties, "id")
	if quota, isSet := sent[tokenquota.Property].(map[string]any); isSet {
		sent[tokenquota.Property] = tokenquota.Complete(quota)
	}
	organization, err := endpoint.Merged(stored, sent)
	if err != nil || reflect.DeepEqual(before, organization) {
		return err
	}
	return a.tx.PutOrganization(organization)
}
