package scopes

import (
	"context"
	"errors"
	"io"
	"net/http"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/management/fake"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/holdings"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/rest"
)

func tooManyRequests(*http.Request) (*http.Response, error) {
	return fake.JSON(429, `{"error":"Too Many Requests","errorCode":"too_many_requests"}`), nil
}

func TestARepeatedWriteKeepsWhatOthersAddedMeanwhile(t *testing.T) {
	t.Parallel()
	api := &fakeAPI{scopes: []Scope{{Value: "old"}}}
	client := firstPatchGets(tooManyRequests, api, func() { api.scopes = []Scope{{Value: "old"}, {Value: "foreign"}} })
	result, err := client.Create(t.Context(), "urn:a", Scope{Value: "own"})
	if err != nil || result.Origin != holdings.Created {
		t.Errorf("got %+v, %v", result, err)
	}
	api.holds(t, "old", "foreign", "own")
	api.logs(t, "GET", "GET", "PATCH [old foreign own]")
}

func TestARepeatedReplacementDropsNothingThatOthersAddedMeanwhile(t *testing.T) {
	t.Parallel()
	api := &fakeAPI{scopes: []Scope{{Value: "old"}}}
	client := firstPatchGets(tooManyRequests, api, func() { api.scopes = []Scope{{Value: "old"}, {Value: "foreign"}} })
	_, err := client.Replace(t.Context(), "urn:a", "", []Scope{{Value: "own"}}, []string{"old"})
	var foreign *ForeignScopesError
	if !errors.As(err, &foreign) {
		t.Errorf("got %v, want a refusal to drop scopes", err)
	}
	api.holds(t, "old", "foreign")
	api.logs(t, "GET", "GET")
}

func TestAWriteWhoseAnswerIsLostIsNotRepeated(t *testing.T) {
	t.Parallel()
	api := &fakeAPI{}
	client := firstPatchGets(func(r *http.Request) (*http.Response, error) {
		if _, err := api.RoundTrip(r); err != nil {
			t.Error(err)
		}
		return nil, io.ErrUnexpectedEOF
	}, api, func() {})
	result, err := client.Create(t.Context(), "urn:a", described("own", "o"))
	if err != nil || result.Origin != holdings.Created {
		t.Errorf("got %+v, %v; the scope did not exist before", result, err)
	}
	api.holds(t, "own=o")
	api.logs(t, "GET", "PATCH [own=o]", "GET")
}

func TestAnAPIThatGoesWhileItsScopesAreWritten(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(context.Context, *Scopes) error
		found  bool
	}{
		"a put fails": {func(ctx context.Context, c *Scopes) error {
			_, err := c.Update(ctx, "urn:a", Scope{Value: "own"})
			return err
		}, false},
		"a deletion is done": {func(ctx context.Context, c *Scopes) error {
			_, err := c.Delete(ctx, "urn:a", "", "old")
			return err
		}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := &fakeAPI{scopes: []Scope{{Value: "old"}}}
			client := firstPatchGets(tooManyRequests, api, func() { api.deleted = true })
			err := c.change(t.Context(), client)
			if c.found && err != nil || !c.found && !rest.IsNotFound(err) {
				t.Errorf("got %v", err)
			}
			api.logs(t, "GET", "GET")
		})
	}
}

// A new token comes at once, so the list is not older than before.
func TestARefusedTokenDoesNotCostAnotherRead(t *testing.T) {
	t.Parallel()
	api := &fakeAPI{}
	client := firstPatchGets(func(*http.Request) (*http.Response, error) {
		return fake.JSON(401, `{"error":"Unauthorized","errorCode":"invalid_token"}`), nil
	}, api, func() {})
	put(t, client, Scope{Value: "own"})
	api.holds(t, "own")
	api.logs(t, "GET", "PATCH [own]")
}
