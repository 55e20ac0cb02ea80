package postgrestest

import (
	"crypto/rand"
	"net/url"
	"strings"
	"testing"
)

// schemaConnections is how many connections each user of a schema may have. Tests that run at
// the same time share those of the server.
const schemaConnections = "4"

// Schema creates an empty schema in the database of a URL, and returns the URL of the schema.
// The end of the test drops it.
func Schema(t testing.TB, database string) string {
	t.Helper()
	u, err := url.Parse(database)
	if err != nil {
		t.Fatal("the URL of the database cannot be parsed") // err would show the password
	}
	name := "test_" + strings.ToLower(rand.Text())
	if err := execute(t, database, "CREATE SCHEMA "+name); err != nil {
		t.Fatalf("creating a schema for a test: %v", err)
	}
	t.Cleanup(func() {
		if err := execute(t, database, "DROP SCHEMA "+name+" CASCADE"); err != nil {
			t.Errorf("dropping the schema of a test: %v", err)
		}
	})
	query := u.Query()
	query.Set("search_path", name)
	query.Set("pool_max_conns", schemaConnections)
	u.RawQuery = query.Encode()
	return u.String()
}
