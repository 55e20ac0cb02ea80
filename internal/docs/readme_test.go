package main

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

// firstScreen returns what a terminal of 80 × 40 shows of the README.
func firstScreen(t *testing.T) string {
	t.Helper()
	lines := strings.Split(read(t, "../../README.md"), "\n")
	return strings.Join(lines[:40], "\n")
}

// fence returns the first code block of this language.
func fence(t *testing.T, text, language string) string {
	t.Helper()
	_, code, _ := strings.Cut(text, "\n```"+language+"\n")
	code, _, found := strings.Cut(code, "```")
	if !found {
		t.Fatalf("there is no complete code block %s in\n%s", language, text)
	}
	return code
}

func TestTheFirstScreenOfTheReadmeFitsATerminal(t *testing.T) {
	t.Parallel()
	screen := firstScreen(t)
	for line := range strings.Lines(screen) {
		if width := len([]rune(strings.TrimRight(line, "\n"))); width > 80 {
			t.Errorf("this line has %d columns; at most 80 are allowed: %s", width, line)
		}
	}
	commands := fence(t, screen, "sh")
	for _, command := range []string{"git clone ", "make demo", "make test", "make dev", "export TF_CLI_CONFIG_FILE"} {
		if !strings.Contains(commands, command) {
			t.Errorf("the first screen does not have the command %s", command)
		}
	}
	if !strings.Contains(screen, "|---|---|---|\n") {
		t.Error("the first screen has no comparison")
	}
}

// The configuration of the first screen applies as typed, without formatting changes.
func TestAccReadme_theFirstConfigurationApplies(t *testing.T) {
	t.Parallel()
	cli := acctest.NewCLI(t)
	cli.File("main.tf", fence(t, firstScreen(t), "terraform"))
	if output := cli.Must("fmt", "-check", "-list=true"); output != "" {
		t.Errorf("terraform fmt would change %s", output)
	}
	if output := cli.Apply(); !strings.Contains(output, "Resources: 4 added") {
		t.Errorf("the apply prints\n%s", output)
	}
	cli.EmptyPlan()
}

func TestTheRequestsOfTheReadmeAreThoseOfTheGuide(t *testing.T) {
	t.Parallel()
	readme, guide := read(t, "../../README.md"), read(t, "../../docs/guides/rate-limits.md")
	plan := regexp.MustCompile(`(?m)^\| plan, nothing to do \| (\d+) \| (\d+) \|`).FindStringSubmatch(guide)
	if plan == nil {
		t.Fatal("the guide does not say how many requests a plan takes")
	}
	sentence := strings.Join(strings.Fields(readme), " ")
	for _, want := range []string{
		fmt.Sprintf("in %s requests instead of %s,", plan[2], plan[1]),
		fmt.Sprintf("| Requests to plan %s unchanged objects | %[1]s | [%s][requests] |", plan[1], plan[2]),
	} {
		if !strings.Contains(sentence, want) {
			t.Errorf("the README does not say %q", want)
		}
	}
}

// A row of a table or an item of a list promises something: it links to the page or
// the tests that show it.
func TestEachPromiseOfTheReadmeIsLinked(t *testing.T) {
	t.Parallel()
	link := regexp.MustCompile(`\[[^]]+\](\((?:docs|internal|examples)/?[^)]*\)|\((?:\w+\.md|LICENSE)\)|\[\w+\])`)
	promises := 0
	for line := range strings.Lines(read(t, "../../README.md")) {
		isRow := strings.HasPrefix(line, "| ") && !strings.HasPrefix(line, "| |")
		if !isRow && !strings.HasPrefix(line, "- ") {
			continue
		}
		promises++
		if !link.MatchString(line) {
			t.Errorf("this promise has no link to the page or the test that shows it: %s", line)
		}
	}
	if promises < 20 {
		t.Errorf("the README makes only %d promises", promises)
	}
}
