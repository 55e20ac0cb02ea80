package main

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

// freeAddress is a loopback address that nothing listens on.
func freeAddress(t *testing.T) string {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

// The commands of the guide, as typed but for the ports, and the status that it
// says each call gets.
func TestAccGuides_besideYourAPI(t *testing.T) {
	t.Parallel()
	cli := acctest.NewCLI(t) // skips without TF_ACC, and lays out a folder
	for _, program := range []string{"bash", "curl", "jq"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("the guide's commands need %s: %v", program, err)
		}
	}
	root := filepath.Dir(cli.Dir)
	bin, example := filepath.Join(root, "bin"), filepath.Join(root, "examples", "beside-your-api")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", filepath.Join(bin, "terraform-provider-auth0api"), "../..")
	if output, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %v\n%s", build, err, output)
	}
	if path := os.Getenv("TF_ACC_TERRAFORM_PATH"); path != "" { // may be OpenTofu; else terraform is on PATH
		if err := os.Symlink(path, filepath.Join(bin, "terraform")); err != nil {
			t.Fatal(err)
		}
	}
	overrides := fmt.Sprintf("provider_installation {\n  dev_overrides {\n    \"auth0api/auth0api\" = %q\n  }\n  direct {}\n}\n", bin)
	if err := os.WriteFile(filepath.Join(bin, "dev.tfrc"), []byte(overrides), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(filepath.Join(example, "go"), os.DirFS("../../examples/beside-your-api/go")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(example, "main.tf"), []byte(read(t, "../../examples/beside-your-api/main.tf")), 0o600); err != nil {
		t.Fatal(err)
	}

	guide := read(t, "../../docs/guides/beside-your-api.md")
	var script strings.Builder
	script.WriteString("set -em\ntrap 'kill $(jobs -p) 2>/dev/null || true' EXIT\n")
	for _, block := range regexp.MustCompile("(?s)```sh\n(.*?)```").FindAllStringSubmatch(guide, -1) {
		script.WriteString(block[1])
	}
	mock, api := freeAddress(t), freeAddress(t)
	text := strings.ReplaceAll(script.String(), "mock-server ", "mock-server --listen "+mock+" ")
	text = strings.NewReplacer("127.0.0.1:8080", mock, "127.0.0.1:3000", api).Replace(text)
	var want []string
	for _, status := range regexp.MustCompile(`(?m)^call .*# (\d+)`).FindAllStringSubmatch(guide, -1) {
		want = append(want, status[1])
	}
	run := exec.CommandContext(t.Context(), "bash", "-c", text)
	run.Dir = root
	for _, each := range os.Environ() {
		if !strings.HasPrefix(each, "TF_") && !strings.HasPrefix(each, "AUTH0_") {
			run.Env = append(run.Env, each)
		}
	}
	run.Env = append(run.Env, "PATH="+bin+":"+os.Getenv("PATH"), "CHECKPOINT_DISABLE=1", "TF_CLI_CONFIG_FILE="+filepath.Join(bin, "dev.tfrc"))
	output, err := run.CombinedOutput()
	got := regexp.MustCompile(`(?m)^\d{3}$`).FindAllString(string(output), -1)
	if err != nil || len(want) == 0 || !slices.Equal(got, want) {
		t.Errorf("the calls got %q, and the guide says %q (%v):\n%s", got, want, err, output)
	}
}
