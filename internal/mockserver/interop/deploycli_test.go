package interop_test

import (
	"bytes"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/deploycli"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/mocktest"
	"github.com/auth0api/terraform-provider-auth0api/internal/nodetest"
)

// deployCLI runs the vendor's deploy CLI.
type deployCLI struct{ program string }

// newDeployCLI installs it; the test is skipped where that fails.
func newDeployCLI(t *testing.T) deployCLI {
	t.Helper()
	nodetest.Require(t)
	modules, err := install(t, "deploycli")
	if err != nil {
		t.Skipf("needs the vendor's deploy CLI: %v", err)
	}
	return deployCLI{filepath.Join(modules, "auth0-deploy-cli", "lib", "index.js")}
}

// run runs a command on the resources that the mock has.
func (c deployCLI) run(t *testing.T, mock *mocktest.Mock, arguments ...string) {
	t.Helper()
	command := exec.CommandContext(t.Context(), "node", append([]string{c.program}, arguments...)...)
	command.Dir = t.TempDir()
	command.Env = append(os.Environ(),
		"AUTH0_DOMAIN="+strings.TrimPrefix(mock.URL, "https://"), "AUTH0_CLIENT_ID="+mock.ClientID, "AUTH0_CLIENT_SECRET="+mock.ClientSecret,
		"NODE_EXTRA_CA_CERTS="+mock.CertificateFile, `AUTH0_INCLUDED_ONLY=["resourceServers","clients","clientAuthCredentials","clientGrants"]`)
	if out, err := command.CombinedOutput(); err != nil {
		t.Fatalf("auth0-deploy-cli %s: %v\n%s\nrequests:\n%s", arguments[0], err, out, mock.Requests)
	}
}

// export returns the files that the CLI writes.
func (c deployCLI) export(t *testing.T, mock *mocktest.Mock, folder string) map[string]string {
	t.Helper()
	c.run(t, mock, "export", "--format", "directory", "--output_folder", folder)
	files := map[string]string{}
	for _, pattern := range []string{"resource-servers", "clients", "grants"} {
		paths, err := filepath.Glob(filepath.Join(folder, pattern, "*.json"))
		if err != nil || len(paths) == 0 {
			t.Fatalf("the export has no %s (%v)", pattern, err)
		}
		for _, path := range paths {
			content, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			files[pattern+"/"+filepath.Base(path)] = string(content)
		}
	}
	return files
}

// What the deploy CLI exports of a tenant makes another tenant from which it exports
// the same. A key's PEM has to be added, since no export has it.
func TestDeployCLIRoundTrip(t *testing.T) {
	cli := newDeployCLI(t)
	t.Parallel()
	from, to := mocktest.Start(t, mocktest.WithTLS()), mocktest.Start(t, mocktest.WithTLS())
	der, err := x509.MarshalPKIXPublicKey(currentKey().Public())
	if err != nil {
		t.Fatal(err)
	}
	key := string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
	fillForDeployCLI(from, key)

	folder := t.TempDir()
	first := cli.export(t, from, folder)
	addPEM(t, filepath.Join(folder, "clients", "Keyed.json"), key)
	cli.run(t, to, "import", "--input_file", folder)
	sameExport(t, first, cli.export(t, to, t.TempDir()))
	for _, request := range to.Requests.All() {
		if request.Status > 299 {
			t.Errorf("the mock refused a request of the import: %v", request)
		}
	}

	// The same by mock-server import, which changes nothing the second time.
	imported := mocktest.Start(t, mocktest.WithTLS())
	configuration, err := deploycli.Read(folder, deploycli.Settings{})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []deploycli.Outcome{deploycli.Created, deploycli.Unchanged} {
		err := configuration.Load(t.Context(), imported.Server, func(r deploycli.Result) {
			if r.Outcome != want && r.Object != bootstrapClient {
				t.Errorf("%s is %s (%s), want %s", r.Object, r.Outcome, r.Detail, want)
			}
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	sameExport(t, first, cli.export(t, imported, t.TempDir()))
}

// bootstrapClient is there in each mock.
const bootstrapClient = `client "Bootstrap client of the mock tenant"`

// exportedFiles is how many files the export of fillForDeployCLI's objects has, with
// the mock's own client.
const exportedFiles = 11

func sameExport(t *testing.T, first, second map[string]string) {
	t.Helper()
	for name, content := range first {
		if second[name] != content {
			t.Errorf("%s: the first export is\n%s\nthe second is\n%s", name, content, second[name])
		}
	}
	if len(first) != exportedFiles || len(second) != exportedFiles {
		t.Errorf("the first export has %d files, the second %d; want %d", len(first), len(second), exportedFiles)
	}
}

// fillForDeployCLI creates objects of each kind.
func fillForDeployCLI(mock *mocktest.Mock, key string) {
	const audience = "https://appointments.test/"
	mock.API(http.MethodPost, "/resource-servers", object{
		"identifier": audience, "name": "Appointments", "signing_alg": "RS256", "token_dialect": "rfc9068_profile", "allow_offline_access": true,
		"scopes": []object{{"value": readScope, "description": "Read"}, {"value": writeScope}},
	}, nil)
	mock.API(http.MethodPost, "/resource-servers", object{"identifier": "urn:records", "name": "Records", "signing_alg": "HS256", "enforce_policies": true}, nil)
	var ids []string
	for _, client := range []object{
		{"name": "Reader", "app_type": "non_interactive", "grant_types": []string{"client_credentials"}, "client_metadata": object{"team": "a"}},
		{"name": "App", "app_type": "spa", "callbacks": []string{"https://app.test/callback"}, "refresh_token": object{"rotation_type": "rotating", "expiration_type": "expiring"}},
		{
			"name": "Keyed", "app_type": "non_interactive", "grant_types": []string{"client_credentials"},
			"client_authentication_methods": object{"private_key_jwt": object{"credentials": []object{{"name": "first", "credential_type": "public_key", "pem": key}}}},
		},
		{
			"name": "Partner", "app_type": "regular_web", "is_first_party": false, "third_party_security_mode": "strict",
			"callbacks": []string{"https://partner.test/callback"},
		},
	} {
		var created struct {
			ID string `json:"client_id"`
		}
		mock.API(http.MethodPost, "/clients", client, &created)
		ids = append(ids, created.ID)
	}
	mock.API(http.MethodPost, "/client-grants", object{"client_id": ids[0], "audience": audience, "scope": []string{readScope}}, nil)
	mock.API(http.MethodPost, "/client-grants", object{"client_id": ids[0], "audience": "urn:records", "scope": []string{}}, nil)
	mock.API(http.MethodPost, "/client-grants", object{"client_id": ids[1], "audience": audience, "scope": []string{writeScope}, "subject_type": "user"}, nil)
	mock.API(http.MethodPost, "/client-grants", object{"client_id": ids[2], "audience": audience, "allow_all_scopes": true}, nil)
}

// addPEM adds a key to the only credential of an exported client.
func addPEM(t *testing.T, file, key string) {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	encoded, err := json.Marshal(key)
	if err != nil {
		t.Fatal(err)
	}
	changed := bytes.Replace(content, []byte(`"name": "first",`), []byte(`"name": "first", "pem": `+string(encoded)+`,`), 1)
	if bytes.Equal(changed, content) {
		t.Fatalf("the export has no key:\n%s", content)
	}
	if err := os.WriteFile(file, changed, 0o600); err != nil {
		t.Fatal(err)
	}
}
