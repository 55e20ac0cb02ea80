package store

import (
	"errors"
	"fmt"
	"testing"
)

// describe lists a store's objects and settings, in their order.
func describe(t *testing.T, st Store) (text string) {
	t.Helper()
	view(t, st, func(tx Reader) {
		for _, api := range tx.ResourceServers().All() {
			text += fmt.Sprintf("api %s %s %s, by identifier %s\n", api.ID, api.Identifier, api.Name, tx.ResourceServerByIdentifier(api.Identifier).ID)
		}
		for _, client := range tx.Clients().All() {
			text += fmt.Sprintf("client %s %s\n", client.ClientID, client.Name)
		}
		for _, grant := range tx.ClientGrants().All() {
			text += fmt.Sprintf("grant %s %s %s %v, of the audience %d\n", grant.ID, grant.ClientID, grant.Audience, grant.Scope, len(tx.ClientGrantsOfAudience(grant.Audience)))
		}
		for _, role := range tx.Roles().All() {
			text += fmt.Sprintf("role %s %v\n", role.ID, role.Permissions)
		}
		for _, user := range tx.Users().All() {
			text += fmt.Sprintf("user %s %v %v\n", user.ID, user.Roles, user.Permissions)
		}
		for _, organization := range tx.Organizations().All() {
			text += fmt.Sprintf("organization %s %v\n", organization.ID, organization.ClientGrants)
		}
		for _, login := range tx.RefreshTokens().All() {
			text += fmt.Sprintf("login %s\n", login.ID)
		}
		for _, key := range tx.SigningKeys() {
			text += fmt.Sprintf("key %s %s\n", key.Kid, key.State)
		}
		text += fmt.Sprintf("setting %q, %d objects\n", tx.Setting("a")+tx.Setting("c"), tx.Objects())
	})
	return text
}

func TestASnapshotIsRestoredWholeAndInOrder(t *testing.T) {
	t.Parallel()
	fill := func(tx Writer) error {
		for _, n := range []string{"3", "1", "2"} {
			if err := tx.PutResourceServer(&ResourceServer{ID: "a" + n, Identifier: "urn:" + n, Scopes: []Scope{{Value: "s"}}}); err != nil {
				return err
			}
			if err := tx.PutClient(&Client{ClientID: "c" + n}); err != nil {
				return err
			}
			if err := tx.PutClientGrant(&ClientGrant{ID: "g" + n, ClientID: "c" + n, Audience: "urn:" + n, SubjectType: "client"}); err != nil {
				return err
			}
			if err := tx.PutSigningKey(&SigningKey{Kid: "k" + n, State: "current"}); err != nil {
				return err
			}
			permissions := []Permission{{API: "urn:" + n, Name: "s"}}
			if err := errors.Join(
				tx.PutRole(&Role{ID: "r" + n, Name: n, Permissions: permissions}),
				tx.PutUser(&User{ID: "u" + n, Roles: []string{"r" + n}, Permissions: permissions}),
				tx.PutOrganization(&Organization{ID: "o" + n, Name: n, ClientGrants: []string{"g" + n}}),
				tx.PutRefreshToken(&RefreshToken{ID: "t" + n, ClientID: "c" + n, Audience: "urn:" + n, User: "u" + n}),
			); err != nil {
				return err
			}
		}
		return tx.SetSetting("a", "b")
	}
	for name, change := range map[string]func(Writer) error{
		"nothing": func(Writer) error { return nil },
		"an API deleted, and another made with its identifier": func(tx Writer) error {
			if err := tx.DeleteResourceServer("a1"); err != nil {
				return err
			}
			return tx.PutResourceServer(&ResourceServer{ID: "a9", Identifier: "urn:1"})
		},
		"a role deleted":          func(tx Writer) error { return tx.DeleteRole("r3") },
		"a user deleted":          func(tx Writer) error { return tx.DeleteUser("u3") },
		"an organization deleted": func(tx Writer) error { return tx.DeleteOrganization("o3") },
		"roles renamed crosswise": func(tx Writer) error {
			return errors.Join(tx.PutRole(&Role{ID: "r1", Name: "0"}), tx.PutRole(&Role{ID: "r2", Name: "1"}))
		},
		"a client deleted": func(tx Writer) error { return tx.DeleteClient("c3") },
		"a grant replaced": func(tx Writer) error {
			if err := tx.DeleteClientGrant("g2"); err != nil {
				return err
			}
			return tx.PutClientGrant(&ClientGrant{ID: "g9", ClientID: "c2", Audience: "urn:2", SubjectType: "client"})
		},
		"an API renamed": func(tx Writer) error {
			return tx.PutResourceServer(&ResourceServer{ID: "a1", Identifier: "urn:1", Name: "new"})
		},
		"an API and a grant on an old one made": func(tx Writer) error {
			if err := tx.PutResourceServer(&ResourceServer{ID: "a9", Identifier: "urn:9"}); err != nil {
				return err
			}
			return tx.PutClientGrant(&ClientGrant{ID: "g9", ClientID: "c1", Audience: "urn:2", SubjectType: "client"})
		},
		"settings changed": func(tx Writer) error { return errors.Join(tx.SetSetting("a", "x"), tx.SetSetting("c", "d")) },
		"a setting removed, and all else": func(tx Writer) error {
			tx.Restore(Snapshot{})
			return nil
		},
		"keys rotated": func(tx Writer) error {
			if err := tx.DeleteSigningKey("k3"); err != nil {
				return err
			}
			return tx.PutSigningKey(&SigningKey{Kid: "k9", State: "next"})
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			eachStore(t, func(t *testing.T, st Store) {
				update(t, st, fill)
				want := describe(t, st)
				snapshot, err := TakeSnapshot(t.Context(), st)
				if err != nil {
					t.Fatal(err)
				}
				update(t, st, change)
				update(t, st, func(tx Writer) error {
					tx.Restore(snapshot)
					return nil
				})
				equal(t, "content", describe(t, st), want)

				// What is created now has a new position, also for other processes.
				update(t, st, func(tx Writer) error { return tx.PutRole(&Role{ID: "r0", Name: "0"}) })
				view(t, st, func(tx Reader) {
					roles := tx.Roles().All()
					equal(t, "the last role", roles[len(roles)-1].ID, "r0")
				})
			})
		})
	}
}

// A copy shares the objects with its source, and nothing else.
func TestARestoredCopyOfAStoreIsIndependent(t *testing.T) {
	t.Parallel()
	eachStore(t, func(t *testing.T, source Store) {
		seed(t, source)
		before := describe(t, source)
		snapshot, err := TakeSnapshot(t.Context(), source)
		if err != nil {
			t.Fatal(err)
		}
		eachStore(t, func(t *testing.T, copied Store) {
			update(t, copied, func(tx Writer) error {
				tx.Restore(snapshot)
				return nil
			})
			equal(t, "the copy", describe(t, copied), before)
			update(t, copied, func(tx Writer) error { return tx.DeleteResourceServer("api1") })
			equal(t, "the source", describe(t, source), before)
			if describe(t, copied) == before {
				t.Error("the copy did not change")
			}
		})
	})
}

func BenchmarkRestore1000(b *testing.B) {
	st := NewMemory()
	make1000 := func(tx Writer) error {
		for i := range 1000 {
			id := fmt.Sprintf("%x-%d", b.Elapsed(), i)
			if err := tx.PutResourceServer(&ResourceServer{ID: id, Identifier: "urn:" + id}); err != nil {
				return err
			}
		}
		return nil
	}
	if err := st.Update(b.Context(), make1000); err != nil {
		b.Fatal(err)
	}
	snapshot, err := TakeSnapshot(b.Context(), st)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		b.StopTimer()
		if err := st.Update(b.Context(), make1000); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		if err := st.Update(b.Context(), func(tx Writer) error {
			tx.Restore(snapshot)
			return nil
		}); err != nil {
			b.Fatal(err)
		}
	}
}
