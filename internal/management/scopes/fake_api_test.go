package scopes

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/management/fake"
)

// fakeAPI is one resource server behind a transport, whose writes the test
// can hold back. It refuses scopes with a space, and answers 404 once it is deleted.
type fakeAPI struct {
	mu      sync.Mutex
	scopes  []Scope
	deleted bool
	// denies makes PATCHes with this scope end in a 403.
	denies string
	log    []string
	// hold, unless nil, makes each PATCH wait for a token.
	hold chan struct{}
}

func (f *fakeAPI) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Method == http.MethodPatch && f.hold != nil {
		select {
		case <-f.hold:
		case <-r.Context().Done():
			return nil, r.Context().Err()
		}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.deleted {
		f.log = append(f.log, r.Method)
		return fake.JSON(404, `{"error":"Not Found","errorCode":"inexistent_resource_server"}`), nil
	}
	if r.Method == http.MethodPatch {
		var body struct{ Scopes []Scope }
		data, err := io.ReadAll(r.Body)
		if err != nil || json.Unmarshal(data, &body) != nil || body.Scopes == nil {
			return nil, fmt.Errorf("the body is %q", data)
		}
		f.log = append(f.log, fmt.Sprint("PATCH ", names(body.Scopes)))
		if f.denies != "" && indexOf(body.Scopes, f.denies) >= 0 {
			return fake.JSON(403, `{"error":"Forbidden","errorCode":"insufficient_scope"}`), nil
		}
		for _, s := range body.Scopes {
			if strings.Contains(s.Value, " ") {
				return fake.JSON(400, `{"error":"Bad Request","message":"`+s.Value+`","errorCode":"invalid_body"}`), nil
			}
		}
		f.scopes = body.Scopes
	} else {
		f.log = append(f.log, r.Method)
	}
	answer, err := json.Marshal(map[string]any{"id": "r", "identifier": "urn:a", "scopes": f.scopes})
	return fake.JSON(200, string(answer)), err
}

func (f *fakeAPI) client() *Scopes { return over(f.RoundTrip) }

// change changes the API as another process would.
func (f *fakeAPI) change(change func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	change()
}

func (f *fakeAPI) holds(t *testing.T, want ...string) {
	t.Helper()
	f.mu.Lock()
	defer f.mu.Unlock()
	if got := names(f.scopes); !slices.Equal(got, want) {
		t.Errorf("the API has the scopes %v, want %v", got, want)
	}
}

func (f *fakeAPI) logs(t *testing.T, want ...string) {
	t.Helper()
	f.mu.Lock()
	defer f.mu.Unlock()
	if !slices.Equal(f.log, want) {
		t.Errorf("got the requests\n%s\nwant\n%s", strings.Join(f.log, "\n"), strings.Join(want, "\n"))
	}
}

// names are the scopes of a list, each with its description, if any.
func names(scopes []Scope) []string {
	texts := []string{}
	for _, s := range scopes {
		text := s.Value
		if s.Description != nil {
			text += "=" + *s.Description
		}
		texts = append(texts, text)
	}
	return texts
}

func described(value, description string) Scope {
	return Scope{Value: value, Description: &description}
}
