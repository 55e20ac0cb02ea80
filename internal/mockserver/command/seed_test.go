package command

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver"
)

// The example of the help has no problems, and each section.
func TestTheSeedOfTheHelpIsUsable(t *testing.T) {
	t.Parallel()
	_, text, _ := strings.Cut(seedHelp, "all their keys.\n\n")
	text, _, found := strings.Cut(text, "\nThe seed is applied")
	if !found {
		t.Fatalf("the help shows no seed file: %s", seedHelp)
	}
	file := filepath.Join(t.TempDir(), "tenant.yaml")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	seed, err := mockserver.ReadSeed(file)
	if err != nil {
		t.Fatal(err)
	}
	server, err := mockserver.New(t.Context(), mockserver.Options{Issuer: "https://tenant.example/", Seed: seed})
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Close(); err != nil {
		t.Fatal(err)
	}
	var schema struct{ Properties map[string]any }
	var stdout, stderr bytes.Buffer
	if code := Run(t.Context(), []string{"seed-schema"}, &stdout, &stderr, "dev"); code != 0 || json.Unmarshal(stdout.Bytes(), &schema) != nil || len(schema.Properties) == 0 {
		t.Fatalf("seed-schema ends with %d: %s%s", code, &stdout, &stderr)
	}
	for section := range schema.Properties {
		if !strings.Contains(text, section+":") {
			t.Errorf("the example lacks %s", section)
		}
	}
}

// A seed file is applied before the port answers, and one with problems ends the start.
func TestTheSeedFileIsAppliedAtTheStart(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	file := filepath.Join(folder, "tenant.yaml")
	if err := os.WriteFile(file, []byte("users:\n- {user_id: auth0|a, email: a@b.test}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	data := filepath.Join(folder, "tenant.db")
	start(t, "--listen", "127.0.0.1:0", "--data", data, "--seed", file)
	server, err := mockserver.New(t.Context(), mockserver.Options{Issuer: "https://tenant.example/", DataFile: data})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	if err := server.Admin(t.Context(), "GET", "/users/auth0%7Ca", nil, nil); err != nil {
		t.Error(err)
	}
	if err := os.WriteFile(file, []byte("users:\n- {user_id: a}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if said := refused(t, "--listen", "127.0.0.1:0", "--seed", file); !strings.Contains(said, "tenant.yaml:2:13: users[0].user_id is \"a\"") {
		t.Errorf("it says %s", said)
	}
	if said := refused(t, "--listen", "127.0.0.1:0", "--seed", filepath.Join(folder, "none.yaml")); !strings.Contains(said, "reading the seed file") {
		t.Errorf("it says %s", said)
	}
}
