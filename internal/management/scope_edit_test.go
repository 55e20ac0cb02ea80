package management

import (
	"context"
	"errors"
	"io"
	"net/http"
	"testing"
	"time"
)

// firstPatchGets is a client of an API whose first PATCH gets another answer,
// and is repeated without a wait after meanwhile has happened.
func firstPatchGets(answer roundTripper, api *fakeAPI, meanwhile func()) *Client {
	asked := false
	client := clientOver(func(r *http.Request) (*http.Response, error) {
		if r.Method == http.MethodPatch && !asked {
			asked = true
			return answer(r)
		}
		return api.RoundTrip(r)
	})
	client.options.MaxRetries = 1
	client.options.Sleep = func(context.Context, time.Duration) error { meanwhile(); return nil }
	return client
}

func tooManyRequests(*http.Request) (*http.Response, error) {
	return jsonAnswer(429, `{"error":"Too Many Requests","errorCode":"too_many_requests"}`), nil
}

func TestARepeatedWriteKeepsWhatOthersAddedMeanwhile(t *testing.T) {
	t.Parallel()
	api := &fakeAPI{scopes: []Scope{{Value: "old"}}}
	client := firstPatchGets(tooManyRequests, api, func() { api.scopes = []Scope{{Value: "old"}, {Value: "foreign"}} })
	result, err := client.CreateScope(t.Context(), "urn:a", Scope{Value: "own"})
	if err != nil || result.Origin != Created {
		t.Errorf("got %+v, %v", result, err)
	}
	api.holds(t, "old", "foreign", "own")
	api.logs(t, "GET", "GET", "PATCH [old foreign own]")
}

func TestARepeatedReplacementDropsNothingThatOthersAddedMeanwhile(t *testing.T) {
	t.Parallel()
	api := &fakeAPI{scopes: []Scope{{Value: "old"}}}
	client := firstPatchGets(tooManyRequests, api, func() { api.scopes = []Scope{{Value: "old"}, {Value: "foreign"}} })
	_, err := client.ReplaceScopes(t.Context(), "urn:a", "", []Scope{{Value: "own"}}, []string{"old"})
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
	result, err := client.CreateScope(t.Context(), "urn:a", described("own", "o"))
	if err != nil || result.Origin != Created {
		t.Errorf("got %+v, %v; the scope did not exist before", result, err)
	}
	api.holds(t, "own=o")
	api.logs(t, "GET", "PATCH [own=o]", "GET")
}

func TestAnAPIThatGoesWhileItsScopesAreWritten(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(context.Context, *Client) error
		found  bool
	}{
		"a put fails": {func(ctx context.Context, c *Client) error {
			_, err := c.UpdateScope(ctx, "urn:a", Scope{Value: "own"})
			return err
		}, false},
		"a deletion is done": {func(ctx context.Context, c *Client) error {
			_, err := c.DeleteScopes(ctx, "urn:a", "", "old")
			return err
		}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := &fakeAPI{scopes: []Scope{{Value: "old"}}}
			client := firstPatchGets(tooManyRequests, api, func() { api.gone = true })
			err := c.change(t.Context(), client)
			if c.found && err != nil || !c.found && !IsNotFound(err) {
				t.Errorf("got %v", err)
			}
			api.logs(t, "GET", "GET")
		})
	}
}

// A new token comes at once: the list is as fresh as before.
func TestARefusedTokenDoesNotCostAnotherRead(t *testing.T) {
	t.Parallel()
	api := &fakeAPI{}
	client := firstPatchGets(func(*http.Request) (*http.Response, error) {
		return jsonAnswer(401, `{"error":"Unauthorized","errorCode":"invalid_token"}`), nil
	}, api, func() {})
	put(t, client, Scope{Value: "own"})
	api.holds(t, "own")
	api.logs(t, "GET", "PATCH [own]")
}
