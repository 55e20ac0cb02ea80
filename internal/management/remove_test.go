package management

import (
	"net/http"
	"testing"
)

func TestDeletingWhatIsGoneSucceedsAndAnyOtherRefusalDoesNot(t *testing.T) {
	t.Parallel()
	for status, succeeds := range map[int]bool{http.StatusNotFound: true, http.StatusBadRequest: false, http.StatusForbidden: false} {
		fake := newFakeTenant(t, func(w http.ResponseWriter, _ seen) { refuse(w, status, "code", "message") })
		client, _ := fake.client(0)
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
