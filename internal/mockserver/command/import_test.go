package command

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver"
)

const deployed = `
tenant: {friendly_name: "##ENV##", resource_parameter_profile: compatibility}
connections: []
resourceServers:
  - {identifier: "https://##ENV##.example.test/", name: Appointments, scopes: [{value: "read:appointments"}]}
clients:
  - {name: Reader, app_type: non_interactive, grant_types: [client_credentials], client_secret: sixteen-characters-and-more}
clientGrants:
  - {client_id: Reader, audience: "https://##ENV##.example.test/", scope: ["read:appointments"]}
`

// importing runs mock-server import with files of these contents in a folder, and
// FOLDER in the arguments for its path.
func importing(t *testing.T, files map[string]string, mappings string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	folder := t.TempDir()
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for i := range args {
		args[i] = strings.ReplaceAll(args[i], "FOLDER", folder)
	}
	var out, errs bytes.Buffer
	o, err := parseImport(args, &out)
	var environ []string
	if mappings != "" {
		environ = []string{"AUTH0_KEYWORD_REPLACE_MAPPINGS=" + mappings}
	}
	code = carryOut(Name+" "+importName, err, &errs, func() error { return o.load(t.Context(), environ, &out, &errs) })
	return code, out.String(), errs.String()
}

func TestAnImportedTenantIsServed(t *testing.T) {
	t.Parallel()
	for name, mappings := range map[string][2]string{ // of the environment, and of the file
		"keywords of the file":        {"", `{"AUTH0_DOMAIN": "x", "AUTH0_KEYWORD_REPLACE_MAPPINGS": {"ENV": "dev"}}`},
		"keywords of the environment": {`{"ENV": "dev"}`, `{"AUTH0_KEYWORD_REPLACE_MAPPINGS": {"ENV": "prod"}}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data := filepath.Join(t.TempDir(), "my tenant.db")
			files := map[string]string{"tenant.yaml": deployed, "config.json": mappings[1]}
			code, stdout, stderr := importing(t, files, mappings[0], "FOLDER", "--data", data, "--config", "FOLDER/config.json")
			lines := strings.Split(stdout, "\n")
			if code != 0 || stderr != "" || len(lines) != 7 || lines[0] != "created   API https://dev.example.test/" ||
				lines[3] != "updated   the tenant's settings: resource_parameter_profile" || lines[4] != "Not loaded, since a mock has no such objects: connections" ||
				!strings.HasPrefix(lines[5], "3 created, 1 updated, 0 unchanged, 0 skipped, 0 failed. ") || !strings.HasSuffix(lines[5], "--data '"+data+"'") {
				t.Fatalf("exit code %d, stdout %q, stderr %q", code, stdout, stderr)
			}
			r := start(t, "--listen", "127.0.0.1:0", "--data", data)
			defer r.stop()
			var token struct {
				Scope string `json:"scope"`
			}
			_, id, _ := strings.Cut(lines[1], "client_id ")
			askToken(t, r.env["AUTH0_DOMAIN"], map[string]string{
				"grant_type": "client_credentials", "client_id": id, "client_secret": "sixteen-characters-and-more", "audience": "https://dev.example.test/",
			}, &token)
			if token.Scope != "read:appointments" {
				t.Errorf("got the scope %q", token.Scope)
			}
		})
	}
}

func askToken(t *testing.T, tenant string, request map[string]string, answer any) {
	t.Helper()
	body, err := json.Marshal(request)
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, tenant+"/oauth/token", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if err := json.NewDecoder(res.Body).Decode(answer); err != nil || res.StatusCode != http.StatusOK {
		t.Errorf("%s: %v", res.Status, err)
	}
}

// A mock that runs on the file sees what is loaded, and keeps its name: its
// Management API is called by it.
func TestImportLoadsIntoARunningMock(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "tenant.db")
	ctx := t.Context()
	running, err := mockserver.New(ctx, mockserver.Options{Issuer: "https://tenant.example/", DataFile: data})
	if err != nil {
		t.Fatal(err)
	}
	defer running.Close()
	if code, stdout, stderr := importing(t, map[string]string{"t.yaml": deployed}, `{"ENV": "dev"}`, "--data", data, "FOLDER/t.yaml"); code != 0 {
		t.Fatalf("exit code %d, stdout %q, stderr %q", code, stdout, stderr)
	}
	for _, identifier := range []string{"https%3A%2F%2Fdev.example.test%2F", "https%3A%2F%2Ftenant.example%2Fapi%2Fv2%2F"} {
		if err := running.Admin(ctx, http.MethodGet, "/resource-servers/"+identifier, nil, nil); err != nil {
			t.Error(err)
		}
	}
}

// A tenant may have other system APIs, whose identifiers begin with its URL as well.
func TestImportKeepsTheNameOfATenantWithOtherSystemAPIs(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "tenant.db")
	ctx := t.Context()
	tenant, err := mockserver.New(ctx, mockserver.Options{Issuer: "https://tenant.example/", DataFile: data})
	if err != nil {
		t.Fatal(err)
	}
	err = tenant.Admin(ctx, http.MethodPost, "/resource-servers", map[string]any{"identifier": "https://tenant.example/me/", "name": "x"}, nil)
	if err := errors.Join(err, tenant.Close()); err != nil {
		t.Fatal(err)
	}
	if issuer, err := issuerOf(ctx, data); issuer != "https://tenant.example/" || err != nil {
		t.Errorf("got %q, %v", issuer, err)
	}
}

func TestImportFollowsTheSettingsOfTheDeployCLI(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "tenant.db")
	files := map[string]string{
		"tenant.yaml": deployed,
		"config.json": `{"AUTH0_EXCLUDED_CLIENTS": ["Reader"], "AUTH0_EXCLUDED": ["resourceServers"], "AUTH0_EXCLUDED_RULES": ["r"], "AUTH0_ALLOW_DELETE": true}`,
	}
	code, stdout, stderr := importing(t, files, `{"ENV": "dev"}`, "--data", data, "--config", "FOLDER/config.json", "FOLDER")
	want := `skipped   client Reader: AUTH0_EXCLUDED_CLIENTS
skipped   grant of Reader on https://dev.example.test/: AUTH0_EXCLUDED_CLIENTS
updated   the tenant's settings: resource_parameter_profile
Not loaded, since a mock has no such objects: connections
Not loaded, since a setting excludes them: resourceServers (AUTH0_EXCLUDED)
Settings of the deploy CLI without effect on a mock: AUTH0_ALLOW_DELETE, AUTH0_EXCLUDED_RULES
0 created, 1 updated, 0 unchanged, 2 skipped, 0 failed. `
	if code != 0 || stderr != "" || !strings.HasPrefix(stdout, want) {
		t.Errorf("exit code %d, stdout %q, stderr %q", code, stdout, stderr)
	}
}

func TestImportSaysWhatFailedAndLoadsTheRest(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "tenant.db")
	files := map[string]string{"t.json": `{"resourceServers": [{"identifier": "urn:a", "signing_alg": "\u001b[31m##ALG##"}, {"identifier": "urn:b", "name": "##NAME##"}], "a\u001bb": []}`}
	code, stdout, stderr := importing(t, files, "", "--data", data, "FOLDER/t.json")
	if code != 1 || !strings.Contains(stdout, "failed    API urn:a: t.json: resourceServers[0]: 400 invalid_body") || !strings.Contains(stdout, "created   API urn:b\n") ||
		!strings.HasSuffix(stderr, "mock-server import: 1 of 2 objects failed\n") || !strings.Contains(stderr, "Warning: t.json: resourceServers[1]: name is omitted, since ##NAME## has no value\n") {
		t.Errorf("exit code %d, stdout %q, stderr %q", code, stdout, stderr)
	}
	if strings.Contains(stdout+stderr, "\x1b") {
		t.Errorf("the terminal is told to obey the file: %q, %q", stdout, stderr)
	}
}

func TestImportRefusesWhatItCannotLoad(t *testing.T) {
	t.Parallel()
	files := map[string]string{"t.yaml": "clients: []", "config.json": `{"AUTH0_CLIENT_SECRET": s3cret}`, "mappings.json": `{"AUTH0_KEYWORD_REPLACE_MAPPINGS": "s3cret"}`, "other.db": "no database at all"}
	for name, test := range map[string]struct {
		args     string
		mappings string
		code     int
		says     string
	}{
		"no data file":       {"FOLDER/t.yaml", "", 2, "--data is missing"},
		"nothing to load":    {"--data FOLDER/new.db", "", 2, "file or folder is missing"},
		"two paths":          {"--data FOLDER/new.db a b", "", 2, `"b"`},
		"unknown flag":       {"a --date b", "", 2, "not defined: --date"},
		"missing file":       {"--data FOLDER/new.db FOLDER/u.yaml", "", 1, "u.yaml"},
		"not JSON":           {"--data FOLDER/new.db FOLDER/config.json", "", 1, "config.json"},
		"foreign data file":  {"--data FOLDER/other.db FOLDER/t.yaml", "", 1, "other.db"},
		"no config":          {"--data FOLDER/new.db --config FOLDER/no.json FOLDER/t.yaml", "", 1, "no.json"},
		"broken config":      {"--data FOLDER/new.db --config FOLDER/config.json FOLDER/t.yaml", "", 1, "config.json is not a JSON object"},
		"broken mappings":    {"--data FOLDER/new.db --config FOLDER/mappings.json FOLDER/t.yaml", "", 1, "mappings.json and the environment): AUTH0_KEYWORD_REPLACE_MAPPINGS of config.json: not a JSON object"},
		"broken environment": {"--data FOLDER/new.db FOLDER/t.yaml", "s3cret", 1, "AUTH0_KEYWORD_REPLACE_MAPPINGS of the environment: not a JSON object"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			code, stdout, stderr := importing(t, files, test.mappings, strings.Fields(test.args)...)
			if code != test.code || stdout != "" || !strings.Contains(stderr, test.says) || !strings.HasPrefix(stderr, "mock-server import: ") || strings.Contains(stderr, "s3cret") {
				t.Errorf("exit code %d, stdout %q, stderr %q", code, stdout, stderr)
			}
		})
	}
}

func TestAnImportThatReadsNothingMakesNoDataFile(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "new.db")
	if code, _, _ := importing(t, nil, "", "--data", data, "FOLDER"); code != 1 {
		t.Errorf("exit code %d", code)
	}
	if _, err := os.Stat(data); !os.IsNotExist(err) {
		t.Errorf("the data file was made: %v", err)
	}
}

func TestImportEndsWhenItIsInterrupted(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	file := filepath.Join(t.TempDir(), "t.yaml")
	if err := os.WriteFile(file, []byte("clients: []"), 0o600); err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	code := Run(ctx, []string{"import", "--data", filepath.Join(t.TempDir(), "new.db"), file}, &out, &errs, "1.2.3")
	if code != 1 || !strings.Contains(errs.String(), "canceled") {
		t.Errorf("exit code %d, stderr %q", code, &errs)
	}
}
