package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
	"github.com/auth0api/terraform-provider-auth0api/internal/nodetest"
)

// The tests of the example run with the program instead of the image: a tenant for each test,
// the module applied, the API called.
func TestAccGuides_testcontainers(t *testing.T) {
	t.Parallel()
	acctest.NewCLI(t) // skips without TF_ACC
	bin := builtProvider(t)
	for language, test := range map[string]struct {
		commands string
		passed   string
	}{
		"go":   {"go test -count=1 -v ./...", "--- PASS: TestTheModule/two"},
		"node": {"npm ci --ignore-scripts --no-fund && npm test", "# pass 2"},
	} {
		t.Run(language, func(t *testing.T) {
			t.Parallel()
			if language == "node" {
				nodetest.Require(t)
			}
			root := t.TempDir()
			for _, folder := range []string{"module", language} {
				copyFiles(t, filepath.Join("../../examples/testcontainers", folder), filepath.Join(root, folder))
			}
			output, err := runCommands(t, bin, filepath.Join(root, language), test.commands, "MOCK_SERVER="+filepath.Join(bin, "terraform-provider-auth0api"))
			if err != nil || !strings.Contains(output, test.passed) {
				t.Errorf("%v:\n%s", err, output)
			}
		})
	}
}

// Without Docker and without the program, the tests of the example are skipped and say why.
func TestTheExampleOfTestcontainersIsSkippedWithoutDocker(t *testing.T) {
	t.Parallel()
	if _, err := os.Stat("/var/run/docker.sock"); err == nil {
		t.Skip("there is a Docker")
	}
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("the go command is needed")
	}
	run := exec.CommandContext(t.Context(), "go", "test", "-C", "../../examples/testcontainers/go", "-count=1", "-v", "./...")
	run.Env = append(os.Environ(), "MOCK_SERVER=", "DOCKER_HOST=unix:///nonexistent.sock")
	if output, err := run.CombinedOutput(); err != nil || !strings.Contains(string(output), "--- SKIP: TestTheModule") {
		t.Errorf("%v: %s", err, output)
	}
}
