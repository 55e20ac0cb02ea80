package acctest

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
)

// Diagnostic matches an error of the CLI with this summary and detail, at a line of
// the configuration that begins with line. The CLI may wrap summary and detail at
// any space.
func Diagnostic(summary, line, detail string) *regexp.Regexp {
	return atLine("Error", summary, line, detail)
}

// Warning matches a warning, as Diagnostic matches an error.
func Warning(summary, line, detail string) *regexp.Regexp {
	return atLine("Warning", summary, line, detail)
}

func atLine(severity, summary, line, detail string) *regexp.Regexp {
	return regexp.MustCompile(`(?s)` + severity + `: ` + wrapped(summary) + `\s.*?\n[\s│]*\d+:\s+` + regexp.QuoteMeta(line) + `[^\n]*\n.*?` + wrapped(detail))
}

// DiagnosticWithoutLine matches an error without a line of the configuration.
func DiagnosticWithoutLine(summary, detail string) *regexp.Regexp {
	return regexp.MustCompile(`(?s)Error: ` + wrapped(summary) + `\s.*?` + wrapped(detail))
}

func wrapped(text string) string {
	words := strings.Fields(text)
	for i := range words {
		words[i] = regexp.QuoteMeta(words[i])
	}
	return strings.Join(words, `[\s│]+`)
}

// ExpectErrors applies hcl, which must fail with exactly these errors.
func (t *Tenant) ExpectErrors(tb *testing.T, hcl string, want ...*regexp.Regexp) {
	tb.Helper()
	failed := false
	resource.Test(tb, resource.TestCase{
		ProtoV6ProviderFactories: Factories(),
		Steps:                    []resource.TestStep{{Config: t.Config(hcl)}},
		ErrorCheck: func(err error) error {
			failed = true
			text := err.Error()
			errors := strings.SplitAfter(text, "Error: ")[1:]
			if len(errors) != len(want) {
				tb.Errorf("%d errors, want %d", len(errors), len(want))
			}
			for _, w := range want {
				if !slices.ContainsFunc(errors, func(e string) bool { return w.MatchString("Error: " + e) }) {
					tb.Errorf("no error matches %s", w)
				}
			}
			if tb.Failed() {
				tb.Log(text)
			}
			return nil
		},
	})
	if !failed {
		tb.Errorf("applied without an error:\n%s", hcl)
	}
}
