package mockserver

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

func TestATenantIsReadyWhileItHasItsStoreAndAKey(t *testing.T) {
	t.Parallel()
	server, err := New(t.Context(), Options{Issuer: "https://tenant.example/", DataFile: filepath.Join(t.TempDir(), "tenant.db")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	expect := func(when string, want ...string) {
		t.Helper()
		var failing []string
		for _, check := range server.Checks() {
			if check.Run(t.Context()) != nil {
				failing = append(failing, check.Name)
			}
		}
		if got := strings.Join(failing, " "); got != strings.Join(want, " ") {
			t.Errorf("%s, the checks %q fail, want %q", when, got, want)
		}
	}
	expect("at the start")
	if err := server.store.Update(t.Context(), func(tx store.Writer) error {
		for _, key := range tx.SigningKeys() {
			if err := tx.DeleteSigningKey(key.Kid); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	expect("without keys", "signing_keys")
	if err := server.store.Close(); err != nil {
		t.Fatal(err)
	}
	expect("without a store", "store", "signing_keys")
}
