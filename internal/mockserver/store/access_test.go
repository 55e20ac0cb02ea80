package store

import (
	"errors"
	"fmt"
	"testing"
)

// seedAccess stores an API with two scopes, two roles, a user and an organization.
func seedAccess(t *testing.T, s Store) {
	t.Helper()
	both := []Permission{{API: "urn:1", Name: "a"}, {API: "urn:1", Name: "b"}}
	update(t, s, func(w Writer) error {
		return errors.Join(
			w.PutResourceServer(&ResourceServer{ID: "api", Identifier: "urn:1", Scopes: []Scope{{Value: "a"}, {Value: "b"}}}),
			w.PutClient(&Client{ClientID: "c"}), w.PutClientGrant(grant("g", "c", "urn:1")),
			w.PutRole(&Role{ID: "r2", Name: "two", Permissions: both}), w.PutRole(&Role{ID: "r1", Name: "one"}),
			w.PutUser(&User{ID: "auth0|1", Email: "u@example.test", Roles: []string{"r1", "r2"}, Permissions: both}),
			w.PutOrganization(&Organization{ID: "o", Name: "acme", ClientGrants: []string{"g"}}),
			w.PutRefreshToken(&RefreshToken{ID: "t", ClientID: "c", Audience: "urn:other", User: "auth0|1"}),
		)
	})
}

func access(r Reader) string {
	text := ""
	for _, role := range r.Roles().All() {
		text += fmt.Sprintf("%s%v ", role.ID, role.Permissions)
	}
	for _, user := range r.Users().All() {
		text += fmt.Sprintf("%s%v%v ", user.ID, user.Roles, user.Permissions)
	}
	for _, organization := range r.Organizations().All() {
		text += fmt.Sprintf("%s%v", organization.ID, organization.ClientGrants)
	}
	return text
}

func TestDeletionsReachRolesUsersAndOrganizations(t *testing.T) {
	t.Parallel()
	const seeded = "r2[{urn:1 a} {urn:1 b}] r1[] auth0|1[r1 r2][{urn:1 a} {urn:1 b}] o[g]"
	tests := map[string]struct {
		change func(Writer) error
		want   string
	}{
		"nothing":       {func(Writer) error { return nil }, seeded},
		"another scope": {func(w Writer) error { return w.PutResourceServer(apiWith("a", "b", "c")) }, seeded},
		"a scope":       {func(w Writer) error { return w.PutResourceServer(apiWith("b")) }, "r2[{urn:1 b}] r1[] auth0|1[r1 r2][{urn:1 b}] o[g]"},
		"identifier": {func(w Writer) error {
			return w.PutResourceServer(&ResourceServer{ID: "api", Identifier: "urn:2", Scopes: []Scope{{Value: "a"}, {Value: "b"}}})
		}, "r2[{urn:2 a} {urn:2 b}] r1[] auth0|1[r1 r2][{urn:2 a} {urn:2 b}] o[g]"},
		"API":          {func(w Writer) error { return w.DeleteResourceServer("api") }, "r2[] r1[] auth0|1[r1 r2][] o[]"},
		"client":       {func(w Writer) error { return w.DeleteClient("c") }, "r2[{urn:1 a} {urn:1 b}] r1[] auth0|1[r1 r2][{urn:1 a} {urn:1 b}] o[]"},
		"role":         {func(w Writer) error { return w.DeleteRole("r2") }, "r1[] auth0|1[r1][{urn:1 a} {urn:1 b}] o[g]"},
		"user":         {func(w Writer) error { return w.DeleteUser("auth0|1") }, "r2[{urn:1 a} {urn:1 b}] r1[] o[g]"},
		"organization": {func(w Writer) error { return w.DeleteOrganization("o") }, "r2[{urn:1 a} {urn:1 b}] r1[] auth0|1[r1 r2][{urn:1 a} {urn:1 b}] "},
	}
	eachStore(t, func(t *testing.T, s Store) {
		for name, test := range tests {
			seedAccess(t, s)
			update(t, s, test.change)
			view(t, s, func(r Reader) { equal(t, name, access(r), test.want) })
			update(t, s, func(w Writer) error {
				return errors.Join(w.DeleteUser("auth0|1"), w.DeleteRole("r1"), w.DeleteRole("r2"), w.DeleteOrganization("o"), w.DeleteResourceServer("api"))
			})
			view(t, s, func(r Reader) { equal(t, name+": refresh tokens of the deleted user", r.RefreshTokens().Len(), 0) })
		}
	})
}

func apiWith(scopes ...string) *ResourceServer {
	api := &ResourceServer{ID: "api", Identifier: "urn:1"}
	for _, scope := range scopes {
		api.Scopes = append(api.Scopes, Scope{Value: scope})
	}
	return api
}

func TestNamesOfRolesAndOrganizationsAreUnique(t *testing.T) {
	t.Parallel()
	eachStore(t, func(t *testing.T, s Store) {
		seedAccess(t, s)
		for name, put := range map[string]func(Writer) error{
			"role":         func(w Writer) error { return w.PutRole(&Role{ID: "r3", Name: "one"}) },
			"organization": func(w Writer) error { return w.PutOrganization(&Organization{ID: "o2", Name: "acme"}) },
		} {
			if err := s.Update(t.Context(), put); !errors.Is(err, ErrConflict) {
				t.Errorf("%s: %v", name, err)
			}
		}
		view(t, s, func(r Reader) { equal(t, "user by address", r.UserByName("u@example.test").ID, "auth0|1") })
	})
}
