package provider_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

// What the guides show is the examples', paragraph by paragraph.
func TestTheGuidesToAccessShowTheExamples(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"rbac", "b2b"} {
		guide, err := os.ReadFile("../../docs/guides/" + name + ".md")
		if err != nil {
			t.Fatal(err)
		}
		var example strings.Builder
		for _, pattern := range []string{"*.tf", "tests/*.tftest.hcl", "tests/*.yaml"} {
			paths, err := filepath.Glob("../../examples/" + name + "/" + pattern)
			if err != nil || len(paths) == 0 {
				t.Fatalf("%s has no %s: %v", name, pattern, err)
			}
			for _, path := range paths {
				text, err := os.ReadFile(path)
				if err != nil {
					t.Fatal(err)
				}
				example.Write(text)
			}
		}
		blocks := regexp.MustCompile("(?s)```(?:terraform|yaml)\n(.*?)```").FindAllStringSubmatch(string(guide), -1)
		if len(blocks) < 2 {
			t.Errorf("%s shows %d configurations", name, len(blocks))
		}
		for _, block := range blocks {
			for paragraph := range strings.SplitSeq(block[1], "\n\n") {
				if !strings.Contains(example.String(), strings.TrimSpace(paragraph)) {
					t.Errorf("the example %s does not have\n%s", name, paragraph)
				}
			}
		}
	}
}

// The examples of the guides on roles and organizations pass as the guides show, and fail
// once the module gives too much.
func TestAccExample_accessGuides(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ former, tooMuch, says string }{
		"rbac": {`Viewer = ["read:orders"]`, `Viewer = ["read:orders", "write:orders"]`, "The viewer's token has: read:orders write:orders."},
		"b2b":  {`organization_usage = "require"`, "organization_usage     = \"require\"\n  allow_any_organization = true", `Missing expected failure`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cli := acctest.NewCLI(t)
			if err := os.CopyFS(cli.Dir, os.DirFS("../../examples/"+name)); err != nil {
				t.Fatal(err)
			}
			guide, err := os.ReadFile("../../docs/guides/" + name + ".md")
			if err != nil {
				t.Fatal(err)
			}
			cli.Must("get")
			output := cli.Must("test", "-no-color")
			shown := regexp.MustCompile(`(?m)^(?:  run "\w+"\.\.\. pass|Success! .*)$`)
			if got, want := shown.FindAllString(output, -1), shown.FindAllString(string(guide), -1); len(want) == 0 || !slices.Equal(got, want) {
				t.Errorf("the tests say, unlike the guide:\n%s", output)
			}
			module, err := os.ReadFile(filepath.Join(cli.Dir, "main.tf"))
			if err != nil || !strings.Contains(string(module), c.former) {
				t.Fatalf("the module lacks %q: %v", c.former, err)
			}
			cli.File("main.tf", strings.Replace(string(module), c.former, c.tooMuch, 1))
			if code, output := cli.Run("test", "-no-color"); code != 1 || !strings.Contains(output, c.says) {
				t.Errorf("a module that gives too much ends with %d:\n%s", code, output)
			}
		})
	}
}
