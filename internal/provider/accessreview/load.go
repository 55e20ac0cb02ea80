package accessreview

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/auth0api/terraform-provider-auth0api/internal/access"
	"github.com/auth0api/terraform-provider-auth0api/internal/management"
)

// load reads what the answer to a question depends on: one list of each kind, as far as
// the service can select it.
func load(ctx context.Context, client *management.Client, q access.Question) (*access.Tenant, error) {
	t := &access.Tenant{}
	for _, step := range []func() error{
		func() error { return loadAPIs(ctx, client, q, t) },
		func() error { return loadClients(ctx, client, q, t) },
		func() error { return loadGrants(ctx, client, q, t) },
		func() error { return loadOrganizations(ctx, client, q, t) },
		func() error { return loadUser(ctx, client, q, t) },
	} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return t, nil
}

func loadAPIs(ctx context.Context, client *management.Client, q access.Question, t *access.Tenant) error {
	var identifiers []string
	if q.Audience != "" {
		identifiers = []string{q.Audience}
	}
	found, err := client.ListResourceServers(ctx, identifiers...)
	if err != nil {
		return err
	}
	for _, rs := range found {
		var api access.API
		if err := convert(rs.Settings, &api, map[string]any{"identifier": rs.Identifier, "scopes": rs.Scopes}); err != nil {
			return err
		}
		t.APIs = append(t.APIs, api)
	}
	return nil
}

func loadClients(ctx context.Context, client *management.Client, q access.Question, t *access.Tenant) error {
	var found []*management.Application
	if q.ClientID != "" {
		one, err := client.ReadApplication(ctx, q.ClientID)
		if err != nil {
			return err
		}
		found = []*management.Application{one}
	} else {
		var err error
		if found, err = client.ListApplications(ctx, management.ApplicationFilter{}); err != nil {
			return err
		}
	}
	for _, a := range found {
		var one access.Client
		if err := convert(a.Settings, &one, map[string]any{"client_id": a.ClientID}); err != nil {
			return err
		}
		t.Clients = append(t.Clients, one)
	}
	return nil
}

// loadGrants reads the grants. Those of one client are selected only where it is
// first-party: a third-party client may also use default grants.
func loadGrants(ctx context.Context, client *management.Client, q access.Question, t *access.Tenant) error {
	filter := management.ClientGrantFilter{Audience: q.Audience}
	if q.ClientID != "" && t.Clients[0].IsFirstParty {
		filter.ClientID = q.ClientID
	}
	found, err := client.ListClientGrants(ctx, filter)
	if err != nil {
		return err
	}
	for _, g := range found {
		var grant access.Grant
		if err := convert(g.Settings, &grant, map[string]any{
			"id": g.ID, "client_id": g.ClientID, "default_for": g.DefaultFor, "audience": g.Audience, "subject_type": g.SubjectType,
		}); err != nil {
			return err
		}
		t.Grants = append(t.Grants, grant)
	}
	return nil
}

// loadOrganizations reads the organization of the question, or else those that clients
// use by default where a grant requires one.
func loadOrganizations(ctx context.Context, client *management.Client, q access.Question, t *access.Tenant) error {
	wanted := t.DefaultOrganizations()
	if q.Organization != "" {
		wanted = []string{q.Organization}
	}
	for _, id := range wanted {
		found, err := client.ReadOrganization(ctx, id)
		if management.IsNotFound(err) && q.Organization == "" {
			continue // the organization was deleted, and the client's setting stays
		}
		if err != nil {
			return err
		}
		t.Organizations = append(t.Organizations, access.Organization{
			ID: found.ID, Name: found.Name, ThirdPartyClientAccess: found.ThirdPartyClientAccess, GrantIDs: found.GrantIDs,
		})
	}
	return nil
}

func loadUser(ctx context.Context, client *management.Client, q access.Question, t *access.Tenant) error {
	if q.UserID == "" {
		return nil
	}
	found, err := client.UserPermissions(ctx, q.UserID)
	if err != nil {
		return err
	}
	t.User = &access.User{ID: q.UserID}
	for _, p := range found {
		for _, s := range p.Sources {
			source := "direct permission"
			if s.Type == management.SourceRole {
				source = "role " + s.Name
			}
			t.User.Permissions = append(t.User.Permissions, access.Permission{API: p.API, Scope: p.Name, Source: source})
		}
	}
	return nil
}

// convert takes an answer over by its JSON, with the properties that were taken out of
// its settings.
func convert(answer management.Settings, to any, more map[string]any) error {
	object := maps.Clone(answer)
	if object == nil {
		object = management.Settings{}
	}
	maps.Copy(object, more)
	// A property that is null is as good as absent.
	for _, name := range slices.Collect(maps.Keys(object)) {
		if object[name] == nil {
			delete(object, name)
		}
	}
	encoded, err := json.Marshal(object)
	if err == nil {
		err = json.Unmarshal(encoded, to)
	}
	if err != nil {
		return fmt.Errorf("the answer of the Management API has an unexpected form: %w", err)
	}
	return nil
}
