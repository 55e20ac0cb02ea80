package management

import (
	"context"
	"errors"
	"net/http"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
)

func TestIdentifiersAreEscapedOnce(t *testing.T) {
	t.Parallel()
	fake := newFakeTenant(t, func(w http.ResponseWriter, _ seen) { respond(w, 200, map[string]any{"id": "1"}) })
	client, _ := fake.client(0)
	for identifier, escaped := range map[string]string{
		"https://api.example.test/v1/":      "https:%2F%2Fapi.example.test%2Fv1%2F",
		"a/b":                               "a%2Fb",
		"100%":                              "100%25",
		"a%2Fb":                             "a%252Fb",
		"what?":                             "what%3F",
		"part#1":                            "part%231",
		"two words":                         "two%20words",
		"plus+":                             "plus+",
		"urn:a:b":                           "urn:a:b",
		"https://bücher.test":               "https:%2F%2Fb%C3%BCcher.test",
		"{id}":                              "%7Bid%7D",
		".":                                 ".",
		"..":                                "..",
		"a;b,c=d&e@f":                       "a%3Bb%2Cc=d&e@f",
		"https://a.test?x=1&y=%20#fragment": "https:%2F%2Fa.test%3Fx=1&y=%2520%23fragment",
	} {
		t.Run(identifier, func(t *testing.T) {
			for _, call := range []func() error{
				func() error { _, err := client.ReadResourceServer(t.Context(), identifier); return err },
				func() error {
					_, err := client.UpdateResourceServer(t.Context(), identifier, Settings{"name": "n"})
					return err
				},
				func() error { return client.DeleteResourceServer(t.Context(), identifier, "") },
			} {
				if err := call(); err != nil {
					t.Fatal(err)
				}
				got := fake.got()
				if path, want := got[len(got)-1].path, "/api/v2/resource-servers/"+escaped; path != want {
					t.Errorf("got path %s, want %s", path, want)
				}
			}
		})
	}
}

func TestAnEmptyIDDoesNotReachTheList(t *testing.T) {
	t.Parallel()
	fake := newFakeTenant(t, func(w http.ResponseWriter, _ seen) { respond(w, 200, []any{}) })
	client, _ := fake.client(0)
	if err := client.DeleteResourceServer(t.Context(), "", ""); err == nil || !strings.Contains(err.Error(), "empty") {
		t.Errorf("got error %v, want one about an empty ID", err)
	}
	fake.expect(t)
}

func TestCallsOfResourceServers(t *testing.T) {
	t.Parallel()
	fake := newFakeTenant(t, func(w http.ResponseWriter, r seen) {
		if r.method == http.MethodDelete {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		respond(w, 200, map[string]any{
			"id": "r1", "identifier": "urn:a", "is_system": true, "token_lifetime": 86400,
			"scopes": []any{map[string]any{"value": "a"}, map[string]any{"value": "b", "description": ""}},
		})
	})
	client, _ := fake.client(0)
	empty := ""
	want := &ResourceServer{
		ID: "r1", Identifier: "urn:a", Scopes: []Scope{{Value: "a"}, {Value: "b", Description: &empty}},
		Settings: Settings{"is_system": true, "token_lifetime": int64(86400)},
	}
	ctx := t.Context()
	given := Settings{"token_lifetime": int64(86400), "token_dialect": nil}
	owner := ""
	for _, call := range []func() (*ResourceServer, error){
		func() (*ResourceServer, error) { return client.CreateResourceServer(ctx, "urn:a", given) },
		func() (*ResourceServer, error) { return client.ReadResourceServer(ctx, "r1") },
		func() (*ResourceServer, error) { return client.UpdateResourceServer(ctx, "r1", given) },
		func() (*ResourceServer, error) { return client.UpdateResourceServer(ctx, "r1", nil) },
	} {
		got, err := call()
		if err != nil {
			t.Fatal(err)
		}
		owner = max(owner, got.Creation.Owner)
		if got.Creation = (Creation{}); !reflect.DeepEqual(got, want) {
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
	fake.expect(t, "POST "+path, "GET "+path+"/r1", "PATCH "+path+"/r1", "DELETE "+path+"/r1", "GET "+path, "GET "+path+"/r1")
	got := fake.got()
	if want := `{"identifier":"urn:a","token_dialect":null,"token_lifetime":86400}`; got[0].body != want {
		t.Errorf("created with %s, want %s", got[0].body, want)
	}
	if want := `{"token_dialect":null,"token_lifetime":86400}`; got[2].body != want || got[2].contentType != "application/json" {
		t.Errorf("updated with %s %s, want %s", got[2].contentType, got[2].body, want)
	}
	if got[1].authorization != "Bearer token-1" || got[1].contentType != "" {
		t.Errorf("read with %+v", got[1])
	}
}

func TestCallsOfClientsAndGrants(t *testing.T) {
	t.Parallel()
	fake := newFakeTenant(t, func(w http.ResponseWriter, _ seen) {
		respond(w, 200, map[string]any{"id": "g", "client_id": "c", "audience": "urn:a", "subject_type": "user", "scope": []string{"x"}})
	})
	client, _ := fake.client(0)
	ctx := t.Context()
	application, err := client.CreateApplication(ctx, Settings{"name": "n"})
	if err != nil || application.ClientID != "c" || application.Settings["client_id"] != nil {
		t.Errorf("got %+v, %v", application, err)
	}
	grant, err := client.CreateClientGrant(ctx, GrantKey{ClientID: "c", Audience: "urn:a", SubjectType: "user"}, Settings{"scope": []any{"x"}})
	want := &ClientGrant{ID: "g", GrantKey: GrantKey{ClientID: "c", Audience: "urn:a", SubjectType: "user"}, Settings: Settings{"scope": []any{"x"}}}
	if err != nil {
		t.Fatal(err)
	}
	owner := grant.Creation.Owner
	if grant.Creation = (Creation{}); !reflect.DeepEqual(grant, want) {
		t.Errorf("got %+v, want %+v", grant, want)
	}
	if _, err := client.CreateClientGrant(ctx, GrantKey{ClientID: "c", Audience: "urn:a"}, nil); err != nil {
		t.Error(err)
	}
	for _, call := range []func() error{
		func() error { _, err := client.ReadApplication(ctx, "c"); return err },
		func() error { _, err := client.UpdateApplication(ctx, "c", Settings{"name": "m"}); return err },
		func() error { return client.DeleteApplication(ctx, "c", application.Creation.Owner) },
		func() error { _, err := client.ReadClientGrant(ctx, "g"); return err },
		func() error { _, err := client.UpdateClientGrant(ctx, "g", Settings{"scope": []any{}}); return err },
		func() error { return client.DeleteClientGrant(ctx, "g", owner) },
	} {
		if err := call(); err != nil {
			t.Error(err)
		}
	}
	fake.expect(t, "POST /api/v2/clients", "POST /api/v2/client-grants", "POST /api/v2/client-grants",
		"GET /api/v2/clients/c", "PATCH /api/v2/clients/c", "DELETE /api/v2/clients/c",
		"GET /api/v2/client-grants/g", "PATCH /api/v2/client-grants/g", "DELETE /api/v2/client-grants/g")
	got := fake.got()
	if want := `{"audience":"urn:a","client_id":"c","scope":["x"],"subject_type":"user"}`; got[1].body != want {
		t.Errorf("created with %s, want %s", got[1].body, want)
	}
	if want := `{"audience":"urn:a","client_id":"c"}`; got[2].body != want {
		t.Errorf("created with %s, want %s", got[2].body, want)
	}
}

func TestAnAnswerThatIsNotTheObjectIsAnError(t *testing.T) {
	t.Parallel()
	for _, body := range []string{"", "null", "[]", "{}", `"x"`, `{"id":7}`, `{"id":"r"}{"id":"r"}`, "<html>", `{"id":"r","scopes":7}`} {
		fake := newFakeTenant(t, func(w http.ResponseWriter, _ seen) { w.Write([]byte(body)) })
		client, _ := fake.client(0)
		got, err := client.ReadResourceServer(t.Context(), "r")
		if err == nil || !strings.Contains(err.Error(), "GET /api/v2/resource-servers/r: ") {
			t.Errorf("%s: got %+v, %v; want an error that names the call", body, got, err)
		}
	}
}

func TestConcurrentReadsOfOneObjectShareARequest(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var requests atomic.Int64
		release := make(chan struct{})
		client := clientOver(func(*http.Request) (*http.Response, error) {
			requests.Add(1)
			<-release
			return jsonAnswer(200, `{"id":"r","name":"n"}`), nil
		})
		// The first caller gives up while the others wait.
		ctx, cancel := context.WithCancel(t.Context())
		var group sync.WaitGroup
		group.Go(func() {
			if _, err := client.ReadResourceServer(ctx, "r"); !errors.Is(err, context.Canceled) {
				t.Errorf("got %v, want a cancellation", err)
			}
		})
		synctest.Wait()
		for range 10 {
			group.Go(func() {
				api, err := client.ReadResourceServer(t.Context(), "r")
				if err != nil || api.Settings["name"] != "n" {
					t.Errorf("got %+v, %v", api, err)
					return
				}
				api.Settings["name"] = "each caller's own"
			})
		}
		synctest.Wait()
		cancel()
		synctest.Wait()
		close(release)
		group.Wait()
		if requests.Load() != 1 {
			t.Errorf("11 reads of one object took %d requests", requests.Load())
		}
	})
}

// roundTripper is a transport of a test, without a network, for synctest.
type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestAReadDoesNotJoinOneFromBeforeAWrite(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		status int
	}{
		"that succeeded":                        {200},
		"that failed, whose outcome is unknown": {500},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				reads := 0
				release := make(chan struct{})
				client := clientOver(func(r *http.Request) (*http.Response, error) {
					if r.Method == http.MethodPatch {
						return jsonAnswer(c.status, `{"id":"r","name":"written"}`), nil
					}
					if !strings.HasSuffix(r.URL.Path, "/r") {
						return jsonAnswer(400, `{}`), nil // it does not list
					}
					reads++
					if reads == 1 {
						<-release
						return jsonAnswer(200, `{"id":"r","name":"before"}`), nil
					}
					return jsonAnswer(200, `{"id":"r","name":"read"}`), nil
				})
				go client.ReadResourceServer(t.Context(), "r")
				synctest.Wait()
				client.UpdateResourceServer(t.Context(), "r", Settings{"name": "written"})
				for _, late := range []bool{false, true} {
					// What was asked before the write must not count later either.
					if late {
						close(release)
						synctest.Wait()
					}
					got, err := client.ReadResourceServer(t.Context(), "r")
					if err != nil || got.Settings["name"] != "read" || reads != 2 {
						t.Errorf("got %+v, %v after %d reads; want what was read after the write", got, err, reads)
					}
				}
			})
		})
	}
}

func TestAReadEndsWhenNobodyWaits(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ended := false
		client := clientOver(func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			ended = true
			return nil, r.Context().Err()
		})
		ctx, cancel := context.WithCancel(t.Context())
		var err error
		go func() { _, err = client.ReadResourceServer(ctx, "r") }()
		synctest.Wait()
		cancel()
		synctest.Wait()
		if !ended || !errors.Is(err, context.Canceled) {
			t.Errorf("ended: %v, error: %v", ended, err)
		}
	})
}
