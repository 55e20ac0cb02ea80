package command

import (
	"bytes"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/postgrestest"
)

func TestStaleReadsNeedADatabase(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"--stale-reads", "100ms"}, "needs --data postgres://"},
		{[]string{"--stale-reads", "100ms", "--data", "tenant.db"}, "needs --data postgres://"},
		{[]string{"--stale-reads", "-1s", "--data", "postgres://h/d"}, "not a duration"},
		{[]string{"--stale-reads", "100ms", "--data", "postgres://h/d"}, ""},
	} {
		_, err := parse(c.args, &bytes.Buffer{}, noEnvironment, "dev")
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%v: error %v, want %q", c.args, err, c.want)
		}
	}
}

func TestTheFirstLineHasNoPassword(t *testing.T) {
	t.Parallel()
	o := options{dataFile: "postgres://u:secret@db:5433/t?password=secret"}
	if line := o.firstLine("http://127.0.0.1:1"); !strings.Contains(line, "postgres://db:5433/t") || strings.Contains(line, "secret") {
		t.Error(line)
	}
}

// The commands that take --data take the URL of a database, too.
func TestCommandsWithADatabase(t *testing.T) {
	t.Parallel()
	url := postgrestest.Start(t).URL(t)
	run := func(args ...string) (code int, stdout, stderr string) {
		t.Helper()
		var out, err bytes.Buffer
		code = Run(t.Context(), args, &out, &err, "dev")
		if strings.Contains(out.String()+err.String(), "s3cr3t") {
			t.Errorf("%v prints the password: %s%s", args, &out, &err)
		}
		return code, out.String(), err.String()
	}
	if code, _, stderr := run("export", "--data", url); code != exitFailure || !strings.Contains(stderr, "the tenant does not exist") {
		t.Errorf("export of an empty schema: %d %s", code, stderr)
	}
	file := t.TempDir() + "/tenant.yaml"
	if err := os.WriteFile(file, []byte("resourceServers:\n  - name: Appointments\n    identifier: urn:appointments\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, stdout, stderr := run("import", "--data", url, file); code != exitOK || !strings.Contains(stdout, "--data postgres://…") {
		t.Errorf("import: %d %s%s", code, stdout, stderr)
	}
	if code, stdout, stderr := run("export", "--data", url); code != exitOK || !strings.Contains(stdout, "urn:appointments") {
		t.Errorf("export: %d %s%s", code, stdout, stderr)
	}
	if code, _, stderr := run("access", "--data", url, "--audience", "urn:appointments"); code != exitOK {
		t.Errorf("access: %d %s", code, stderr)
	}
}

// Two processes on a database serve the same tenants.
func TestTenantsInADatabaseAreServedByEachProcess(t *testing.T) {
	t.Parallel()
	url := postgrestest.Start(t).URL(t)
	one, stopOne := startTenants(t, "--data", url)
	two, stopTwo := startTenants(t, "--data", url)
	var made, found struct {
		ClientID string `json:"client_id"`
		Secret   string `json:"client_secret"`
	}
	if status := call(t, http.MethodPost, one, `{"name": "main"}`, "", &made); status != http.StatusCreated {
		t.Errorf("creating it: %d", status)
	}
	if status := call(t, http.MethodGet, two+"/main", "", "", &found); status != http.StatusOK || found != made || made.Secret == "" {
		t.Errorf("at the other: %d %+v, want %+v", status, found, made)
	}
	if status := call(t, http.MethodDelete, two+"/main", "", "", nil); status != http.StatusNoContent {
		t.Errorf("deleting it: %d", status)
	}
	if status := call(t, http.MethodGet, one+"/main", "", "", nil); status != http.StatusNotFound {
		t.Errorf("after it was deleted: %d", status)
	}
	for _, stop := range []func() (int, string){stopOne, stopTwo} {
		if code, stderr := stop(); code != exitOK || strings.Contains(stderr, "s3cr3t") {
			t.Errorf("code %d: %s", code, stderr)
		}
	}
}
