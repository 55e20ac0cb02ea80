package command

import (
	"io"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestEachExampleOfTheHelpIsUsable(t *testing.T) {
	t.Parallel()
	_, examples, _ := strings.Cut(help, "\nExamples:\n")
	examples, _, _ = strings.Cut(examples, "\n\n")
	lines := strings.Split(strings.TrimSpace(examples), "\n")
	if len(lines) < 3 || len(lines) > 5 {
		t.Errorf("%d examples", len(lines))
	}
	for _, line := range lines {
		args, ok := strings.CutPrefix(strings.TrimSpace(line), program+" "+Name)
		if !ok {
			t.Errorf("%q is another command", line)
		}
		if _, err := parse(strings.Fields(args), io.Discard, "dev"); err != nil {
			t.Errorf("%q: %v", line, err)
		}
	}
}

// Whether the value suits the option is of no concern here.
func TestEachOptionOfTheHelpIsKnown(t *testing.T) {
	t.Parallel()
	for _, option := range regexp.MustCompile(`(?m)^  (--[a-z-]+)( [A-Z]+)?`).FindAllStringSubmatch(help, -1) {
		args := []string{option[1]}
		if option[2] != "" {
			args = append(args, "1")
		}
		if _, err := parse(args, io.Discard, "dev"); err != nil && strings.Contains(err.Error(), "not defined") {
			t.Errorf("%s: %v", option[1], err)
		}
	}
}

func TestHelpFitsATerminal(t *testing.T) {
	t.Parallel()
	for _, text := range []string{help, exportHelp} {
		for line := range strings.Lines(text) {
			if columns := utf8.RuneCountInString(strings.TrimSuffix(line, "\n")); columns > 80 {
				t.Errorf("%d columns: %s", columns, line)
			}
		}
	}
}
