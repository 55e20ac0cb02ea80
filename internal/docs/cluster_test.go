package main

import (
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// The commands of the guide that need no database, as typed except for the ports.
func TestTheGuideToAClusterRunsReplicasWithoutADatabase(t *testing.T) {
	t.Parallel()
	needPrograms(t)
	if _, err := exec.LookPath("openssl"); err != nil {
		t.Skipf("the guide's commands need openssl: %v", err)
	}
	guide := read(t, "../../docs/guides/cluster.md")
	blocks := matches("(?s)```sh\n(.*?)```", guide)
	if len(blocks) != 2 {
		t.Fatalf("the guide has %d blocks of shell", len(blocks))
	}
	one, two := freeAddress(t), freeAddress(t)
	commands := strings.NewReplacer("127.0.0.1:8081", one, "127.0.0.1:8082", two).Replace(strings.Join(blocks, ""))
	output, err := runCommands(t, builtProvider(t), t.TempDir(), commands)
	want := regexp.MustCompile(`(?m)\b8082/\S+ +# (\d+)$`).FindStringSubmatch(guide)
	if err != nil || want == nil || !regexp.MustCompile(`(?m)^`+want[1]+`$`).MatchString(output) || !regexp.MustCompile(`(?m)^same keys$`).MatchString(output) {
		t.Errorf("the guide says %q (%v):\n%s", want, err, output)
	}
}

// The inputs that the guide gives the action of this repository are those of the action.
func TestTheActionHasTheInputsOfTheGuideToACluster(t *testing.T) {
	t.Parallel()
	var action struct{ Inputs map[string]any }
	if err := yaml.Unmarshal([]byte(read(t, "../../.github/actions/mock-tenant/action.yml")), &action); err != nil {
		t.Fatal(err)
	}
	blocks := matches("(?s)^```yaml\n(- uses: .*?)^```", read(t, "../../docs/guides/cluster.md"))
	if len(blocks) != 1 {
		t.Fatalf("the guide has %d steps", len(blocks))
	}
	var steps []struct {
		Uses string
		With map[string]any
	}
	if err := yaml.Unmarshal([]byte(blocks[0]), &steps); err != nil || len(steps) != 1 || len(steps[0].With) == 0 {
		t.Fatalf("%v: %+v", err, steps)
	}
	if path, _, _ := strings.Cut(steps[0].Uses, "@"); path != "auth0api/terraform-provider-auth0api/.github/actions/mock-tenant" {
		t.Errorf("the guide uses %s", steps[0].Uses)
	}
	for input := range steps[0].With {
		if action.Inputs[input] == nil {
			t.Errorf("the action has no input %s", input)
		}
	}
}
