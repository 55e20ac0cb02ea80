package demo

import (
	"flag"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	// The demo builds the provider. Because of this import, go test runs the test
	// again when the provider has changed.
	_ "github.com/auth0api/terraform-provider-auth0api/internal/provider"
)

// update makes the test write the transcript; `make transcript` sets it.
var update = flag.Bool("update", false, "write the transcript of the demo into its guide")

// transcriptPage is the page that has the transcript.
const transcriptPage = "../../docs/guides/demo.md"

// The lines of the page around the transcript.
const (
	transcriptBegins = "<!-- `make transcript` writes what follows, from what the demo prints. -->\n```text\n"
	transcriptEnds   = "```\n<!-- The transcript ends here. -->\n"
)

// omitted matches the lines that the transcript replaces by "…": those that differ
// from run to run, and those that a reader does not need.
var omitted = regexp.MustCompile(`^ {3}(?:` + strings.Join([]string{
	`auth0api_\w+\.`, `No changes\.`, `Plan: `,
	// A token.
	`\{`, `\}`, ` *"(?:azp|gty|sub)":`,
	// A changed resource.
	`~ resource `, ` *id +=`, ` *# \(\d+ unchanged attribute`, `  \}`,
}, "|") + `)`)

// transcript abbreviates the output of the demo, from the first step on, to what
// the guide shows of it: the same in each run, with either CLI.
func transcript(output string) string {
	_, output, _ = strings.Cut(output, "\n1. ")
	output, _, _ = strings.Cut("1. "+output, "\nDone.")
	clientID := regexp.MustCompile(`"[0-9A-Za-z]{32}"`)
	var kept []string
	gap := false
	for line := range strings.Lines(output) {
		line = strings.TrimRight(line, "\n")
		switch {
		case line == "":
		case !omitted.MatchString(line):
			line = strings.Replace(line, "   $ tofu ", "   $ terraform ", 1)
			kept, gap = append(kept, clientID.ReplaceAllString(line, `"…"`)), false
		case !gap:
			indent := len(line) - len(strings.TrimLeft(line, " "))
			kept, gap = append(kept, line[:indent]+"…"), true
		}
	}
	return strings.Join(kept, "\n") + "\n"
}

const printed = `
auth0api: the whole loop
   CLI       OpenTofu v1.11.1

1. Apply
   $ tofu apply
   auth0api_client.reader: Creation complete after 0s [id=eYXrzLjj8FoeQz1Q0VgCTBlpQB4ZG9LI]
   auth0api_client.writer: Creation complete after 1s [id=FYXrzLjj8FoeQz1Q0VgCTBlpQB4ZG9LI]
   => 2 resources added

2. The token
   {
     "aud":"https://appointments.example.test/",
     "azp":"eYXrzLjj8FoeQz1Q0VgCTBlpQB4ZG9LI",
     "scope":"read:appointments",
     "sub":"eYXrzLjj8FoeQz1Q0VgCTBlpQB4ZG9LI@clients"
   }
   as client "eYXrzLjj8FoeQz1Q0VgCTBlpQB4ZG9LI"

Done. Nothing is left behind.
`

const abbreviated = `1. Apply
   $ terraform apply
   …
   => 2 resources added
2. The token
   …
     "aud":"https://appointments.example.test/",
     …
     "scope":"read:appointments",
     …
   as client "…"
`

func TestTheTranscriptOmitsWhatDiffersFromRunToRun(t *testing.T) {
	t.Parallel()
	if got := transcript(printed); got != abbreviated {
		t.Errorf("got:\n%s", got)
	}
}

// The demo itself, with the real CLI.
func TestAccDemo_printsTheTranscriptOfItsGuide(t *testing.T) {
	if os.Getenv("TF_ACC") == "" {
		t.Skip("an acceptance test: make check runs it")
	}
	// The variables of the user do not reach the CLI.
	for name, value := range map[string]string{"AUTH0_DOMAIN": "real.eu.auth0.com", "TF_LOG": "TRACE", "TF_CLI_ARGS": "-x", "TF_WORKSPACE": "x"} {
		t.Setenv(name, value)
	}
	demo := exec.CommandContext(t.Context(), "./demo.sh")
	demo.Cancel = func() error { return demo.Process.Signal(os.Interrupt) }
	output, err := demo.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	page, err := os.ReadFile(transcriptPage)
	if err != nil {
		t.Fatal(err)
	}
	before, after, begins := strings.Cut(string(page), transcriptBegins)
	_, after, ends := strings.Cut(after, transcriptEnds)
	if !begins || !ends {
		t.Fatal(transcriptPage + " lacks the lines around the transcript")
	}
	want := before + transcriptBegins + transcript(string(output)) + transcriptEnds + after
	switch {
	case want == string(page):
	case *update:
		if err := os.WriteFile(transcriptPage, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	default:
		t.Errorf("the transcript in %s is stale; run make transcript, and commit what it writes. The demo prints:\n%s", transcriptPage, output)
	}
}
