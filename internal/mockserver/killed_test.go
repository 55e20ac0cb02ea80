package mockserver_test

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver"
)

// embeddedFile makes the test binary a process that writes to a tenant on this
// file, as the provider does to an embedded one, instead of running tests.
const embeddedFile = "MOCKSERVER_TEST_EMBEDDED_FILE"

const embeddedIssuer = "https://embedded.example.test/"

func TestMain(m *testing.M) {
	if path := os.Getenv(embeddedFile); path != "" {
		if err := writeEmbedded(path); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

const embeddedWrites = 1000

// writeEmbedded creates clients, each with its request, and prints the id of
// each once it was acknowledged.
func writeEmbedded(path string) error {
	ctx := context.Background()
	server, err := mockserver.New(ctx, mockserver.Options{Issuer: embeddedIssuer, DataFile: path})
	if err != nil {
		return err
	}
	for i := range embeddedWrites {
		var client struct {
			ID string `json:"client_id"`
		}
		body := map[string]any{"name": fmt.Sprintf("client %d", i)}
		if err := server.Admin(ctx, http.MethodPost, "/clients", body, &client); err != nil {
			return err
		}
		fmt.Println(client.ID)
	}
	return server.Close()
}

// TestAKilledEmbeddedTenantLosesNoAcknowledgedWrite kills the process (SIGKILL)
// in the middle of 1,000 writes.
func TestAKilledEmbeddedTenantLosesNoAcknowledgedWrite(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "tenant.db")
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self)
	cmd.Env = append(os.Environ(), embeddedFile+"="+path)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var acknowledged []string
	for lines := bufio.NewScanner(out); lines.Scan(); {
		acknowledged = append(acknowledged, lines.Text())
		if len(acknowledged) == embeddedWrites/2 {
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	_ = cmd.Wait() // it was killed
	if n := len(acknowledged); n < embeddedWrites/2 || n == embeddedWrites {
		t.Fatalf("%d of %d writes were acknowledged", n, embeddedWrites)
	}

	server, err := mockserver.New(t.Context(), mockserver.Options{Issuer: embeddedIssuer, DataFile: path})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	kept := map[string]bool{}
	for page := 0; len(kept) == 100*page; page++ {
		var clients []struct {
			ID string `json:"client_id"`
		}
		if err := server.Admin(t.Context(), http.MethodGet, fmt.Sprintf("/clients?per_page=100&page=%d", page), nil, &clients); err != nil {
			t.Fatal(err)
		}
		for _, client := range clients {
			kept[client.ID] = true
		}
	}
	for _, id := range acknowledged {
		if !kept[id] {
			t.Errorf("the client %s was acknowledged, and is lost", id)
		}
	}
}
