package reads_test

import (
	"fmt"
	"net/http"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/fake"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/managementtest"
)

// The scopes of an API are read one by one: its JSON, with all of them, is decoded once.
func TestAnObjectThatIsNotChangedIsDecodedOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var version atomic.Int64
		client := managementtest.Over(func(*http.Request) (*http.Response, error) {
			return fake.JSON(200, fmt.Sprintf(`{"id":"r","name":"version %d"}`, version.Add(1))), nil
		})
		read := func() *management.ResourceServer {
			t.Helper()
			api, err := client.SharedResourceServer(t.Context(), "r")
			if err != nil {
				t.Fatal(err)
			}
			return api
		}
		first := read()
		if second := read(); first != second {
			t.Error("two callers got values of their own")
		}
		own, err := client.ReadResourceServer(t.Context(), "r")
		if err != nil {
			t.Fatal(err)
		}
		own.Settings["name"] = "changed"
		if first.Settings["name"] != "version 1" {
			t.Errorf("a caller that changes its value changed that of others: %v", first.Settings)
		}
		if _, err := client.UpdateResourceServer(t.Context(), "r", management.Settings{"name": "x"}); err != nil {
			t.Fatal(err)
		}
		if got := read().Settings["name"]; got != "version 2" {
			t.Errorf("after a write the name is %v, want version 2", got)
		}
	})
}
