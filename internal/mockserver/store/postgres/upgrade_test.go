package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store/postgres"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store/transient"
)

// current is the format of the tables of this version.
const current = 2

// step is a migration that a later version of this program could have. It fails if it runs twice.
const step = "ALTER TABLE tenants ADD COLUMN note text; UPDATE tenants SET note = 'upgraded'"

// formats returns the formats that the tables had, and whether the migration ran.
func formats(t *testing.T, url string) (all []int, migrated bool) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.WithoutCancel(t.Context()))
	rows, _ := conn.Query(t.Context(), "SELECT version FROM mock_tenant_format ORDER BY version") // CollectRows returns the error
	if all, err = pgx.CollectRows(rows, pgx.RowTo[int]); err != nil {
		t.Fatal(err)
	}
	if err := conn.QueryRow(t.Context(), `SELECT count(*) > 0 FROM information_schema.columns
		WHERE table_schema = current_schema() AND table_name = 'tenants' AND column_name = 'note'`).Scan(&migrated); err != nil {
		t.Fatal(err)
	}
	return all, migrated
}

// Processes of a newer version that start at once upgrade the tables once, and keep the data. A
// process of the older version that runs meanwhile no longer uses them.
func TestTablesAreUpgradedOnce(t *testing.T) {
	t.Parallel()
	url := server.URL(t)
	older, _ := open(t, url, store.PostgresOptions{})
	if err := add(t.Context(), older, "1"); err != nil {
		t.Fatal(err)
	}
	var starting sync.WaitGroup
	for range 6 {
		starting.Go(func() {
			d, err := postgres.ConnectWith(t.Context(), url, postgres.Options{}, current, step)
			if err != nil {
				t.Error(err)
				return
			}
			if err := d.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	starting.Wait()
	if all, migrated := formats(t, url); len(all) != current+1 || !migrated {
		t.Errorf("formats %v; migrated: %t", all, migrated)
	}

	says := fmt.Sprintf("newer version of this program (format %d; this one knows up to %d); upgrade this program", current+1, current)
	_, _, err := store.OpenPostgres(t.Context(), url, store.PostgresOptions{})
	if err == nil || !strings.Contains(err.Error(), says) {
		t.Errorf("opening it with the older version: %v", err)
	}
	for name, err := range map[string]error{
		"View":   older.View(t.Context(), func(store.Reader) error { return nil }),
		"Update": add(t.Context(), older, "2"),
	} {
		if !errors.Is(err, store.ErrUnavailable) || !strings.Contains(err.Error(), says) {
			t.Errorf("%s of the older version: %v", name, err)
		}
	}
	sql(t, url, "DELETE FROM mock_tenant_format WHERE version = (SELECT max(version) FROM mock_tenant_format)") // for the older version to read the data
	expect(t, older, "1")
}

// A migration that fails leaves the tables as they were: the older version continues, and the
// next attempt begins from there.
func TestAMigrationThatFailsChangesNothing(t *testing.T) {
	t.Parallel()
	url := server.URL(t)
	older, _ := open(t, url, store.PostgresOptions{})
	if err := add(t.Context(), older, "1"); err != nil {
		t.Fatal(err)
	}
	_, err := postgres.ConnectWith(t.Context(), url, postgres.Options{}, current, "ALTER TABLE tenants ADD COLUMN other text", step+"; SELECT 1/0")
	if err == nil || !strings.Contains(err.Error(), fmt.Sprintf("upgrading its tables to format %d: ", current+2)) || !strings.Contains(err.Error(), "division by zero") {
		t.Errorf("error %v", err)
	}
	if all, migrated := formats(t, url); len(all) != current || migrated {
		t.Errorf("formats %v; migrated: %t", all, migrated)
	}
	if err := add(t.Context(), older, "2"); err != nil {
		t.Error(err)
	}
	expect(t, older, "1", "2")
	d := connectWith(t, url, step)
	if err := d.Close(); err != nil {
		t.Error(err)
	}
	if all, migrated := formats(t, url); len(all) != current+1 || !migrated {
		t.Errorf("afterwards, formats %v; migrated: %t", all, migrated)
	}
}

// The connection breaks in the middle of a migration: the process tries again.
func TestAMigrationWhoseConnectionBreaksIsRepeated(t *testing.T) {
	t.Parallel()
	for _, after := range []bool{false, true} {
		p, url := startProxy(t, server.URL(t))
		if err := connectWith(t, url).Close(); err != nil {
			t.Error(err)
		}
		p.breakOn("ADD COLUMN note", after)
		if err := connectWith(t, url, step).Close(); err != nil {
			t.Error(err)
		}
		if all, migrated := formats(t, url); len(all) != current+1 || !migrated {
			t.Errorf("formats %v; migrated: %t", all, migrated)
		}
		if broken, _ := p.counts(); broken != 1 {
			t.Error("the connection did not break")
		}
	}
}

// Tables of each former format are upgraded, and keep their data.
func TestTablesOfFormerFormatsAreUpgraded(t *testing.T) {
	t.Parallel()
	for format := 1; format < current; format++ {
		url := server.URL(t)
		former, err := postgres.ConnectWith(t.Context(), url, postgres.Options{}, format)
		if err != nil {
			t.Fatal(err)
		}
		key, data := transient.Key{Kind: "a", ID: "1"}, transient.Value{Data: []byte("kept")}
		of := former.Transient("")
		if err := errors.Join(of.Put(t.Context(), key, data, now()), of.Close(), former.Close()); err != nil {
			t.Fatal(err)
		}
		if all, _ := formats(t, url); len(all) != format {
			t.Errorf("formats %v, want %d", all, format)
		}
		s, values := open(t, url, store.PostgresOptions{})
		if err := add(t.Context(), s, "1"); err != nil {
			t.Error(err)
		}
		if value, _, err := values.Get(t.Context(), key, now()); err != nil || string(value) != "kept" {
			t.Errorf("the value is %q, %v", value, err)
		}
		if all, _ := formats(t, url); len(all) != current {
			t.Errorf("afterwards, formats %v", all)
		}
	}
}

func connectWith(t *testing.T, url string, further ...string) *postgres.Database {
	t.Helper()
	d, err := postgres.ConnectWith(t.Context(), url, postgres.Options{}, current, further...)
	if err != nil {
		t.Fatal(err)
	}
	return d
}
