package management_test

import (
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/fake"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/managementtest"
)

func TestCallsOfCredentialsAndKeys(t *testing.T) {
	t.Parallel()
	tenant := fake.NewTenant(t, func(w http.ResponseWriter, r fake.Request) {
		switch r.Method {
		case http.MethodDelete:
			fake.Respond(w, 404, map[string]any{"statusCode": 404})
		case http.MethodGet:
			fake.Respond(w, 200, []any{map[string]any{"id": "k1", "kid": "kid"}, map[string]any{"id": "k2"}})
		default:
			fake.Respond(w, 200, map[string]any{"id": "k1", "client_id": "c", "kid": "kid", "client_secret": "new"})
		}
	})
	client, _ := managementtest.Of(tenant, 0)
	ctx := t.Context()
	created, err := client.CreateCredential(ctx, "c", management.Settings{"pem": "p"})
	if err != nil || created.ID != "k1" || created.Settings["kid"] != "kid" || created.Settings["id"] != nil {
		t.Errorf("created %+v, %v", created, err)
	}
	list, err := client.ListCredentials(ctx, "c")
	if want := []*management.Credential{{ID: "k1", Settings: management.Settings{"kid": "kid"}}, {ID: "k2", Settings: management.Settings{}}}; err != nil || !reflect.DeepEqual(list, want) {
		t.Errorf("listed %+v, %v", list, err)
	}
	if _, err := client.UpdateCredential(ctx, "c", "k1", management.Settings{"expires_at": nil}); err != nil {
		t.Error(err)
	}
	if err := client.DeleteCredential(ctx, "c", "k/1"); err != nil {
		t.Errorf("deleting what is gone: %v", err)
	}
	if rotated, err := client.RotateSecret(ctx, "c"); err != nil || rotated.Settings["client_secret"] != "new" {
		t.Errorf("rotated %+v, %v", rotated, err)
	}
	if kid, err := client.RotateSigningKeys(ctx); err != nil || kid != "kid" {
		t.Errorf("rotated to %q, %v", kid, err)
	}
	if err := client.RevokeSigningKey(ctx, "kid"); err != nil {
		t.Error(err)
	}
	tenant.Expect(t, "POST /api/v2/clients/c/credentials", "GET /api/v2/clients/c/credentials", "PATCH /api/v2/clients/c/credentials/k1",
		"DELETE /api/v2/clients/c/credentials/k%2F1", "POST /api/v2/clients/c/rotate-secret", "POST /api/v2/keys/signing/rotate", "PUT /api/v2/keys/signing/kid/revoke")
	if got, want := tenant.Requests()[2].Body, `{"expires_at":null}`; got != want {
		t.Errorf("updated with %s, want %s", got, want)
	}
}

// What is known of a client does not outlive a change of what belongs to it,
// and what is known of the others does.
func TestAWriteBelowAClientChangesWhatIsKnownOfItAlone(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		write func(*management.Client) error
		again bool
	}{
		"its secret, whose answer is the client": {func(c *management.Client) error { _, err := c.RotateSecret(t.Context(), "c"); return err }, false},
		"a credential that goes":                 {func(c *management.Client) error { return c.DeleteCredential(t.Context(), "c", "k") }, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tenant := fake.NewTenant(t, func(w http.ResponseWriter, r fake.Request) {
				switch r.Path {
				case "/api/v2/clients/c":
					fake.Respond(w, 200, map[string]any{"client_id": "c", "client_secret": "old"})
				case "/api/v2/clients/c/rotate-secret":
					fake.Respond(w, 200, map[string]any{"client_id": "c", "client_secret": "new"})
				case "/api/v2/client-grants/g":
					fake.Respond(w, 200, map[string]any{"id": "g", "client_id": "c", "audience": "a"})
				default:
					w.WriteHeader(http.StatusNoContent)
				}
			})
			client, _ := managementtest.Of(tenant, 0)
			read := func() {
				t.Helper()
				if _, err := client.ReadApplication(t.Context(), "c"); err != nil {
					t.Error(err)
				}
				if _, err := client.ReadClientGrant(t.Context(), "g"); err != nil {
					t.Error(err)
				}
			}
			read()
			if err := c.write(client); err != nil {
				t.Fatal(err)
			}
			before := len(tenant.Requests())
			read()
			after := tenant.Requests()[before:]
			if grant := slices.ContainsFunc(after, func(r fake.Request) bool { return strings.Contains(r.Path, "client-grants") }); grant || (len(after) > 0) != c.again {
				t.Errorf("asked for %v again", after)
			}
		})
	}
}
