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

const (
	testingModules      = "../../examples/testing-modules"
	testingModulesGuide = "../../docs/guides/testing-modules.md"
)

// What the guide shows is the example's, paragraph by paragraph.
func TestTheGuideToTestingModulesShowsTheExample(t *testing.T) {
	t.Parallel()
	guide, err := os.ReadFile(testingModulesGuide)
	if err != nil {
		t.Fatal(err)
	}
	var example strings.Builder
	for _, file := range []string{"check.tf", "tests/grants.tftest.hcl"} {
		text, err := os.ReadFile(filepath.Join(testingModules, file))
		if err != nil {
			t.Fatal(err)
		}
		example.Write(text)
	}
	blocks := regexp.MustCompile("(?s)```terraform\n(.*?)```").FindAllStringSubmatch(string(guide), -1)
	if len(blocks) != 2 {
		t.Errorf("the guide shows %d configurations, want 2", len(blocks))
	}
	for _, block := range blocks {
		for paragraph := range strings.SplitSeq(block[1], "\n\n") {
			if !strings.Contains(example.String(), strings.TrimSpace(paragraph)) {
				t.Errorf("the example does not have\n%s", paragraph)
			}
		}
	}
}

// The example of the guide passes, as the guide shows and without a warning, and
// fails once the module grants too much.
func TestAccExample_testingModulesProvesWhatTheModuleGrants(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	cli := acctest.NewCLI(t, "AUTH0_DOMAIN="+tenant.URL, "AUTH0_CLIENT_ID="+tenant.ClientID, "AUTH0_CLIENT_SECRET="+tenant.ClientSecret)
	if err := os.CopyFS(cli.Dir, os.DirFS(testingModules)); err != nil {
		t.Fatal(err)
	}
	cli.Must("get")
	failed := regexp.MustCompile(`Warning: Check block assertion failed(?s:.*)The reader's token has the scopes: read:appointments write:appointments\.`)

	guide, err := os.ReadFile(testingModulesGuide)
	if err != nil {
		t.Fatal(err)
	}
	output := cli.Must("test", "-no-color")
	shown := regexp.MustCompile(`(?m)^(?:  run "\w+"\.\.\. pass|Success! .*)$`)
	if got, want := shown.FindAllString(output, -1), shown.FindAllString(string(guide), -1); len(want) == 0 || !slices.Equal(got, want) {
		t.Errorf("the tests say, unlike the guide:\n%s", output)
	}
	if strings.Contains(output, "with API") {
		t.Errorf("the end of the tests warns:\n%s", output)
	}
	if output := cli.Apply(); failed.MatchString(output) {
		t.Errorf("the apply says:\n%s", output)
	}
	cli.EmptyPlan()

	module, err := os.ReadFile(filepath.Join(cli.Dir, "main.tf"))
	if err != nil {
		t.Fatal(err)
	}
	grantBoth := func(client string) {
		both := regexp.MustCompile(client+` = \[.*\]`).ReplaceAllLiteral(module, []byte(client+` = ["read:appointments", "write:appointments"]`))
		cli.File("main.tf", string(both))
	}
	grantBoth("reader")
	if output := cli.Apply(); !failed.MatchString(output) {
		t.Errorf("the check does not fail:\n%s", output)
	}
	grantBoth("writer")
	code, output := cli.Run("test", "-no-color")
	if code != 1 || !strings.Contains(output, "The writer gets read:appointments write:appointments.") || !strings.Contains(output, "2 passed, 1 failed") {
		t.Errorf("the tests end with %d and say:\n%s", code, output)
	}
}
