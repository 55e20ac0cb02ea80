package management_test

import (
	"net/http"
	"reflect"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/fake"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/managementtest"
)

func TestCallsOfResourceServers(t *testing.T) {
	t.Parallel()
	tenant := fake.NewTenant(t, func(w http.ResponseWriter, r fake.Request) {
		if r.Method == http.MethodDelete {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		fake.Respond(w, 200, map[string]any{
			"id": "r1", "identifier": "urn:a", "is_system": true, "token_lifetime": 86400,
			"scopes": []any{map[string]any{"value": "a"}, map[string]any{"value": "b", "description": ""}},
		})
	})
	client, _ := managementtest.Of(tenant, 0)
	empty := ""
	want := &management.ResourceServer{
		ID: "r1", Identifier: "urn:a", Scopes: []management.Scope{{Value: "a"}, {Value: "b", Description: &empty}},
		Settings: management.Settings{"is_system": true, "token_lifetime": int64(86400)},
	}
	ctx := t.Context()
	given := management.Settings{"token_lifetime": int64(86400), "token_dialect": nil}
	owner := ""
	for _, call := range []func() (*management.ResourceServer, error){
		func() (*management.ResourceServer, error) { return client.CreateResourceServer(ctx, "urn:a", given) },
		func() (*management.ResourceServer, error) { return client.ReadResourceServer(ctx, "r1") },
		func() (*management.ResourceServer, error) { return client.UpdateResourceServer(ctx, "r1", given) },
		func() (*management.ResourceServer, error) { return client.UpdateResourceServer(ctx, "r1", nil) },
	} {
		got, err := call()
		if err != nil {
			t.Fatal(err)
		}
		owner = max(owner, got.Creation.Owner)
		if got.Creation = (management.Creation{}); !reflect.DeepEqual(got, want) {
			t.Errorf("got %+v, want %+v", got, want)
		}
	}
	if err := client.DeleteResourceServer(ctx, "r1", owner); err != nil {
		t.Error(err)
	}
	if _, err := client.ReadResourceServer(ctx, "r1"); err != nil {
		t.Error(err)
	}
	if len(given) != 2 {
		t.Errorf("the caller's settings were changed: %v", given)
	}
	const path = "/api/v2/resource-servers"
	// What was read and then written is not read again. The second object that is
	// wanted has the list asked first, which this service does not answer.
	tenant.Expect(t, "POST "+path, "GET "+path+"/r1", "PATCH "+path+"/r1", "DELETE "+path+"/r1", "GET "+path, "GET "+path+"/r1")
	got := tenant.Requests()
	if want := `{"identifier":"urn:a","token_dialect":null,"token_lifetime":86400}`; got[0].Body != want {
		t.Errorf("created with %s, want %s", got[0].Body, want)
	}
	if want := `{"token_dialect":null,"token_lifetime":86400}`; got[2].Body != want || got[2].ContentType != "application/json" {
		t.Errorf("updated with %s %s, want %s", got[2].ContentType, got[2].Body, want)
	}
	if got[1].Authorization != "Bearer token-1" || got[1].ContentType != "" {
		t.Errorf("read with %+v", got[1])
	}
}

func TestCallsOfClientsAndGrants(t *testing.T) {
	t.Parallel()
	tenant := fake.NewTenant(t, func(w http.ResponseWriter, _ fake.Request) {
		fake.Respond(w, 200, map[string]any{"id": "g", "client_id": "c", "audience": "urn:a", "subject_type": "user", "scope": []string{"x"}})
	})
	client, _ := managementtest.Of(tenant, 0)
	ctx := t.Context()
	application, err := client.CreateApplication(ctx, management.Settings{"name": "n"})
	if err != nil || application.ClientID != "c" || application.Settings["client_id"] != nil {
		t.Errorf("got %+v, %v", application, err)
	}
	grant, err := client.CreateClientGrant(ctx, management.GrantKey{ClientID: "c", Audience: "urn:a", SubjectType: "user"}, management.Settings{"scope": []any{"x"}})
	want := &management.ClientGrant{ID: "g", GrantKey: management.GrantKey{ClientID: "c", Audience: "urn:a", SubjectType: "user"}, Settings: management.Settings{"scope": []any{"x"}}}
	if err != nil {
		t.Fatal(err)
	}
	owner := grant.Creation.Owner
	if grant.Creation = (management.Creation{}); !reflect.DeepEqual(grant, want) {
		t.Errorf("got %+v, want %+v", grant, want)
	}
	if _, err := client.CreateClientGrant(ctx, management.GrantKey{ClientID: "c", Audience: "urn:a"}, nil); err != nil {
		t.Error(err)
	}
	for _, call := range []func() error{
		func() error { _, err := client.ReadApplication(ctx, "c"); return err },
		func() error {
			_, err := client.UpdateApplication(ctx, "c", management.Settings{"name": "m"})
			return err
		},
		func() error { return client.DeleteApplication(ctx, "c", application.Creation.Owner) },
		func() error { _, err := client.ReadClientGrant(ctx, "g"); return err },
		func() error {
			_, err := client.UpdateClientGrant(ctx, "g", management.Settings{"scope": []any{}})
			return err
		},
		func() error { return client.DeleteClientGrant(ctx, "g", owner) },
	} {
		if err := call(); err != nil {
			t.Error(err)
		}
	}
	tenant.Expect(t, "POST /api/v2/clients", "POST /api/v2/client-grants", "POST /api/v2/client-grants",
		"GET /api/v2/clients/c", "PATCH /api/v2/clients/c", "DELETE /api/v2/clients/c",
		"GET /api/v2/client-grants/g", "PATCH /api/v2/client-grants/g", "DELETE /api/v2/client-grants/g")
	got := tenant.Requests()
	if want := `{"audience":"urn:a","client_id":"c","scope":["x"],"subject_type":"user"}`; got[1].Body != want {
		t.Errorf("created with %s, want %s", got[1].Body, want)
	}
	if want := `{"audience":"urn:a","client_id":"c"}`; got[2].Body != want {
		t.Errorf("created with %s, want %s", got[2].Body, want)
	}
}
