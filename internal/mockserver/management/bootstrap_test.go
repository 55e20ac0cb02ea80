package management_test

import (
	"context"
	"crypto/rand"
	"errors"
	"slices"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

func bootstrap(t *testing.T, st store.Store, issuer, id, secret string) management.Credentials {
	t.Helper()
	credentials, err := management.Bootstrap(context.Background(), management.BootstrapOptions{
		Store: st, Issuer: issuer, ClientID: id, ClientSecret: secret, Random: rand.Reader,
	})
	if err != nil {
		t.Fatal(err)
	}
	return credentials
}

func view(t *testing.T, st store.Store, fn func(store.Reader)) {
	t.Helper()
	if err := st.View(context.Background(), func(r store.Reader) error { fn(r); return nil }); err != nil {
		t.Fatal(err)
	}
}

// counting counts the objects that transactions write.
type counting struct {
	store.Store
	puts int
}

type countingWriter struct {
	store.Writer
	*counting
}

func (c *counting) Update(ctx context.Context, fn func(store.Writer) error) error {
	return c.Store.Update(ctx, func(w store.Writer) error { return fn(countingWriter{w, c}) })
}

func (w countingWriter) PutResourceServer(o *store.ResourceServer) error {
	w.puts++
	return w.Writer.PutResourceServer(o)
}
func (w countingWriter) PutClient(o *store.Client) error { w.puts++; return w.Writer.PutClient(o) }
func (w countingWriter) PutClientGrant(o *store.ClientGrant) error {
	w.puts++
	return w.Writer.PutClientGrant(o)
}

func TestBootstrapGrantsTheClientEverything(t *testing.T) {
	t.Parallel()
	st := store.NewMemory()
	credentials := bootstrap(t, st, issuer, "", "")
	if len(credentials.ClientID) != 32 || len(credentials.ClientSecret) != 64 {
		t.Errorf("credentials: %q, secret of %d characters", credentials.ClientID, len(credentials.ClientSecret))
	}
	view(t, st, func(r store.Reader) {
		api, client := r.ResourceServerByIdentifier(audience), r.Client(credentials.ClientID)
		grant := r.ClientGrantFor(credentials.ClientID, audience, "client")
		if api == nil || !api.IsSystem || client == nil || !client.Bootstrap || grant == nil || len(grant.Scope) != len(api.Scopes) {
			t.Fatalf("api %+v, client %+v, grant %+v", api, client, grant)
		}
		if !slices.Contains(client.GrantTypes, "client_credentials") || client.TokenEndpointAuthMethod != "" {
			t.Errorf("client: %+v", client)
		}
		for _, scope := range []string{"read:resource_servers", "update:client_keys", "read:organization_client_grants", "create:signing_keys"} {
			if !slices.Contains(grant.Scope, scope) {
				t.Errorf("the grant lacks %s", scope)
			}
		}
	})
}

func TestBootstrapAgainWritesNothing(t *testing.T) {
	t.Parallel()
	st := &counting{Store: store.NewMemory()}
	first := bootstrap(t, st, issuer, "", "")
	if st.puts != 4 {
		t.Errorf("%d writes at first", st.puts)
	}
	for _, again := range []management.Credentials{{}, first} {
		if got := bootstrap(t, st, issuer, again.ClientID, again.ClientSecret); got != first {
			t.Errorf("got %v, want %v", got, first)
		}
	}
	if st.puts != 4 {
		t.Errorf("%d writes in all", st.puts)
	}
}

func TestBootstrapWithAnotherIssuerMovesTheSystemAPI(t *testing.T) {
	t.Parallel()
	st := store.NewMemory()
	credentials := bootstrap(t, st, issuer, "", "")
	var id, grantID string
	view(t, st, func(r store.Reader) {
		id = r.ResourceServerByIdentifier(audience).ID
		grantID = r.ClientGrantFor(credentials.ClientID, audience, "client").ID
	})
	other := "https://other.example.test/"
	if again := bootstrap(t, st, other, "", ""); again != credentials {
		t.Errorf("credentials changed: %v", again)
	}
	view(t, st, func(r store.Reader) {
		moved := r.ResourceServerByIdentifier(other + "api/v2/")
		if moved == nil || moved.ID != id || r.ResourceServers().Len() != 1 {
			t.Errorf("system API: %+v", moved)
		}
		if grant := r.ClientGrant(grantID); grant.Audience != other+"api/v2/" || r.ClientGrants().Len() != 1 {
			t.Errorf("grant: %+v", grant)
		}
	})
}

func TestBootstrapWithAnotherIssuerMovesTheOtherSystemAPIsAndTheirGrants(t *testing.T) {
	t.Parallel()
	tn := newTenant(t)
	id := tn.call("POST", "/api/v2/resource-servers", `{"identifier":"`+issuer+`me/"}`).want(201).id("id")
	express := tn.call("POST", "/api/v2/resource-servers", `{"identifier":"urn:auth0:express-configure"}`).want(201).id("id")
	grant := tn.call("POST", grants, `{"client_id":"`+tn.newClient(`{"name":"c"}`)+`","audience":"`+issuer+`me/","subject_type":"user","scope":[]}`).want(201).id("id")
	const other = "https://other.example.test/"
	bootstrap(t, tn.store, other, "", "")
	view(t, tn.store, func(r store.Reader) {
		if got := r.ResourceServer(id).Identifier; got != other+"me/" {
			t.Errorf("My Account is %s", got)
		}
		if got := r.ResourceServer(express).Identifier; got != "urn:auth0:express-configure" {
			t.Errorf("Express Configuration is %s", got)
		}
		if got := r.ClientGrant(grant).Audience; got != other+"me/" {
			t.Errorf("the grant is on %s", got)
		}
	})
}

func TestBootstrapWithAnotherClientFreesTheFormerOne(t *testing.T) {
	t.Parallel()
	st := store.NewMemory()
	former := bootstrap(t, st, issuer, "first", "secret-1")
	if former != (management.Credentials{ClientID: "first", ClientSecret: "secret-1"}) {
		t.Errorf("credentials: %v", former)
	}
	bootstrap(t, st, issuer, "second", "secret-2")
	if again := bootstrap(t, st, issuer, "second", "secret-3"); again.ClientSecret != "secret-3" {
		t.Errorf("credentials: %v", again)
	}
	view(t, st, func(r store.Reader) {
		if r.Client("first").Bootstrap || !r.Client("second").Bootstrap || r.Client("second").ClientSecret != "secret-3" {
			t.Errorf("first %+v, second %+v", r.Client("first"), r.Client("second"))
		}
		if r.ClientGrantFor("first", audience, "client").IsSystem || !r.ClientGrantFor("second", audience, "client").IsSystem {
			t.Error("the system grant is not the second client's")
		}
	})
}

func TestBootstrapRefusesAnIssuerWhoseAudienceIsTaken(t *testing.T) {
	t.Parallel()
	tn := newTenant(t)
	tn.newAPI(`{"identifier":"https://other.example.test/api/v2/"}`)
	_, err := management.Bootstrap(context.Background(), management.BootstrapOptions{
		Store: tn.store, Issuer: "https://other.example.test/", Random: rand.Reader,
	})
	if !errors.Is(err, store.ErrConflict) {
		t.Errorf("error: %v", err)
	}
}

func TestBootstrapClientAndItsGrantCannotBeDeleted(t *testing.T) {
	t.Parallel()
	tn := newTenant(t)
	tn.call("DELETE", "/api/v2/clients/"+adminID, "").want(400, "operation_not_supported", "started with")
	grant := tn.call("GET", grants+"?client_id="+adminID, "").want(200, `"is_system":true`).values("", "id")[0]
	tn.call("DELETE", grants+"/"+grant, "").want(400, "operation_not_supported")
	tn.call("PATCH", grants+"/"+grant, `{"scope":[]}`).want(400, "operation_not_supported")
	tn.call("GET", "/api/v2/clients/"+adminID, "").want(200)
}
