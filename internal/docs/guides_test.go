package main

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver"
)

func read(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

func TestTheGuideToATenantNamesTheScopesOfItsExample(t *testing.T) {
	t.Parallel()
	scopes := func(path string) []string {
		found := regexp.MustCompile(`(?:create|read|update|delete):\w+`).FindAllString(read(t, path), -1)
		slices.Sort(found)
		return slices.Compact(found)
	}
	guide, example := scopes("../../docs/guides/with-a-tenant.md"), scopes("../../examples/management-client/main.tf")
	if !slices.Equal(guide, example) {
		t.Errorf("the guide has\n%s\nand the example\n%s", guide, example)
	}
}

// The seed file that the guide to the mock shows has no problems.
func TestTheSeedOfTheGuideIsUsable(t *testing.T) {
	t.Parallel()
	_, text, found := strings.Cut(read(t, "../../docs/guides/mock-tenant.md"), "```yaml\n")
	text, _, closed := strings.Cut(text, "```")
	if !found || !closed || !strings.Contains(text, "custom_claims:") {
		t.Fatalf("the guide shows no seed file: %s", text)
	}
	file := filepath.Join(t.TempDir(), "tenant.yaml")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	parsed, err := mockserver.ReadSeed(file)
	if err != nil {
		t.Fatal(err)
	}
	server, err := mockserver.New(t.Context(), mockserver.Options{Issuer: "https://tenant.example/", Seed: parsed})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	var user map[string]any
	if err := server.Admin(t.Context(), "GET", "/users/auth0%7Calice", nil, &user); err != nil || user["email"] != "alice@example.test" {
		t.Errorf("the user is %v (%v)", user, err)
	}
}

// The configuration of the guide to getting started, and what the guide has its
// reader see.
func TestAccGuides_gettingStarted(t *testing.T) {
	t.Parallel()
	guide := read(t, "../../docs/guides/getting-started.md")
	_, hcl, _ := strings.Cut(guide, "$ cat > main.tf <<'EOF'\n")
	hcl, _, found := strings.Cut(hcl, "\nEOF\n")
	shown := regexp.MustCompile("`(granted = [^`]*|Client has not been granted[^`]*)`").FindAllStringSubmatch(guide, -1)
	variable := regexp.MustCompile(`terraform plan -var '(.*)'`).FindStringSubmatch(guide)
	if !found || len(shown) != 2 || variable == nil {
		t.Fatalf("the guide is not as this test knows it: %t, %q, %q", found, shown, variable)
	}
	cli := acctest.NewCLI(t)
	cli.File("main.tf", hcl+"\n")
	if output := cli.Apply(); !strings.HasSuffix(strings.TrimSpace(output), shown[0][1]) {
		t.Errorf("the apply does not end with %s:\n%s", shown[0][1], output)
	}
	if code, output := cli.Run("plan", "-no-color", "-var", variable[1]); code != 1 || !strings.Contains(strings.Join(strings.Fields(output), " "), shown[1][1]) {
		t.Errorf("the plan ends with %d, and does not say %q:\n%s", code, shown[1][1], output)
	}
	cli.Apply("-destroy")
}

// The client of the guide to a tenant, with a key as the guide to secrets has it:
// then the provider signs in by what that exports, and the state has no secret.
func TestAccGuides_secretsNoSecret(t *testing.T) {
	t.Parallel()
	guide, example := read(t, "../../docs/guides/secrets.md"), read(t, "../../examples/management-client/main.tf")
	block := matches("(?s)```terraform\n(.*?)```", guide)
	files := matches(`^\$ openssl .*out (\S+)`, strings.ReplaceAll(guide, " 2048\n", "\n"))
	exports := regexp.MustCompile(`(?m)^\$ export (\w+)=(.*)$`).FindAllStringSubmatch(guide, -1)
	client := regexp.MustCompile(`(?s)resource "auth0api_client" "terraform" \{\n.*?\n\}\n`)
	if len(block) != 1 || len(files) != 2 || len(exports) != 3 || !client.MatchString(example) {
		t.Fatalf("the guide or its example is not as this test knows it: %q, %q, %q", block, files, exports)
	}
	tenant := acctest.NewTenant(t)
	cli := acctest.NewCLI(t, "AUTH0_DOMAIN="+tenant.URL, "AUTH0_CLIENT_ID="+tenant.ClientID, "AUTH0_CLIENT_SECRET="+tenant.ClientSecret)
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	public, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	cli.File(files[0], string(pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)})))
	cli.File(files[1], string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: public})))
	cli.File("main.tf", client.ReplaceAllLiteralString(example, block[0]))
	cli.Apply()

	for _, export := range exports {
		value := export[2]
		switch {
		case strings.HasPrefix(value, "$(terraform "):
			value = cli.Must(strings.Fields(strings.Trim(value, "$()"))[1:]...)
		case strings.HasPrefix(value, `"$(cat `):
			value = read(t, filepath.Join(cli.Dir, strings.Fields(strings.Trim(value, `"$()`))[1]))
		}
		cli.SetEnv(export[1], value)
	}
	cli.SetEnv("AUTH0_CLIENT_SECRET", "")
	cli.EmptyPlan()
	if secrets := matches(`"client_secret(?:_wo)?": (".*")`, read(t, filepath.Join(cli.Dir, "terraform.tfstate"))); secrets != nil {
		t.Errorf("the state has %d secrets", len(secrets))
	}
}
