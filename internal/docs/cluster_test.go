package main

import (
	"os/exec"
	"regexp"
	"strings"
	"testing"
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
