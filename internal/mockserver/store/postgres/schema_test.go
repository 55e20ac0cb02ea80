package postgres_test

import (
	"context"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store/postgres"
)

// sql runs statements in the schema of a URL.
func sql(t *testing.T, url string, statements ...string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.WithoutCancel(t.Context()))
	for _, each := range statements {
		if _, err := conn.Exec(t.Context(), each); err != nil {
			t.Fatalf("%s: %v", each, err)
		}
	}
}

func TestProcessesThatStartAtOnceShareTheTables(t *testing.T) {
	t.Parallel()
	url := server.URL(t)
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			d, err := postgres.Connect(t.Context(), url, postgres.Options{})
			if err != nil {
				t.Error(err)
				return
			}
			if err := d.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	sql(t, url, "SELECT FROM tenants, rows, writers, transient, catalog")
}

func TestTablesOfOthersAreRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		statements []string
		want       []string
	}{
		"another program": {
			[]string{"CREATE TABLE orders (id int)", "CREATE VIEW totals AS SELECT 1", "CREATE TABLE a (id int)", "CREATE TABLE b (id int)"},
			[]string{"tables of another program (a, b, orders, …)", "nothing was changed", "search_path=mock_tenant"},
		},
		"a newer version": {
			[]string{"CREATE TABLE mock_tenant_format (version int)", "INSERT INTO mock_tenant_format VALUES (1), (999)"},
			[]string{"written by a newer version of this program (format 999; this one knows up to 2)", "upgrade this program"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url := server.URL(t)
			sql(t, url, c.statements...)
			_, err := postgres.Connect(t.Context(), url, postgres.Options{})
			if err == nil {
				t.Fatal("no error")
			}
			for _, want := range c.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("%v does not say %q", err, want)
				}
			}
			conn, err := pgx.Connect(t.Context(), url)
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close(context.WithoutCancel(t.Context()))
			var exists bool
			if err := conn.QueryRow(t.Context(), "SELECT to_regclass('tenants') IS NOT NULL").Scan(&exists); err != nil || exists {
				t.Errorf("tables were created (%v)", err)
			}
		})
	}
}

func TestASchemaThatIsAbsentIsNamed(t *testing.T) {
	t.Parallel()
	url, _, _ := strings.Cut(server.URL(t), "&search_path=")
	_, err := postgres.Connect(t.Context(), url+"&search_path=absent", postgres.Options{})
	if err == nil || !strings.Contains(err.Error(), `CREATE SCHEMA "absent"`) {
		t.Errorf("error %v", err)
	}
}

// By default, users may not create tables in the schema "public" since PostgreSQL 15.
func TestAUserWhoMayNotCreateTablesIsToldWhatIsMissing(t *testing.T) {
	t.Parallel()
	url := server.URL(t)
	sql(t, url, "CREATE ROLE stranger LOGIN PASSWORD 'x'", "DO $$ BEGIN EXECUTE 'GRANT USAGE ON SCHEMA ' || current_schema() || ' TO stranger'; END $$")
	_, host, _ := strings.Cut(url, "@")
	_, err := postgres.Connect(t.Context(), "postgres://stranger:x@"+host, postgres.Options{})
	if err == nil || !strings.Contains(err.Error(), "GRANT CREATE ON SCHEMA") {
		t.Errorf("error %v", err)
	}
}
