package main

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

// tests writes a module with tests, and runs them as testrun does.
func tests(t *testing.T, isTerminal bool, source string) (output string, r *report) {
	t.Helper()
	folder := t.TempDir()
	for name, text := range map[string]string{"go.mod": "module example.test/tested\n\ngo 1.26\n", "x_test.go": "package tested\n\nimport \"testing\"\n\n" + source} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	r = newReport(&out, func() time.Time { at = at.Add(time.Second); return at }, isTerminal)
	r.run(t.Context(), []string{"go", "test", "-C", folder, "-json", "./..."})
	r.finish()
	return out.String(), r
}

func TestATestThatPassesIsQuiet(t *testing.T) {
	t.Parallel()
	out, r := tests(t, false, `
func TestGood(t *testing.T) { t.Log("a detail"); t.Run("sub", func(*testing.T) {}) }
func TestNot(t *testing.T) { t.Skip("there is no Chromium") }
func TestNeither(t *testing.T) { t.Skip("there is no Chromium") }`)
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if r.failed() || len(lines) != 2 || lines[0] != "skipped: there is no Chromium (TestNeither, TestNot)" ||
		!strings.HasPrefix(lines[1], "ok: 2 tests passed, 0 failed, 2 skipped; 1 of 1 packages passed; ") {
		t.Errorf("it prints\n%s", out)
	}
}

func TestATestThatFailsShowsItsOutput(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		source string
		says   []string
	}{
		"a failure": {`func TestBad(t *testing.T) { t.Log("a detail"); t.Error("what went wrong") }
func TestGood(t *testing.T) { t.Log("of no interest") }`,
			[]string{"a detail", "what went wrong", "--- FAIL: TestBad", "FAILED: 1 tests passed, 1 failed, 0 skipped; 0 of 1 packages passed"}},
		"a panic":            {`func TestBad(*testing.T) { panic("the end") }`, []string{"panic: the end", "FAILED"}},
		"an error in source": {`func TestBad(*testing.T) { undefined() }`, []string{"undefined: undefined", "FAILED"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			out, r := tests(t, false, c.source)
			for _, text := range c.says {
				if !strings.Contains(out, text) {
					t.Errorf("it does not print %q:\n%s", text, out)
				}
			}
			if !r.failed() || strings.Contains(out, "of no interest") {
				t.Errorf("failed %t:\n%s", r.failed(), out)
			}
		})
	}
}

func TestACommandThatDoesNotStartIsAFailure(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	r := newReport(&out, time.Now, false)
	r.run(t.Context(), []string{"no-such-program"})
	r.finish()
	if !r.failed() || !strings.Contains(out.String(), "no-such-program") {
		t.Errorf("failed %t:\n%s", r.failed(), &out)
	}
}

func TestProgressIsShown(t *testing.T) {
	t.Parallel()
	var lines strings.Builder
	for range 100 {
		lines.WriteString(`{"Action":"pass","Package":"github.com/auth0api/terraform-provider-auth0api/internal/x","Test":"TestX"}` + "\n")
	}
	for isTerminal, want := range map[bool]string{false: "now internal/x\n", true: "\r"} {
		var out bytes.Buffer
		at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
		r := newReport(&out, func() time.Time { at = at.Add(2 * time.Second); return at }, isTerminal)
		r.read(strings.NewReader(lines.String()))
		if count := strings.Count(out.String(), want); isTerminal != (count == 100) || !isTerminal && (count < 2 || count > 4) {
			t.Errorf("terminal %t: %q", isTerminal, out.String())
		}
	}
}

func TestCommandsAreSeparated(t *testing.T) {
	t.Parallel()
	got := commands(strings.Fields("a -x -- b -- c 1"))
	if want := [][]string{{"a", "-x"}, {"b"}, {"c", "1"}}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestWhatAScriptLeavesOutIsListed(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	r := newReport(&out, time.Now, false)
	r.read(strings.NewReader("acceptance tests run Terraform\nran: Terraform v1.11.4\nskipped: the sample, without OpenTofu\n"))
	r.ended([]string{"script"}, nil)
	r.finish()
	if !strings.HasPrefix(out.String(), "the tests ran with Terraform v1.11.4\nskipped: the sample, without OpenTofu\nok: 0 tests passed") {
		t.Errorf("it prints\n%s", &out)
	}
}
