package store

import (
	"errors"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// eachStore runs a test with every implementation: in memory; in a file, also opened again
// for each transaction, so that each transaction reads from the disk; and in PostgreSQL.
func eachStore(t *testing.T, test func(t *testing.T, s Store)) {
	t.Run("memory", func(t *testing.T) {
		t.Parallel()
		test(t, NewMemory())
	})
	t.Run("file", func(t *testing.T) {
		t.Parallel()
		test(t, openFile(t, filepath.Join(t.TempDir(), "tenant.db")))
	})
	t.Run("file opened again", func(t *testing.T) {
		t.Parallel()
		test(t, &reopened{t: t, path: filepath.Join(t.TempDir(), "tenant.db")})
	})
	t.Run("two stores on a file", func(t *testing.T) {
		t.Parallel()
		path := filepath.Join(t.TempDir(), "tenant.db")
		test(t, &twins{Store: openFile(t, path), viewer: openFile(t, path)})
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		t.Parallel()
		test(t, openPostgres(t, server.URL(t)))
	})
	t.Run("two replicas on PostgreSQL", func(t *testing.T) {
		t.Parallel()
		url := server.URL(t)
		test(t, &twins{Store: openPostgres(t, url), viewer: openPostgres(t, url)})
	})
}

// openPostgres opens the tenant without a name.
func openPostgres(t *testing.T, url string) Store {
	t.Helper()
	s, values, err := OpenPostgres(t.Context(), url, PostgresOptions{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(s.Close(), values.Close()); err != nil {
			t.Error(err)
		}
	})
	return s
}

func openFile(t *testing.T, path string) Store {
	t.Helper()
	s, err := OpenFile(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func update(t *testing.T, s Store, fn func(w Writer) error) {
	t.Helper()
	if err := s.Update(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

func view(t *testing.T, s Store, fn func(r Reader)) {
	t.Helper()
	if err := s.View(t.Context(), func(r Reader) error { fn(r); return nil }); err != nil {
		t.Fatal(err)
	}
}

// seed stores two APIs, two clients, and a grant for each pair.
func seed(t *testing.T, s Store) {
	t.Helper()
	update(t, s, func(w Writer) error {
		return errors.Join(
			w.PutResourceServer(&ResourceServer{ID: "api2", Identifier: "urn:2"}),
			w.PutResourceServer(&ResourceServer{ID: "api1", Identifier: "urn:1"}),
			w.PutClient(&Client{ClientID: "c2", Name: "two"}),
			w.PutClient(&Client{ClientID: "c1", Name: "one"}),
			w.PutClientGrant(grant("g22", "c2", "urn:2")),
			w.PutClientGrant(grant("g11", "c1", "urn:1")),
			w.PutClientGrant(grant("g21", "c2", "urn:1")),
			w.PutClientGrant(grant("g12", "c1", "urn:2")),
		)
	})
}

func grant(id, clientID, audience string) *ClientGrant {
	return &ClientGrant{ID: id, ClientID: clientID, Audience: audience, SubjectType: "client"}
}

func grantIDs(grants []*ClientGrant) string {
	ids := make([]string, len(grants))
	for i, g := range grants {
		ids[i] = g.ID
	}
	return strings.Join(ids, " ")
}

func apiIDs(apis []*ResourceServer) string {
	ids := make([]string, len(apis))
	for i, a := range apis {
		ids[i] = a.ID
	}
	return strings.Join(ids, " ")
}

func equal[T comparable](t *testing.T, what string, have, want T) {
	t.Helper()
	if have != want {
		t.Errorf("%s: have %v, want %v", what, have, want)
	}
}

func TestLookupsAnswerNilForWhatIsNotThere(t *testing.T) {
	t.Parallel()
	eachStore(t, func(t *testing.T, s Store) {
		view(t, s, func(r Reader) {
			if r.ResourceServer("x") != nil || r.ResourceServerByIdentifier("x") != nil || r.Client("x") != nil ||
				r.ClientGrant("x") != nil || r.ClientGrantFor("x", "y", "client") != nil || r.Setting("x") != "" || r.RefreshToken("x") != nil {
				t.Error("an empty store answers an object")
			}
			if r.ResourceServers().Len()+r.Clients().Len()+r.ClientGrants().Len()+len(r.SigningKeys())+r.RefreshTokens().Len()+
				len(r.ClientGrantsOfClient("x"))+len(r.ClientGrantsOfAudience("x")) != 0 {
				t.Error("an empty store lists objects")
			}
		})
		update(t, s, func(w Writer) error {
			return errors.Join(w.DeleteResourceServer("x"), w.DeleteClient("x"), w.DeleteClientGrant("x"),
				w.DeleteRefreshToken("x"), w.DeleteSigningKey("x"), w.SetSetting("x", ""))
		})
	})
}

func TestObjectsAreFoundByEveryIndexInOrderOfCreation(t *testing.T) {
	t.Parallel()
	eachStore(t, func(t *testing.T, s Store) {
		seed(t, s)
		// Replacing an object does not move it.
		update(t, s, func(w Writer) error {
			return errors.Join(w.PutResourceServer(&ResourceServer{ID: "api2", Identifier: "urn:2", Name: "new"}),
				w.PutClientGrant(grant("g22", "c2", "urn:2")))
		})
		view(t, s, func(r Reader) {
			equal(t, "APIs", apiIDs(r.ResourceServers().All()), "api2 api1")
			equal(t, "name", r.ResourceServer("api2").Name, "new")
			equal(t, "name by identifier", r.ResourceServerByIdentifier("urn:2").Name, "new")
			equal(t, "grants", grantIDs(r.ClientGrants().All()), "g22 g11 g21 g12")
			equal(t, "grants of c1", grantIDs(r.ClientGrantsOfClient("c1")), "g11 g12")
			equal(t, "grants of c2", grantIDs(r.ClientGrantsOfClient("c2")), "g22 g21")
			equal(t, "grants on urn:1", grantIDs(r.ClientGrantsOfAudience("urn:1")), "g11 g21")
			equal(t, "grant for c1 on urn:2", r.ClientGrantFor("c1", "urn:2", "client").ID, "g12")
			equal(t, "grant of another subject type", r.ClientGrantFor("c1", "urn:2", "user"), nil)
			equal(t, "first client", r.Clients().All()[0].ClientID, "c2")
			equal(t, "client", r.Client("c1").Name, "one")
		})
	})
}

func TestANaturalKeyIsHeldByOneObject(t *testing.T) {
	t.Parallel()
	eachStore(t, func(t *testing.T, s Store) {
		seed(t, s)
		for name, put := range map[string]func(w Writer) error{
			"API":           func(w Writer) error { return w.PutResourceServer(&ResourceServer{ID: "api3", Identifier: "urn:1"}) },
			"API, replaced": func(w Writer) error { return w.PutResourceServer(&ResourceServer{ID: "api2", Identifier: "urn:1"}) },
			"grant":         func(w Writer) error { return w.PutClientGrant(grant("g", "c1", "urn:1")) },
		} {
			if err := s.Update(t.Context(), put); !errors.Is(err, ErrConflict) {
				t.Errorf("%s: have %v, want ErrConflict", name, err)
			}
		}
		update(t, s, func(w Writer) error {
			user := grant("g11u", "c1", "urn:1")
			user.SubjectType = "user"
			return w.PutClientGrant(user)
		})
		view(t, s, func(r Reader) { equal(t, "APIs", apiIDs(r.ResourceServers().All()), "api2 api1") })
	})
}

func TestANaturalKeyIsFreeAgainAfterAChangeOrADeletion(t *testing.T) {
	t.Parallel()
	eachStore(t, func(t *testing.T, s Store) {
		seed(t, s)
		update(t, s, func(w Writer) error {
			return errors.Join(
				w.PutResourceServer(&ResourceServer{ID: "api1", Identifier: "urn:renamed"}),
				w.PutResourceServer(&ResourceServer{ID: "api3", Identifier: "urn:1"}),
				w.DeleteClientGrant("g12"), w.PutClientGrant(grant("again", "c1", "urn:2")),
				w.PutClientGrant(grant("g11", "c9", "urn:9")), w.PutClientGrant(grant("other", "c1", "urn:1")),
			)
		})
		view(t, s, func(r Reader) {
			equal(t, "urn:1", r.ResourceServerByIdentifier("urn:1").ID, "api3")
			equal(t, "urn:renamed", r.ResourceServerByIdentifier("urn:renamed").ID, "api1")
			equal(t, "grants of c1", grantIDs(r.ClientGrantsOfClient("c1")), "again other")
			equal(t, "grants on urn:1", grantIDs(r.ClientGrantsOfAudience("urn:1")), "g21 other")
			equal(t, "grants on urn:9", grantIDs(r.ClientGrantsOfAudience("urn:9")), "g11")
		})
	})
}

func TestDeletingAnAPIOrAClientDeletesItsGrants(t *testing.T) {
	t.Parallel()
	eachStore(t, func(t *testing.T, s Store) {
		seed(t, s)
		update(t, s, func(w Writer) error { return w.DeleteResourceServer("api1") })
		view(t, s, func(r Reader) {
			equal(t, "grants without api1", grantIDs(r.ClientGrants().All()), "g22 g12")
			equal(t, "API", r.ResourceServerByIdentifier("urn:1"), nil)
			equal(t, "grant", r.ClientGrantFor("c1", "urn:1", "client"), nil)
			equal(t, "grants on urn:1", len(r.ClientGrantsOfAudience("urn:1")), 0)
		})
		update(t, s, func(w Writer) error { return w.DeleteClient("c2") })
		view(t, s, func(r Reader) {
			equal(t, "grants without c2", grantIDs(r.ClientGrants().All()), "g12")
			equal(t, "client", r.Client("c2"), nil)
			equal(t, "grants of c2", len(r.ClientGrantsOfClient("c2")), 0)
		})
	})
}

func TestDeletingAnAPIOrAClientDeletesItsRefreshTokens(t *testing.T) {
	t.Parallel()
	eachStore(t, func(t *testing.T, s Store) {
		seed(t, s)
		update(t, s, func(w Writer) error {
			put := func(id, clientID, audience string) error {
				return w.PutRefreshToken(&RefreshToken{ID: id, ClientID: clientID, Audience: audience})
			}
			return errors.Join(put("r11", "c1", "urn:1"), put("r12", "c1", "urn:2"), put("r22", "c2", "urn:2"))
		})
		left := func(want string) {
			view(t, s, func(r Reader) {
				have := ""
				for _, token := range r.RefreshTokens().All() {
					have += token.ID + " "
				}
				equal(t, "refresh tokens", have, want)
			})
		}
		update(t, s, func(w Writer) error { return w.DeleteResourceServer("api1") })
		left("r12 r22 ")
		update(t, s, func(w Writer) error { return w.DeleteClient("c2") })
		left("r12 ")
	})
}

func TestAFailedTransactionChangesNothing(t *testing.T) {
	t.Parallel()
	eachStore(t, func(t *testing.T, s Store) {
		seed(t, s)
		refused := errors.New("refused")
		err := s.Update(t.Context(), func(w Writer) error {
			err := errors.Join(w.DeleteResourceServer("api1"), w.PutClient(&Client{ClientID: "c3"}),
				w.PutResourceServer(&ResourceServer{ID: "api2", Identifier: "urn:2", Name: "new"}), w.SetSetting("a", "b"))
			equal(t, "APIs within", apiIDs(w.ResourceServers().All()), "api2")
			return errors.Join(err, refused)
		})
		if !errors.Is(err, refused) {
			t.Errorf("have %v, want the function's own error", err)
		}
		view(t, s, func(r Reader) {
			equal(t, "APIs", apiIDs(r.ResourceServers().All()), "api2 api1")
			equal(t, "grants", grantIDs(r.ClientGrants().All()), "g22 g11 g21 g12")
			equal(t, "name", r.ResourceServer("api2").Name, "")
			equal(t, "clients", r.Clients().Len(), 2)
			equal(t, "setting", r.Setting("a"), "")
		})
		update(t, s, func(w Writer) error { return w.PutClient(&Client{ClientID: "c3"}) })
	})
}

func TestAPanicInATransactionLeavesTheStoreUsable(t *testing.T) {
	t.Parallel()
	eachStore(t, func(t *testing.T, s Store) {
		func() {
			defer func() { _ = recover() }()
			_ = s.Update(t.Context(), func(w Writer) error {
				_ = w.SetSetting("a", "b")
				panic("a handler's mistake")
			})
		}()
		update(t, s, func(w Writer) error { return w.SetSetting("c", "d") })
		view(t, s, func(r Reader) {
			equal(t, "a", r.Setting("a"), "")
			equal(t, "c", r.Setting("c"), "d")
		})
	})
}

func TestAnObjectWithoutAnIDIsRefused(t *testing.T) {
	t.Parallel()
	eachStore(t, func(t *testing.T, s Store) {
		for name, put := range map[string]func(w Writer) error{
			"API":         func(w Writer) error { return w.PutResourceServer(&ResourceServer{Identifier: "urn:1"}) },
			"client":      func(w Writer) error { return w.PutClient(&Client{}) },
			"grant":       func(w Writer) error { return w.PutClientGrant(&ClientGrant{}) },
			"refresh":     func(w Writer) error { return w.PutRefreshToken(&RefreshToken{}) },
			"signing key": func(w Writer) error { return w.PutSigningKey(&SigningKey{}) },
			"setting":     func(w Writer) error { return w.SetSetting("", "a") },
		} {
			if err := s.Update(t.Context(), put); err == nil {
				t.Errorf("%s: no error", name)
			}
		}
	})
}

func TestWhatIsReadIsWhatWasWritten(t *testing.T) {
	t.Parallel()
	yes, no, text := true, false, "<b>&\u2028"
	api := &ResourceServer{ID: "1", Identifier: "urn:<1>&", SigningSecret: text, AllowOnlineAccess: &no, EnforcePolicies: &yes,
		Scopes: []Scope{}, AuthorizationDetails: []byte(`[{"type":"<a>"}]`), TokenEncryption: &TokenEncryption{EncryptionKey: EncryptionKey{PEM: "p"}}}
	bare := &ResourceServer{ID: "2", Identifier: "urn:2", Scopes: []Scope{{Value: "a"}, {Value: "b", Description: &text}}}
	client := &Client{ClientID: "c", ClientSecret: "s", GrantTypes: []string{}, Bootstrap: true, IsFirstParty: true,
		Credentials: []Credential{{ID: "k", Type: "x509_cert", PEM: "p"}}, Properties: map[string]jsonValue{"x": []byte(`{"a":"<&>","n":null}`)}}
	given := &ClientGrant{ID: "g", ClientID: "c", Audience: "urn:2", SubjectType: "client", Scope: []string{}, AllowAllScopes: &no}
	refresh := &RefreshToken{ID: "r", ClientID: "c", Audience: "urn:2", User: text, AuthTime: 1, Scope: []string{"a", text}, Secret: "s",
		Generation: 7, CreatedAt: 2, UsedAt: 3, KeyThumbprint: "k"}
	key := &SigningKey{Kid: "kid", PrivateKeyPEM: "p", CertificatePEM: "c", State: "current"}
	eachStore(t, func(t *testing.T, s Store) {
		update(t, s, func(w Writer) error {
			return errors.Join(w.PutResourceServer(api), w.PutResourceServer(bare), w.PutClient(client), w.PutClientGrant(given),
				w.PutRefreshToken(refresh), w.PutSigningKey(key), w.SetSetting("domain", text))
		})
		view(t, s, func(r Reader) {
			for _, c := range []struct{ have, want any }{
				{r.ResourceServer("1"), api}, {r.ResourceServer("2"), bare}, {r.Client("c"), client},
				{r.ClientGrant("g"), given}, {r.RefreshToken("r"), refresh}, {r.SigningKeys(), []*SigningKey{key}}, {r.Setting("domain"), text},
			} {
				if !reflect.DeepEqual(c.have, c.want) {
					t.Errorf("have %#v, want %#v", c.have, c.want)
				}
			}
		})
		update(t, s, func(w Writer) error {
			return errors.Join(w.DeleteRefreshToken("r"), w.DeleteSigningKey("kid"), w.SetSetting("domain", ""))
		})
		view(t, s, func(r Reader) {
			equal(t, "keys", len(r.SigningKeys()), 0)
			equal(t, "refresh token", r.RefreshToken("r"), nil)
			equal(t, "setting", r.Setting("domain"), "")
		})
	})
}
