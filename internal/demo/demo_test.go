package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/filetest"
)

func TestEnvironmentOfTheUserDoesNotReachTheCLI(t *testing.T) {
	t.Parallel()
	env := environment([]string{"PATH=/bin", "AUTH0_DOMAIN=real.eu.auth0.com", "TF_LOG=TRACE", "TF_CLI_ARGS=-x"}, "/c")
	want := []string{"PATH=/bin", "TF_CLI_CONFIG_FILE=/c", "TF_IN_AUTOMATION=1", "TF_INPUT=0", "CHECKPOINT_DISABLE=1", "TF_CLI_ARGS=-no-color"}
	if !slices.Equal(env, want) {
		t.Errorf("environment %q", env)
	}
}

func TestOnlyTheChangesOfAPlanAreShown(t *testing.T) {
	t.Parallel()
	plan := `
Terraform used the selected providers:
  ~ update in-place

Terraform will perform the following actions:

  # auth0api_client_grant.reader will be updated in-place
  ~ resource "auth0api_client_grant" "reader" {
      ~ scopes = [
          - "write:appointments",
        ]
    }

Plan: 0 to add, 1 to change, 0 to destroy.

Warning: Provider development overrides are in effect
`
	want := `# auth0api_client_grant.reader will be updated in-place
~ resource "auth0api_client_grant" "reader" {
    ~ scopes = [
        - "write:appointments",
      ]
  }

Plan: 0 to add, 1 to change, 0 to destroy.`
	if got := planChanges(plan); got != want {
		t.Errorf("got:\n%s", got)
	}
}

// The demo and the tests find the CLI by the same script.
func TestFindCLI(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("a shell script, which Windows does not run")
	}
	const program = "#!/bin/sh\n"
	dir := filetest.Tree(t, map[string]string{
		"terraform": program, "both/terraform": program, "both/tofu": program, "tofu-only/tofu": program, "mine": program,
	})
	script, err := filepath.Abs("../tools/find-cli.sh")
	if err != nil {
		t.Fatal(err)
	}
	// The script's own needs, without the CLIs that this machine may have.
	system := filepath.Join(dir, "system")
	dirname, err := exec.LookPath("dirname")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(system, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(dirname, filepath.Join(system, "dirname")); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		path, tfCLI string
		want        string // empty: an error
	}{
		"TF_CLI by path":           {dir + "/both", dir + "/mine", dir + "/mine"},
		"TF_CLI relative":          {dir + "/both", "./mine", dir + "/mine"},
		"TF_CLI by name":           {dir + "/both", "tofu", dir + "/both/tofu"},
		"TF_CLI that is not there": {dir + "/both", "nowhere", ""},
		"terraform before tofu":    {dir + "/both", "", dir + "/both/terraform"},
		"tofu":                     {dir + "/tofu-only", "", dir + "/tofu-only/tofu"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cmd := exec.CommandContext(t.Context(), script)
			cmd.Dir = dir
			cmd.Env = []string{"PATH=" + test.path + ":" + system, "TF_CLI=" + test.tfCLI}
			out, err := cmd.Output()
			if got := strings.TrimSpace(string(out)); (err != nil) != (test.want == "") || filepath.Clean(got) != filepath.Clean(test.want) {
				t.Errorf("printed %q, error %v", got, err)
			}
		})
	}
}
