package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

const (
	// farewell is the demo's last line, which the transcript does without.
	farewell = "Done. Nothing is left behind."

	// The lines of README that are around the transcript.
	transcriptBegins = "<!-- `make transcript` writes what follows, from what the demo prints. -->\n```text\n"
	transcriptEnds   = "```\n<!-- The transcript ends here. -->\n"
)

// leftOut matches the lines that a transcript has a "…" for: those of chance,
// those of the CLI's version, and those that a reader can do without.
func leftOut() *regexp.Regexp {
	return regexp.MustCompile(`^ {3}(?:` + strings.Join([]string{
		// What is made and destroyed, in an order of chance.
		`[+-] auth0api_`,
		// The frame of a token, and what is of chance or explains nothing.
		`# data\.`, `header \{`, `\}`, ` *"(?:alg|azp|exp|gty|iat|kid|sub|typ)": `,
		// The rest of a changed resource.
		`~ resource `, ` *id +=`, ` *# \(\d+ unchanged attribute`, `  \}`,
		// The steps say themselves what that comes to.
		`Plan: `,
	}, "|") + `)`)
}

// transcript abbreviates what the demo prints to what README shows of it: the
// same in each run, whichever the CLI is. It begins with the first step.
func transcript(output string) string {
	_, output, _ = strings.Cut(output, "\n1. ")
	output, _, _ = strings.Cut("1. "+output, farewell)
	dropped, clientID := leftOut(), regexp.MustCompile(`"[0-9A-Za-z]{32}"`)
	var kept []string
	gap := false
	for line := range strings.Lines(output) {
		line = strings.TrimRight(line, "\n")
		switch {
		case line == "":
		case !dropped.MatchString(line):
			line = strings.Replace(line, "   $ tofu ", "   $ terraform ", 1)
			kept, gap = append(kept, clientID.ReplaceAllString(line, `"…"`)), false
		case !gap:
			indent := len(line) - len(strings.TrimLeft(line, " "))
			kept, gap = append(kept, line[:indent]+"…"), true
		}
	}
	return strings.Join(kept, "\n") + "\n"
}

// replaceTranscript returns README's text with another transcript.
func replaceTranscript(readme, text string) (string, error) {
	before, after, begins := strings.Cut(readme, transcriptBegins)
	_, after, ends := strings.Cut(after, transcriptEnds)
	if !begins || !ends {
		return "", errors.New("README.md has no transcript between the lines that mark it")
	}
	return before + transcriptBegins + text + transcriptEnds + after, nil
}

// writeTranscript writes the transcript of what the demo printed into README.
func writeTranscript(ctx context.Context, output string) error {
	source, err := sourceRoot(ctx)
	if err != nil {
		return err
	}
	path := filepath.Join(source, "README.md")
	readme, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("reading the text that has the transcript: %w", err)
	}
	text, err := replaceTranscript(string(readme), transcript(output))
	if err != nil {
		return err
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil { //nolint:gosec // a file of the repository, which anybody may read
		return fmt.Errorf("writing the transcript: %w", err)
	}
	return nil
}
