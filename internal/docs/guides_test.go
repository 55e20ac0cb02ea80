package main

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

func read(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

func TestTheGuideToRateLimitsHasTheTablesOfTheReadme(t *testing.T) {
	t.Parallel()
	readme, guide := read(t, "../../README.md"), read(t, "../../docs/guides/rate-limits.md")
	table := regexp.MustCompile(`(?m)(?:^\|.*\n)+`)
	tables := table.FindAllString(guide, -1)
	if len(tables) != 2 {
		t.Errorf("the guide has %d tables, want 2", len(tables))
	}
	for _, text := range tables {
		if !strings.Contains(readme, text) {
			t.Errorf("the README has it otherwise:\n%s", text)
		}
	}
}

func TestTheGuideToATenantNamesTheScopesOfItsExample(t *testing.T) {
	t.Parallel()
	scopes := func(path string) []string {
		found := regexp.MustCompile(`(?:create|read|update|delete):\w+`).FindAllString(read(t, path), -1)
		slices.Sort(found)
		return slices.Compact(found)
	}
	guide, example := scopes("../../docs/guides/with-a-tenant.md"), scopes("../../examples/management-client/main.tf")
	if !slices.Equal(guide, example) {
		t.Errorf("the guide has\n%s\nand the example\n%s", guide, example)
	}
}

// The configuration of the guide to getting started, and what the guide has its
// reader see.
func TestAccGuides_gettingStarted(t *testing.T) {
	t.Parallel()
	guide := read(t, "../../docs/guides/getting-started.md")
	_, hcl, _ := strings.Cut(guide, "$ cat > main.tf <<'EOF'\n")
	hcl, _, found := strings.Cut(hcl, "\nEOF\n")
	shown := regexp.MustCompile("`(granted = [^`]*|Client has not been granted[^`]*)`").FindAllStringSubmatch(guide, -1)
	variable := regexp.MustCompile(`terraform plan -var '(.*)'`).FindStringSubmatch(guide)
	if !found || len(shown) != 2 || variable == nil {
		t.Fatalf("the guide is not as this test knows it: %t, %q, %q", found, shown, variable)
	}
	cli := acctest.NewCLI(t)
	cli.File("main.tf", hcl+"\n")
	if output := cli.Apply(); !strings.HasSuffix(strings.TrimSpace(output), shown[0][1]) {
		t.Errorf("the apply does not end with %s:\n%s", shown[0][1], output)
	}
	if code, output := cli.Run("plan", "-no-color", "-var", variable[1]); code != 1 || !strings.Contains(strings.Join(strings.Fields(output), " "), shown[1][1]) {
		t.Errorf("the plan ends with %d, and does not say %q:\n%s", code, shown[1][1], output)
	}
	cli.Apply("-destroy")
}
