package acctest_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/filetest"
)

// The script runs as in a clone, with fake CLIs and a fake go that print how they were run.
func TestOpenTofuIsTestedBesideTerraform(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("a shell script, which Windows does not run")
	}
	for name, c := range map[string]struct {
		programs []string // on the PATH
		built    bool
		tfCLI    string
		want     string // path of the OpenTofu that runs tests; empty: no OpenTofu
	}{
		"both":              {programs: []string{"terraform", "tofu"}, want: "bin/tofu"},
		"a built CLI":       {programs: []string{"terraform"}, built: true, want: ".cache/tofu"},
		"Terraform alone":   {programs: []string{"terraform"}},
		"OpenTofu alone":    {programs: []string{"tofu"}, built: true},
		"neither":           {built: true},
		"one was asked for": {programs: []string{"terraform", "tofu"}, tfCLI: "terraform"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files := map[string]string{"bin/go": "#!/bin/sh\necho go runs $TF_ACC_TERRAFORM_PATH on $TF_ACC_PROVIDER_HOST: $*\n"}
			for _, program := range c.programs {
				files["bin/"+program] = "#!/bin/sh\necho OpenTofu v1\n"
			}
			if c.built {
				files[".cache/tofu"] = "#!/bin/sh\necho OpenTofu v1\n"
			}
			for _, script := range []string{"find-cli.sh", "go-test.sh", "opentofu-sample.sh"} {
				content, err := os.ReadFile(filepath.Join("../tools", script))
				if err != nil {
					t.Fatal(err)
				}
				files["internal/tools/"+script] = string(content)
			}
			root := filetest.Tree(t, files)
			// Programs that the scripts need, without the CLIs of this machine.
			for _, program := range []string{"dirname", "head"} {
				path, err := exec.LookPath(program)
				if err != nil {
					t.Fatal(err)
				}
				if err := os.Symlink(path, filepath.Join(root, "bin", program)); err != nil {
					t.Fatal(err)
				}
			}
			run := exec.CommandContext(t.Context(), filepath.Join(root, "internal/tools/opentofu-sample.sh"))
			run.Dir = root
			run.Env = []string{"PATH=" + filepath.Join(root, "bin"), "TF_CLI=" + c.tfCLI}
			output, err := run.CombinedOutput()
			if err != nil {
				t.Fatalf("%v:\n%s", err, output)
			}
			want := "go runs " + filepath.Join(root, c.want) + " on registry.opentofu.org: test -timeout 15m -run ^(TestAcc("
			if ran := strings.Contains(string(output), "go runs"); ran != (c.want != "") || ran && !strings.Contains(string(output), want) {
				t.Errorf("want %q of:\n%s", want, output)
			}
		})
	}
}
