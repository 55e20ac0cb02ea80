package main

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
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

// needPrograms skips a test of a guide's commands where a program is missing.
func needPrograms(t *testing.T) {
	t.Helper()
	for _, program := range []string{"bash", "curl", "jq"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("the guide's commands need %s: %v", program, err)
		}
	}
}

// builtProvider returns a folder with the provider, a CLI configuration that names it,
// and perhaps the CLI.
func builtProvider(t *testing.T) string {
	t.Helper()
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
	return bin
}

// runCommands runs commands as a guide's reader does, in a folder, and returns what they
// print.
func runCommands(t *testing.T, bin, folder, commands string, env ...string) (output string, err error) {
	t.Helper()
	run := exec.CommandContext(t.Context(), "bash", "-c", "set -em\ntrap 'for job in $(jobs -p); do kill -- -$job 2>/dev/null || true; done' EXIT\n"+commands)
	run.Dir = folder
	for _, each := range os.Environ() {
		if !strings.HasPrefix(each, "TF_") && !strings.HasPrefix(each, "AUTH0_") {
			run.Env = append(run.Env, each)
		}
	}
	run.Env = append(run.Env, "PATH="+bin+":"+os.Getenv("PATH"), "CHECKPOINT_DISABLE=1", "TF_CLI_CONFIG_FILE="+filepath.Join(bin, "dev.tfrc"),
		"npm_config_prefer_offline=true", "npm_config_audit=false")
	run.Env = append(run.Env, env...)
	run.WaitDelay = 10 * time.Second // a program that goes on must not keep the test
	text, err := run.CombinedOutput()
	return string(text), err
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
