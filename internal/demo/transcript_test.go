package main

import (
	"os"
	"strings"
	"testing"

	// The demo builds the provider: with another one its test is run again.
	_ "github.com/auth0api/terraform-provider-auth0api/internal/provider"
)

const printed = `
auth0api: the whole loop
   CLI       OpenTofu v1.11.1

1. Apply
   $ tofu apply
   + auth0api_client.reader
   + auth0api_client.writer
   => 2 resources added

2. The token
   claims {
     "aud": "https://appointments.example.test/",
     "azp": "eYXrzLjj8FoeQz1Q0VgCTBlpQB4ZG9LI",
     "exp": 1795729439,
     "scope": "read:appointments",
     "sub": "eYXrzLjj8FoeQz1Q0VgCTBlpQB4ZG9LI@clients"
   }
   as client "eYXrzLjj8FoeQz1Q0VgCTBlpQB4ZG9LI"

Done. Nothing is left behind.
`

const abbreviated = `1. Apply
   $ terraform apply
   …
   => 2 resources added
2. The token
   claims {
     "aud": "https://appointments.example.test/",
     …
     "scope": "read:appointments",
     …
   as client "…"
`

func TestTheTranscriptLeavesOutWhatIsOfChance(t *testing.T) {
	t.Parallel()
	if got := transcript(printed); got != abbreviated {
		t.Errorf("got:\n%s", got)
	}
}

func TestTheTranscriptIsReplacedBetweenItsMarks(t *testing.T) {
	t.Parallel()
	readme := func(text string) string { return "before\n" + transcriptBegins + text + transcriptEnds + "after\n" }
	if got, err := replaceTranscript(readme("an old one\n"), "new\n"); err != nil || got != readme("new\n") {
		t.Errorf("%v, got:\n%s", err, got)
	}
	for _, lacking := range []string{transcriptBegins, transcriptEnds} {
		if got, err := replaceTranscript(strings.Replace(readme("old\n"), lacking, "", 1), "new\n"); err == nil {
			t.Errorf("without %q there is a text:\n%s", lacking, got)
		}
	}
}

// The demo itself, with the real CLI.
func TestAccDemo_printsTheTranscriptOfTheReadme(t *testing.T) {
	t.Parallel()
	if os.Getenv("TF_ACC") == "" {
		t.Skip("an acceptance test: make check runs it")
	}
	var output strings.Builder
	if err := run(t.Context(), &printer{w: &output}); err != nil {
		t.Fatalf("%v\n%s", err, &output)
	}
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	shown := transcript(output.String())
	switch want, err := replaceTranscript(string(readme), shown); {
	case err != nil:
		t.Error(err)
	case want != string(readme):
		t.Errorf("README.md has another transcript than the demo; run make transcript, and commit what it writes. It should be:\n%s", shown)
	}
}
