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
	"github.com/auth0api/terraform-provider-auth0api/internal/nodetest"
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

// The commands of the guide, as typed except for the ports, with the API in Go and
// in Node, and the status that it says each call gets.
func TestAccGuides_besideYourAPI(t *testing.T) {
	t.Parallel()
	acctest.NewCLI(t) // skips without TF_ACC
	for _, program := range []string{"bash", "curl", "jq"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("the guide's commands need %s: %v", program, err)
		}
	}
	bin := t.TempDir()
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
	guide := read(t, "../../docs/guides/beside-your-api.md")
	t.Run("go", func(t *testing.T) {
		t.Parallel()
		besideYourAPI(t, bin, guide, "go")
	})
	t.Run("node", func(t *testing.T) {
		t.Parallel()
		nodetest.Require(t)
		besideYourAPI(t, bin, guide, "node")
	})
}

// besideYourAPI runs the guide's commands with the API in one language.
func besideYourAPI(t *testing.T, bin, guide, language string) {
	t.Helper()
	root := t.TempDir()
	if err := os.Symlink(bin, filepath.Join(root, "bin")); err != nil {
		t.Fatal(err)
	}
	example := filepath.Join(root, "examples", "beside-your-api")
	copyFiles(t, "../../examples/beside-your-api", example)
	copyFiles(t, "../../examples/beside-your-api/"+language, filepath.Join(example, language))
	mock, api := freeAddress(t), freeAddress(t)
	text := strings.ReplaceAll(guideCommands(t, guide, language), "mock-server ", "mock-server --listen "+mock+" ")
	text = strings.NewReplacer("127.0.0.1:8080", mock, "127.0.0.1:3000", api).Replace(text)
	var want []string
	for _, status := range regexp.MustCompile(`(?m)^call .*# (\d+)`).FindAllStringSubmatch(guide, -1) {
		want = append(want, status[1])
	}
	run := exec.CommandContext(t.Context(), "bash", "-c", "set -em\ntrap 'kill $(jobs -p) 2>/dev/null || true' EXIT\n"+text)
	run.Dir = root
	for _, each := range os.Environ() {
		if !strings.HasPrefix(each, "TF_") && !strings.HasPrefix(each, "AUTH0_") {
			run.Env = append(run.Env, each)
		}
	}
	run.Env = append(run.Env, "PATH="+bin+":"+os.Getenv("PATH"), "CHECKPOINT_DISABLE=1", "TF_CLI_CONFIG_FILE="+filepath.Join(bin, "dev.tfrc"),
		"npm_config_prefer_offline=true", "npm_config_audit=false")
	output, err := run.CombinedOutput()
	got := regexp.MustCompile(`(?m)^\d{3}$`).FindAllString(string(output), -1)
	if err != nil || len(want) == 0 || !slices.Equal(got, want) {
		t.Errorf("the calls got %q, and the guide says %q (%v):\n%s", got, want, err, output)
	}
}

// copyFiles makes a folder of another's files. Folders in it, such as installed
// packages, stay behind.
func copyFiles(t *testing.T, from, to string) {
	t.Helper()
	entries, err := os.ReadDir(from)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(to, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if !entry.Type().IsRegular() {
			continue
		}
		if err := os.WriteFile(filepath.Join(to, entry.Name()), []byte(read(t, filepath.Join(from, entry.Name()))), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// guideCommands are the guide's blocks of shell, but that what starts an API is
// the block, of shell or of a console, for the one in this language.
func guideCommands(t *testing.T, guide, language string) string {
	t.Helper()
	var commands strings.Builder
	started := false
	for _, block := range regexp.MustCompile("(?s)```(sh|console)\n(.*?)```").FindAllStringSubmatch(guide, -1) {
		text := strings.TrimPrefix(strings.ReplaceAll("\n"+block[2], "\n$ ", "\n"), "\n")
		switch {
		case strings.Contains(text, "export ISSUER="):
			if strings.Contains(text, "(cd "+language+" ") {
				started = true
				commands.WriteString(text)
			}
		case block[1] == "sh":
			commands.WriteString(text)
		}
	}
	if !started {
		t.Fatalf("the guide does not start the API in %s", language)
	}
	return commands.String()
}
