package creates_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/journal"
	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/managementtest"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/mocktest"
)

// creates are the creates of objects that have a natural key, of the same object
// each time it is called.
func creates(mock *mocktest.Mock, t *testing.T) map[string]func(context.Context, *management.Client) (id string, creation management.Creation, err error) {
	t.Helper()
	create(t, mock, "resource-servers", object{"identifier": "urn:api", "name": "api", "scopes": []object{{"value": "a"}}})
	clientID, _ := create(t, mock, "clients", object{"name": "c", "app_type": "non_interactive"})["client_id"].(string)
	create(t, mock, "resource-servers", object{"identifier": "urn:other", "name": "other"})
	scope := []management.Scope{{Value: "x"}}
	return map[string]func(context.Context, *management.Client) (string, management.Creation, error){
		"resource server": func(ctx context.Context, c *management.Client) (string, management.Creation, error) {
			made, err := c.CreateResourceServer(ctx, "urn:a", management.Settings{"name": "n", "token_lifetime": 3600})
			if err != nil {
				return "", management.Creation{}, err
			}
			return made.ID, made.Creation, nil
		},
		"grant": func(ctx context.Context, c *management.Client) (string, management.Creation, error) {
			made, err := c.CreateClientGrant(ctx, management.GrantKey{ClientID: clientID, Audience: "urn:api"}, management.Settings{"scope": []string{"a"}})
			if err != nil {
				return "", management.Creation{}, err
			}
			return made.ID, made.Creation, nil
		},
		"scope": func(ctx context.Context, c *management.Client) (string, management.Creation, error) {
			made, err := c.CreateScope(ctx, "urn:other", scope[0])
			return "urn:other::x", made.Creation, err
		},
		"set of scopes": func(ctx context.Context, c *management.Client) (string, management.Creation, error) {
			made, err := c.CreateScopes(ctx, "urn:other", scope)
			return "urn:other", made.Creation, err
		},
	}
}

// The one rule for what exists already: it is an error, unless there is evidence
// that this create made it, or the user wishes to adopt it.
func TestACreateThatMeetsAnExistingObject(t *testing.T) {
	t.Parallel()
	kinds := creates(mocktest.Start(t), t)
	for kind := range kinds {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			for name, c := range map[string]struct {
				adopt, killed, held, recorded bool
				// age is how old the note of the killed process is.
				age    time.Duration
				want   management.Origin
				exists bool
			}{
				"is an error":                               {exists: true},
				"that a killed process was creating":        {killed: true, want: management.Interrupted},
				"that the user wishes to adopt":             {adopt: true, want: management.Adopted},
				"of this run is an error, whatever is set":  {adopt: true, held: true, exists: true},
				"of this run is an error after a kill, too": {killed: true, held: true, exists: true},
				"that a state has is an error":              {killed: true, recorded: true, exists: true},
				"from within 30 days":                       {killed: true, age: 30*24*time.Hour - time.Minute, want: management.Interrupted},
				"from 30 days ago is an error":              {killed: true, age: 30 * 24 * time.Hour, exists: true},
			} {
				t.Run(name, func(t *testing.T) {
					t.Parallel()
					mock := mocktest.Start(t)
					run := creates(mock, t)[kind]
					folder := t.TempDir()
					before := managementtest.OfMock(t, mock, management.Options{Journal: journalIn(t, folder)})
					id, first, err := run(t.Context(), before)
					if err != nil || first.Origin != management.Created {
						t.Fatalf("creating it: %+v, %v", first, err)
					}
					options := management.Options{AdoptExisting: c.adopt}
					if c.killed {
						options.Journal = journal.New(killed(t, folder), "/w", func() time.Time { return time.Now().Add(c.age) })
						t.Cleanup(options.Journal.Close)
					}
					next := managementtest.OfMock(t, mock, options)
					if c.held {
						hold(next, kind, id)
						mock.Requests.Reset()
					}
					if c.recorded {
						recorded(next, kind, id)
					}
					_, got, err := run(t.Context(), next)
					if c.exists {
						exists, is := errors.AsType[*management.ExistsError](err)
						if !is || exists.ID != id || exists.Held != c.held || !exists.AsPlanned {
							t.Errorf("got %+v, want that %s exists", err, id)
						}
						if writes := strings.Count(asked(mock), "PATCH"); c.held && writes > 0 {
							t.Errorf("something was written: %s", asked(mock))
						}
					} else if err != nil || got.Origin != c.want {
						t.Errorf("got %+v, %v", got, err)
					}
					// Once taken over, it is not taken over for another resource.
					if _, again, err := run(t.Context(), next); !isExists(err) {
						t.Errorf("the second resource: got %+v, %v", again, err)
					}
				})
			}
		})
	}
}

// hold has a client read the object for another resource's state.
func hold(c *management.Client, kind, id string) {
	switch kind {
	case "resource server":
		c.Hold(management.ResourceServerKind, id, "other")
	case "grant":
		c.Hold(management.ClientGrantKind, id, "other")
	case "scope":
		c.Hold(management.ScopeKind, id, "other")
	default:
		c.Hold(management.ScopeKind, id+"::x", "other")
	}
}

// recorded records that a state has the object, without a refresh.
func recorded(c *management.Client, kind, id string) {
	if kind == "set of scopes" {
		id += "::x"
	}
	c.Recorded(id)
}

func isExists(err error) bool {
	_, is := errors.AsType[*management.ExistsError](err)
	return is
}

func TestWhatADifferentObjectLooksLikeIsSaid(t *testing.T) {
	t.Parallel()
	mock := mocktest.Start(t)
	existing := create(t, mock, "resource-servers", object{"identifier": "urn:a", "name": "other"})
	client := managementtest.OfMock(t, mock, management.Options{AdoptExisting: true})
	_, err := client.CreateResourceServer(t.Context(), "urn:a", management.Settings{"name": "n"})
	exists, is := errors.AsType[*management.ExistsError](err)
	if !is || exists.ID != existing["id"] || exists.AsPlanned || exists.Settings["name"] != "other" || !management.IsConflict(err) {
		t.Errorf("got %+v", err)
	}
	if got := asked(mock); got != "POST resource-servers, GET resource-servers" {
		t.Errorf("asked: %s; want one request to learn the ID", got)
	}
}

// A create that meets an object which this run is deleting waits for that.
func TestACreateWaitsForTheDeletionOfWhatIsInItsWay(t *testing.T) {
	t.Parallel()
	deleting, answered := make(chan struct{}), make(chan struct{}, 8)
	mock := mocktest.Start(t, mocktest.WithMiddleware(func(tenant http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			switch {
			case r.Method == http.MethodDelete:
				close(deleting)
				<-answered // the create has met the object
				<-answered // and learned its ID
			case r.URL.Path == "/api/v2/resource-servers" || r.URL.Path == "/api/v2/resource-servers/urn:a":
				defer func() { answered <- struct{}{} }()
			}
			tenant.ServeHTTP(w, r)
		})
	}))
	old, _ := create(t, mock, "resource-servers", object{"identifier": "urn:a", "name": "n"})["id"].(string)
	client := managementtest.OfMock(t, mock, management.Options{})
	for range 4 { // the number of requests in flight grows with the answers
		if _, err := client.UpdateResourceServer(t.Context(), old, management.Settings{"name": "n"}); err != nil {
			t.Fatal(err)
		}
	}
	var group sync.WaitGroup
	group.Go(func() {
		if err := client.DeleteResourceServer(t.Context(), old, ""); err != nil {
			t.Error(err)
		}
	})
	<-deleting
	made, err := client.CreateResourceServer(t.Context(), "urn:a", management.Settings{"name": "n"})
	group.Wait()
	if err != nil || made.ID == old {
		t.Errorf("got %+v, %v; want another API", made, err)
	}
}

// What this run created for one resource, no other resource deletes.
func TestADeleteKeepsWhatThisRunCreatedForAnother(t *testing.T) {
	t.Parallel()
	mock := mocktest.Start(t)
	client := managementtest.OfMock(t, mock, management.Options{})
	ctx := t.Context()
	api, err := client.CreateResourceServer(ctx, "urn:a", nil)
	if err != nil {
		t.Fatal(err)
	}
	if held, is := errors.AsType[*management.HeldError](client.DeleteResourceServer(ctx, api.ID, "")); !is || held.ID != api.ID {
		t.Errorf("the API: got %v", held)
	}
	scope, err := client.CreateScope(ctx, "urn:a", management.Scope{Value: "s"})
	if err != nil {
		t.Fatal(err)
	}
	if deleted, err := client.DeleteScopes(ctx, "urn:a", "", "s"); err != nil || !slices.Equal(deleted.Kept, []string{"s"}) {
		t.Errorf("the scope: got %+v, %v", deleted, err)
	}
	if _, err := client.ReplaceScopes(ctx, "urn:a", "set", []management.Scope{{Value: "t"}}, []string{"s"}); err == nil {
		t.Error("a set removed the scope")
	}
	if deleted, err := client.DeleteScopes(ctx, "urn:a", scope.Owner, "s"); err != nil || len(deleted.Kept) != 0 {
		t.Errorf("by its own resource: got %+v, %v", deleted, err)
	}
	if err := client.DeleteResourceServer(ctx, api.ID, api.Creation.Owner); err != nil {
		t.Errorf("by its own resource: %v", err)
	}
}

// Two creates of one key do not both take one object for theirs.
func TestALostCreateDoesNotTakeWhatAnotherOfThisRunCreated(t *testing.T) {
	t.Parallel()
	mock := mocktest.Start(t)
	client := managementtest.OfMock(t, mock, management.Options{Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() }})
	if _, err := client.CreateResourceServer(t.Context(), "urn:a", management.Settings{"name": "n"}); err != nil {
		t.Fatal(err)
	}
	lose(t, mock, "resource-servers", true, 1)
	_, err := client.CreateResourceServer(t.Context(), "urn:a", management.Settings{"name": "n"})
	if exists, is := errors.AsType[*management.ExistsError](err); !is || !exists.Held {
		t.Errorf("got %v", err)
	}
}

// That a killed process was creating another object of the key is no evidence,
// even where the existing one is as planned by now.
func TestTheNoteOfADifferentObjectIsNoEvidence(t *testing.T) {
	t.Parallel()
	api := func(name string) func(context.Context, *management.Client) error {
		return func(ctx context.Context, c *management.Client) error {
			_, err := c.CreateResourceServer(ctx, "urn:a", management.Settings{"name": name})
			return err
		}
	}
	scope := func(description string) func(context.Context, *management.Client) error {
		return func(ctx context.Context, c *management.Client) error {
			_, err := c.CreateScope(ctx, "urn:b", management.Scope{Value: "s", Description: &description})
			return err
		}
	}
	for name, c := range map[string]struct {
		noted, planned func(context.Context, *management.Client) error
		change         string
		to             object
	}{
		"resource server": {api("before"), api("after"), "/resource-servers/urn:a", object{"name": "after"}},
		"scope":           {scope("before"), scope("after"), "/resource-servers/urn:b", object{"scopes": []object{{"value": "s", "description": "after"}}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mock := mocktest.Start(t)
			create(t, mock, "resource-servers", object{"identifier": "urn:b"})
			folder := t.TempDir()
			if err := c.noted(t.Context(), managementtest.OfMock(t, mock, management.Options{Journal: journalIn(t, folder)})); err != nil {
				t.Fatal(err)
			}
			mock.API(http.MethodPatch, c.change, c.to, nil)
			next := managementtest.OfMock(t, mock, management.Options{Journal: interrupted(t, folder)})
			exists, is := errors.AsType[*management.ExistsError](c.planned(t.Context(), next))
			if !is || !exists.AsPlanned {
				t.Errorf("got %+v, want that the object exists as planned", exists)
			}
		})
	}
}
