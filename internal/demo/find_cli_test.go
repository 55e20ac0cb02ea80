package demo

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/filetest"
)

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
