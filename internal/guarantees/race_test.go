package guarantees

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// needsCLI matches what a test does that runs the Terraform CLI. Without TF_ACC,
// as race-test.sh runs them, such tests are skipped.
var needsCLI = regexp.MustCompile(`\bNewCLI\(|\bresource\.(Parallel)?Test\(|"TF_ACC"`)

// TestEachPackageThatNeedsTheCLIRunsWithIt holds internal/tools/cli-packages.sh,
// by which `make check` decides which packages run with the CLI and which under
// the race detector.
func TestEachPackageThatNeedsTheCLIRunsWithIt(t *testing.T) {
	t.Parallel()
	output, err := script(t, nil, "cli-packages.sh")
	if err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	listed, found := strings.Fields(output), 0
	err = walkFiles(func(path string) error {
		if !strings.HasSuffix(path, "_test.go") || filepath.Base(path) == "race_test.go" {
			return nil
		}
		source, err := os.ReadFile(path)
		if err != nil || !needsCLI.Match(source) {
			return err
		}
		found++
		folder, err := filepath.Rel(root, filepath.Dir(path))
		if !slices.ContainsFunc(listed, func(name string) bool { return strings.HasSuffix(name, "/"+filepath.ToSlash(folder)) }) {
			t.Errorf("%s runs the CLI, and internal/tools/cli-packages.sh does not list its package", path)
		}
		return err
	})
	if err != nil || found == 0 {
		t.Fatalf("%d tests that run the CLI, %v", found, err)
	}
}

func TestThatThereIsNoRaceDetectorIsSaid(t *testing.T) {
	t.Parallel()
	for required, want := range map[string][]string{
		"":         {"there is no C compiler that the race detector can use", "no-such-compiler", "WITHOUT the race detector"},
		"required": {"there is no C compiler that the race detector can use", "no-such-compiler"},
	} {
		// go test refuses the value before it builds anything.
		said, err := script(t, []string{"CC=no-such-compiler", "RACE=" + required}, "race-test.sh", "-timeout=refused")
		if err == nil {
			t.Error("it did not fail")
		}
		for _, want := range want {
			if !strings.Contains(said, want) {
				t.Errorf("RACE=%s: it does not say %q:\n%s", required, want, said)
			}
		}
		if ran := strings.Contains(said, "refused"); ran == (required != "") {
			t.Errorf("RACE=%s: it ran the tests: %v\n%s", required, ran, said)
		}
	}
}

// script runs one of internal/tools, and returns what it prints.
func script(t *testing.T, env []string, name string, args ...string) (output string, err error) {
	t.Helper()
	if _, err := exec.LookPath("sh"); err != nil {
		t.Skip("there is no sh")
	}
	command := exec.CommandContext(t.Context(), "sh", append([]string{filepath.Join(root, "internal", "tools", name)}, args...)...)
	command.Env = append(os.Environ(), env...)
	text, err := command.CombinedOutput()
	return string(text), err
}
