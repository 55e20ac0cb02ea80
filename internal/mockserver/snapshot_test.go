package mockserver

import (
	"errors"
	"fmt"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// contents lists a store's objects in their order.
func contents(t *testing.T, st store.Store) string {
	t.Helper()
	s, err := takeSnapshot(t.Context(), st)
	if err != nil {
		t.Fatal(err)
	}
	var text string
	for _, api := range s.apis {
		text += fmt.Sprintf("api %s %s %s\n", api.ID, api.Identifier, api.Name)
	}
	for _, client := range s.clients {
		text += fmt.Sprintf("client %s %s\n", client.ClientID, client.Name)
	}
	for _, grant := range s.grants {
		text += fmt.Sprintf("grant %s %s %s %v\n", grant.ID, grant.ClientID, grant.Audience, grant.Scope)
	}
	for _, role := range s.roles {
		text += fmt.Sprintf("role %s %v\n", role.ID, role.Permissions)
	}
	for _, user := range s.users {
		text += fmt.Sprintf("user %s %v %v\n", user.ID, user.Roles, user.Permissions)
	}
	for _, organization := range s.organizations {
		text += fmt.Sprintf("organization %s %v\n", organization.ID, organization.ClientGrants)
	}
	for _, login := range s.logins {
		text += fmt.Sprintf("login %s\n", login.ID)
	}
	for _, key := range s.keys {
		text += fmt.Sprintf("key %s %s\n", key.Kid, key.State)
	}
	return text
}

func TestSnapshotComesBackWholeAndInOrder(t *testing.T) {
	t.Parallel()
	fill := func(tx store.Writer) error {
		for _, n := range []string{"3", "1", "2"} {
			if err := tx.PutResourceServer(&store.ResourceServer{ID: "a" + n, Identifier: "urn:" + n, Scopes: []store.Scope{{Value: "s"}}}); err != nil {
				return err
			}
			if err := tx.PutClient(&store.Client{ClientID: "c" + n}); err != nil {
				return err
			}
			if err := tx.PutClientGrant(&store.ClientGrant{ID: "g" + n, ClientID: "c" + n, Audience: "urn:" + n, SubjectType: "client"}); err != nil {
				return err
			}
			if err := tx.PutSigningKey(&store.SigningKey{Kid: "k" + n, State: "current"}); err != nil {
				return err
			}
			permissions := []store.Permission{{API: "urn:" + n, Name: "s"}}
			if err := errors.Join(
				tx.PutRole(&store.Role{ID: "r" + n, Name: n, Permissions: permissions}),
				tx.PutUser(&store.User{ID: "u" + n, Roles: []string{"r" + n}, Permissions: permissions}),
				tx.PutOrganization(&store.Organization{ID: "o" + n, Name: n, ClientGrants: []string{"g" + n}}),
				tx.PutRefreshToken(&store.RefreshToken{ID: "t" + n, ClientID: "c" + n, Audience: "urn:" + n, User: "u" + n}),
			); err != nil {
				return err
			}
		}
		return nil
	}
	for name, change := range map[string]func(store.Writer) error{
		"nothing": func(store.Writer) error { return nil },
		"an API deleted, and another made with its identifier": func(tx store.Writer) error {
			if err := tx.DeleteResourceServer("a1"); err != nil {
				return err
			}
			return tx.PutResourceServer(&store.ResourceServer{ID: "a9", Identifier: "urn:1"})
		},
		"a role deleted":          func(tx store.Writer) error { return tx.DeleteRole("r3") },
		"a user deleted":          func(tx store.Writer) error { return tx.DeleteUser("u3") },
		"an organization deleted": func(tx store.Writer) error { return tx.DeleteOrganization("o3") },
		"roles renamed crosswise": func(tx store.Writer) error {
			return errors.Join(tx.PutRole(&store.Role{ID: "r1", Name: "0"}), tx.PutRole(&store.Role{ID: "r2", Name: "1"}))
		},
		"a client deleted": func(tx store.Writer) error { return tx.DeleteClient("c3") },
		"a grant replaced": func(tx store.Writer) error {
			if err := tx.DeleteClientGrant("g2"); err != nil {
				return err
			}
			return tx.PutClientGrant(&store.ClientGrant{ID: "g9", ClientID: "c2", Audience: "urn:2", SubjectType: "client"})
		},
		"an API renamed": func(tx store.Writer) error {
			return tx.PutResourceServer(&store.ResourceServer{ID: "a1", Identifier: "urn:1", Name: "new"})
		},
		"an API and a grant on an old one made": func(tx store.Writer) error {
			if err := tx.PutResourceServer(&store.ResourceServer{ID: "a9", Identifier: "urn:9"}); err != nil {
				return err
			}
			return tx.PutClientGrant(&store.ClientGrant{ID: "g9", ClientID: "c1", Audience: "urn:2", SubjectType: "client"})
		},
		"keys rotated": func(tx store.Writer) error {
			if err := tx.DeleteSigningKey("k3"); err != nil {
				return err
			}
			return tx.PutSigningKey(&store.SigningKey{Kid: "k9", State: "next"})
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			st := store.NewMemory()
			if err := st.Update(t.Context(), fill); err != nil {
				t.Fatal(err)
			}
			want := contents(t, st)
			start, err := takeSnapshot(t.Context(), st)
			if err != nil {
				t.Fatal(err)
			}
			if err := st.Update(t.Context(), change); err != nil {
				t.Fatal(err)
			}
			if err := start.restore(t.Context(), st); err != nil {
				t.Fatal(err)
			}
			if got := contents(t, st); got != want {
				t.Errorf("got\n%swant\n%s", got, want)
			}
		})
	}
}
