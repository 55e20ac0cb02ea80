package scopes

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/management/fake"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/holdings"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/rest"
)

func TestOneScopeChange(t *testing.T) {
	t.Parallel()
	foreign, empty := described("foreign", "kept"), Scope{Value: "bare"}
	for name, c := range map[string]struct {
		change func(context.Context, *Scopes) error
		log    []string
		holds  []string
	}{
		"a new scope": {
			func(ctx context.Context, c *Scopes) error {
				result, err := c.Create(ctx, "urn:a", described("new", "n"))
				if result.Origin != holdings.Created || result.Owner == "" {
					return fmt.Errorf("got %+v", result)
				}
				return err
			},
			[]string{"GET", "PATCH [foreign=kept bare new=n]"}, []string{"foreign=kept", "bare", "new=n"},
		},
		"a new scope that exists with another description": {
			func(ctx context.Context, c *Scopes) error {
				_, err := c.Create(ctx, "urn:a", Scope{Value: "foreign"})
				return expectExists(err, holdings.ExistsError{ID: "urn:a::foreign", Settings: rest.Settings{"description": "kept"}})
			},
			[]string{"GET"}, []string{"foreign=kept", "bare"},
		},
		"a new scope that exists just so": {
			func(ctx context.Context, c *Scopes) error {
				_, err := c.Create(ctx, "urn:a", foreign)
				return expectExists(err, holdings.ExistsError{ID: "urn:a::foreign", AsPlanned: true, Settings: rest.Settings{"description": "kept"}})
			},
			[]string{"GET"}, []string{"foreign=kept", "bare"},
		},
		"a new set where there are scopes": {
			func(ctx context.Context, c *Scopes) error {
				_, err := c.CreateSet(ctx, "urn:a", []Scope{empty})
				return expectExists(err, holdings.ExistsError{ID: "urn:a", Settings: rest.Settings{"scopes": []string{"foreign", "bare"}}})
			},
			[]string{"GET"}, []string{"foreign=kept", "bare"},
		},
		"a new set that is there just so": {
			func(ctx context.Context, c *Scopes) error {
				_, err := c.CreateSet(ctx, "urn:a", []Scope{empty, foreign})
				return expectExists(err, holdings.ExistsError{ID: "urn:a", AsPlanned: true, Settings: rest.Settings{"scopes": []string{"foreign", "bare"}}})
			},
			[]string{"GET"}, []string{"foreign=kept", "bare"},
		},
		"another description": {
			func(ctx context.Context, c *Scopes) error {
				_, err := c.Update(ctx, "urn:a", Scope{Value: "foreign"})
				return err
			},
			[]string{"GET", "PATCH [foreign bare]"}, []string{"foreign", "bare"},
		},
		"the same description": {
			func(ctx context.Context, c *Scopes) error {
				_, err := c.Update(ctx, "urn:a", foreign)
				return err
			},
			[]string{"GET"}, []string{"foreign=kept", "bare"},
		},
		"no description is not an empty one": {
			func(ctx context.Context, c *Scopes) error {
				_, err := c.Update(ctx, "urn:a", described("bare", ""))
				return err
			},
			[]string{"GET", "PATCH [foreign=kept bare=]"}, []string{"foreign=kept", "bare="},
		},
		"a deletion": {
			func(ctx context.Context, c *Scopes) error {
				_, err := c.Delete(ctx, "urn:a", "", "bare")
				return err
			},
			[]string{"GET", "PATCH [foreign=kept]"}, []string{"foreign=kept"},
		},
		"the deletion of all": {
			func(ctx context.Context, c *Scopes) error {
				_, err := c.Delete(ctx, "urn:a", "", "bare", "foreign")
				return err
			},
			[]string{"GET", "PATCH []"}, []string{},
		},
		"the deletion of what is not there": {
			func(ctx context.Context, c *Scopes) error {
				_, err := c.Delete(ctx, "urn:a", "", "gone")
				return err
			},
			[]string{"GET"}, []string{"foreign=kept", "bare"},
		},
		"a set in another order": {
			func(ctx context.Context, c *Scopes) error {
				_, err := c.Replace(ctx, "urn:a", "", []Scope{empty, foreign}, nil)
				return err
			},
			[]string{"GET"}, []string{"foreign=kept", "bare"},
		},
		"a set with a change": {
			func(ctx context.Context, c *Scopes) error {
				_, err := c.Replace(ctx, "urn:a", "", []Scope{empty, described("new", "")}, []string{"foreign"})
				return err
			},
			[]string{"GET", "PATCH [bare new=]"}, []string{"bare", "new="},
		},
		"an empty set": {
			func(ctx context.Context, c *Scopes) error {
				_, err := c.Replace(ctx, "urn:a", "", nil, []string{"foreign", "bare"})
				return err
			},
			[]string{"GET", "PATCH []"}, []string{},
		},
		"a set that would drop what the caller does not know": {
			func(ctx context.Context, c *Scopes) error {
				_, err := c.Replace(ctx, "urn:a", "", []Scope{empty}, nil)
				var unknown *ForeignScopesError
				if !errors.As(err, &unknown) || !slices.Equal(unknown.Scopes, []string{"foreign"}) {
					return fmt.Errorf("got %w", err)
				}
				return nil
			},
			[]string{"GET"}, []string{"foreign=kept", "bare"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := &fakeAPI{scopes: []Scope{foreign, empty}}
			if err := c.change(t.Context(), api.client()); err != nil {
				t.Error(err)
			}
			api.logs(t, c.log...)
			api.holds(t, c.holds...)
		})
	}
}

func TestScopesOfAMissingAPI(t *testing.T) {
	t.Parallel()
	api := &fakeAPI{deleted: true}
	client := api.client()
	if _, err := client.Update(t.Context(), "urn:a", Scope{Value: "a"}); !rest.IsNotFound(err) {
		t.Errorf("putting a scope: got %v, want not found", err)
	}
	if _, err := client.Replace(t.Context(), "urn:a", "", nil, nil); !rest.IsNotFound(err) {
		t.Errorf("replacing scopes: got %v, want not found", err)
	}
	if _, err := client.Delete(t.Context(), "urn:a", "", "a"); err != nil {
		t.Errorf("deleting a scope: got %v, want none", err)
	}
}

func TestScopesAreNotWrittenUnderAnotherNameOfTheAPI(t *testing.T) {
	t.Parallel()
	api := &fakeAPI{}
	_, err := api.client().Update(t.Context(), "r", Scope{Value: "a"})
	var alias *AliasError
	if !errors.As(err, &alias) || alias.Name != "r" || alias.Identifier != "urn:a" {
		t.Errorf("got %v", err)
	}
	api.logs(t, "GET")
}

func TestAScopeThatTheServiceDropsIsReported(t *testing.T) {
	t.Parallel()
	client := over(func(*http.Request) (*http.Response, error) {
		return fake.JSON(200, `{"id":"r","identifier":"urn:a","scopes":[]}`), nil
	})
	if _, err := client.Update(t.Context(), "urn:a", Scope{Value: "a"}); err == nil || !strings.Contains(err.Error(), `"a" is not in API "urn:a"`) {
		t.Errorf("got %v", err)
	}
}

func TestSameScopes(t *testing.T) {
	t.Parallel()
	x, y := Scope{Value: "x"}, Scope{Value: "y"}
	for _, c := range []struct {
		a, b []Scope
		same bool
	}{
		{nil, []Scope{}, true},
		{[]Scope{x, y}, []Scope{y, x}, true},
		{[]Scope{x, x}, []Scope{x, y}, false},
		{[]Scope{x, y}, []Scope{x, x}, false},
		{[]Scope{x}, []Scope{x, y}, false},
		{[]Scope{x}, []Scope{described("x", "")}, false},
		{[]Scope{described("x", "1")}, []Scope{described("x", "1")}, true},
		{[]Scope{described("x", "1")}, []Scope{described("x", "2")}, false},
	} {
		if got := sameScopes(c.a, c.b); got != c.same {
			t.Errorf("%v and %v: same is %v", names(c.a), names(c.b), got)
		}
	}
}

// expectExists compares an *ExistsError with the expected one.
func expectExists(err error, want holdings.ExistsError) error {
	got, ok := errors.AsType[*holdings.ExistsError](err)
	if !ok || fmt.Sprintf("%+v", *got) != fmt.Sprintf("%+v", want) {
		return errors.Join(fmt.Errorf("want %s", want.Error()), err)
	}
	return nil
}
