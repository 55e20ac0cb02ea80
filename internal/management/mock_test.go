package management_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/managementtest"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/mocktest"
)

// The parts meet, as the provider puts them together: HTTP client, token and
// Management API, against the mock tenant.
func newClientOfMock(t *testing.T) *management.Client {
	t.Helper()
	return managementtest.OfMock(t, mocktest.Start(t), management.Options{})
}

func TestAPIsOfTheMockAreFoundByAnyIdentifier(t *testing.T) {
	t.Parallel()
	client := newClientOfMock(t)
	for _, identifier := range []string{
		"https://api.example.test/v1/", "100%", "a%2Fb", "what?x=1&y=2", "part#1", "two words", "urn:a:b", "bücher", "plus+", "{id}",
	} {
		created, err := client.CreateResourceServer(t.Context(), identifier, management.Settings{"name": "n", "token_lifetime": 3600})
		if err != nil {
			t.Errorf("creating %q: %v", identifier, err)
			continue
		}
		read, err := client.ReadResourceServer(t.Context(), identifier)
		if err != nil || read.ID != created.ID || read.Identifier != identifier || read.Settings["token_lifetime"] != int64(3600) {
			t.Errorf("reading %q: %+v, %v", identifier, read, err)
		}
		if _, err := client.CreateResourceServer(t.Context(), identifier, nil); !management.IsConflict(err) {
			t.Errorf("creating %q again: %v, want a conflict", identifier, err)
		}
		if err := client.DeleteResourceServer(t.Context(), identifier, ""); err != nil {
			t.Errorf("deleting %q: %v", identifier, err)
		}
		if _, err := client.ReadResourceServer(t.Context(), identifier); !management.IsNotFound(err) {
			t.Errorf("reading %q when it is gone: %v", identifier, err)
		}
	}
}

func TestFiftyParallelScopesOfTheMockSurvive(t *testing.T) {
	t.Parallel()
	client := newClientOfMock(t)
	const identifier, parallel = "https://api.example.test/", 50
	if _, err := client.CreateResourceServer(t.Context(), identifier, management.Settings{"name": "n"}); err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	for i := range parallel {
		group.Go(func() {
			if _, err := client.UpdateScope(t.Context(), identifier, management.Scope{Value: fmt.Sprint("scope:", i)}); err != nil {
				t.Error(err)
			}
		})
	}
	group.Go(func() {
		_, err := client.UpdateScope(t.Context(), identifier, management.Scope{Value: strings.Repeat("x", 281)})
		if err == nil || !strings.Contains(err.Error(), "400 Bad Request") {
			t.Errorf("a scope that is too long: got %v, want the service's refusal", err)
		}
	})
	group.Wait()
	api, err := client.ReadResourceServer(t.Context(), identifier)
	if err != nil || len(api.Scopes) != parallel {
		t.Errorf("the API has %d scopes, %v; want %d", len(api.Scopes), err, parallel)
	}
}

func TestGrantsOfTheMock(t *testing.T) {
	t.Parallel()
	client := newClientOfMock(t)
	ctx := t.Context()
	if _, err := client.CreateResourceServer(ctx, "urn:a", management.Settings{"name": "n", "scopes": []management.Scope{{Value: "a"}}}); err != nil {
		t.Fatal(err)
	}
	application, err := client.CreateApplication(ctx, management.Settings{"name": "reader", "app_type": "non_interactive"})
	if err != nil {
		t.Fatal(err)
	}
	created, err := client.CreateClientGrant(ctx, management.GrantKey{ClientID: application.ClientID, Audience: "urn:a"}, management.Settings{"scope": []string{"a"}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.CreateClientGrant(ctx, management.GrantKey{ClientID: application.ClientID, Audience: "urn:a", SubjectType: "client"}, management.Settings{"scope": []string{}}); !management.IsConflict(err) {
		t.Errorf("creating it again: got %v, want a conflict", err)
	}
	found, err := client.FindClientGrant(ctx, management.GrantKey{ClientID: application.ClientID, Audience: "urn:a", SubjectType: "client"})
	if err != nil || found == nil || found.ID != created.ID {
		t.Errorf("found %+v, %v; want %s", found, err, created.ID)
	}
	if found, err := client.FindClientGrant(ctx, management.GrantKey{ClientID: application.ClientID, Audience: "urn:a", SubjectType: "user"}); found != nil || err != nil {
		t.Errorf("found %+v, %v; want none for users", found, err)
	}
	named, err := client.FindApplicationsByName(ctx, "reader")
	if err != nil || len(named) != 1 || named[0].ClientID != application.ClientID {
		t.Errorf("found %+v, %v", named, err)
	}
	for _, err := range []error{client.DeleteClientGrant(ctx, created.ID, created.Creation.Owner), client.DeleteApplication(ctx, application.ClientID, application.Creation.Owner)} {
		if err != nil {
			t.Error(err)
		}
	}
}
