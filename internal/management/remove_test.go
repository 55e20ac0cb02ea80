package management_test

import (
	"net/http"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/management/fake"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/managementtest"
)

func TestDeletingWhatIsGoneSucceedsAndAnyOtherRefusalDoesNot(t *testing.T) {
	t.Parallel()
	for status, succeeds := range map[int]bool{http.StatusNotFound: true, http.StatusBadRequest: false, http.StatusForbidden: false} {
		tenant := fake.NewTenant(t, func(w http.ResponseWriter, _ fake.Request) { fake.Refuse(w, status, "code", "message") })
		client, _ := managementtest.Of(tenant, 0)
		ctx := t.Context()
		for kind, err := range map[string]error{
			"API": client.DeleteResourceServer(ctx, "r", ""), "client": client.DeleteApplication(ctx, "c", ""), "grant": client.DeleteClientGrant(ctx, "g", ""),
		} {
			if (err == nil) != succeeds {
				t.Errorf("%d for a %s: got %v", status, kind, err)
			}
		}
	}
}
