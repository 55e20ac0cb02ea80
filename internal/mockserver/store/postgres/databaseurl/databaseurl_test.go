package databaseurl_test

import (
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store/postgres/databaseurl"
)

func TestIs(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"postgres://h/d": true, "postgresql://": true, "Postgres://h": true,
		"tenant.db": false, "": false, "postgres": false, "./postgres://x": false, "mysql://h": false, "file:postgres://": false,
	} {
		if got := databaseurl.Is(text); got != want {
			t.Errorf("%q: %t", text, got)
		}
	}
}

func TestAnAddressHasNoUserPasswordOrParameter(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"postgres://u:secret@db.example:5433/tenant?sslmode=disable": "postgres://db.example:5433/tenant",
		"postgres://u:secret@[::1]/tenant":                           "postgres://[::1]:5432/tenant",
		"postgres:///tenant?host=/run/pg&user=u&password=secret":     "postgres://localhost:5432/tenant",
		"postgres://u:se%zzcret@h/d":                                 "PostgreSQL",
	} {
		if got := databaseurl.Address(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
