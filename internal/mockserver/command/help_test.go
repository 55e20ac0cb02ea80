package command

import (
	"bytes"
	"flag"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// examplesOf are the examples at the end of a text of the help.
func examplesOf(t *testing.T, text string) []string {
	t.Helper()
	_, examples, _ := strings.Cut(text, "\nExamples:\n")
	examples, _, _ = strings.Cut(examples, "\n\n")
	lines := strings.Split(strings.TrimSpace(examples), "\n")
	if len(lines) < 3 || len(lines) > 5 {
		t.Errorf("%d examples", len(lines))
	}
	for i := range lines {
		lines[i] = strings.TrimSpace(lines[i])
	}
	return lines
}

func TestEachExampleOfTheHelpIsUsable(t *testing.T) {
	t.Parallel()
	for _, line := range slices.Concat(examplesOf(t, help), examplesOf(t, faultsHelp), examplesOf(t, clusterHelp)) {
		args, ok := strings.CutPrefix(line, program+" "+Name)
		if !ok {
			t.Errorf("%q is another command", line)
		}
		if _, err := parse(strings.Fields(args), io.Discard, noEnvironment, "dev"); err != nil {
			t.Errorf("%q: %v", line, err)
		}
	}
}

func TestEachExampleOfTheControlAPIIsAnswered(t *testing.T) {
	t.Parallel()
	r := start(t, "--listen", "127.0.0.1:0", "--control")
	form := regexp.MustCompile(`^curl (?:-X ([A-Z]+) )?http://127\.0\.0\.1:8080(/\S+)(?: -d '(.*)')?$`)
	for _, line := range examplesOf(t, controlHelp) {
		example := form.FindStringSubmatch(line)
		if example == nil {
			t.Errorf("%q is not as this test knows it", line)
			continue
		}
		req, err := http.NewRequestWithContext(t.Context(), example[1], r.env["AUTH0_DOMAIN"]+example[2], strings.NewReader(example[3]))
		if err != nil {
			t.Fatal(err)
		}
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		if body, err := io.ReadAll(res.Body); err != nil || res.Body.Close() != nil || res.StatusCode/100 != 2 {
			t.Errorf("%q: %s, %s, %v", line, res.Status, body, err)
		}
	}
}

// Each flag is in the help itself or in a topic of options, with the name
// of its value if it takes one, and the help has no other flags.
func TestTheHelpHasTheFlagsThatThereAre(t *testing.T) {
	t.Parallel()
	documented := map[string]bool{"help": false} // takes a value?
	for _, option := range regexp.MustCompile(`(?m)^  --([a-z-]+)( [A-Z]+)?`).FindAllStringSubmatch(help+faultsHelp+clusterHelp, -1) {
		if _, twice := documented[option[1]]; twice && option[1] != "help" {
			t.Errorf("--%s is there twice", option[1])
		}
		documented[option[1]] = option[2] != ""
	}
	var o options
	var version bool
	o.flags(&version).VisitAll(func(f *flag.Flag) {
		isBool, _ := f.Value.(interface{ IsBoolFlag() bool })
		switch value, there := documented[f.Name]; {
		case !there:
			t.Errorf("the help lacks --%s", f.Name)
		case value == (isBool != nil && isBool.IsBoolFlag()):
			t.Errorf("the help has --%s with a value: %t", f.Name, value)
		}
		delete(documented, f.Name)
	})
	delete(documented, "help")
	for name := range documented {
		t.Errorf("the help has --%s, which there is not", name)
	}
}

func TestHelpFitsATerminal(t *testing.T) {
	t.Parallel()
	for _, topic := range append(topics(), topic{"", help}) {
		if lines := strings.Count(topic.text, "\n"); lines > 40 {
			t.Errorf("help %s is %d lines, more than a screen has", topic.name, lines)
		}
		for line := range strings.Lines(topic.text) {
			if columns := utf8.RuneCountInString(strings.TrimSuffix(line, "\n")); columns > 80 {
				t.Errorf("%d columns: %s", columns, line)
			}
		}
	}
}

func TestHelpTellsTheTopicThatIsAskedFor(t *testing.T) {
	t.Parallel()
	for args, want := range map[string]string{
		"help": help, "help --help": help, "help -h": help, "--rate-limit 2 --help": help,
		"help faults": faultsHelp, "help cluster": clusterHelp, "cluster help": clusterHelp, "help health": healthHelp, "health --help": healthHelp, "help control": controlHelp, "help export": exportHelp, "help import": importHelp,
		"export --help": exportHelp, "help seed": seedHelp, "seed-schema --help": seedHelp, "import --help": importHelp,
		"import help": importHelp, "export help": exportHelp, "faults help": faultsHelp, "control help": controlHelp, "help help": help,
	} {
		var stdout, stderr bytes.Buffer
		if code := Run(t.Context(), strings.Fields(args), &stdout, &stderr, "dev"); code != 0 || stderr.Len() > 0 || stdout.String() != want {
			t.Errorf("%s: exit code %d, stdout %q, stderr %q", args, code, &stdout, &stderr)
		}
	}
}

// An error in the arguments names the help topic that lists them.
func TestMisuseNamesTheHelpThatTells(t *testing.T) {
	t.Parallel()
	for args, want := range map[string]string{
		"--lissten :1":       "--help",
		"--listen":           "--help",
		"--data":             "--help", // also an option of export's
		"--control=maybe":    "--help",
		"serve":              "--help",
		"--rate-limit x":     "help faults",
		"--random-seed":      "help faults",
		"--seed":             "--help",
		"--seed 7":           "help seed",
		"--burst 10":         "help faults",
		"--drain-delay 30s":  "help cluster",
		"--drain-timeout 5":  "help cluster",
		"--drain-timeout 0":  "help cluster",
		"--ready-file":       "help cluster",
		"--signing-keys":     "help cluster",
		"--latency 10m":      "help faults",
		"faults":             "help faults",
		"control":            "help control",
		"--listen :0 export": "help export",
		"help faluts":        "--help",
		"help faults now":    "--help",
		"export --date x":    "export --help",
		"import --date x":    "import --help",
	} {
		var stdout, stderr bytes.Buffer
		code := Run(t.Context(), strings.Fields(args), &stdout, &stderr, "dev")
		hint := "\nRun '" + program + " " + Name + " " + want + "' for the options.\n"
		if code != 2 || stdout.Len() > 0 || !strings.HasSuffix(stderr.String(), hint) {
			t.Errorf("%s: exit code %d, stdout %q, stderr %q", args, code, &stdout, &stderr)
		}
	}
	if _, err := parseHelp([]string{"faluts"}); err == nil || !strings.Contains(err.Error(), `"faluts"; the topics are faults, control, cluster, tenants, export, health, access, import, seed`) {
		t.Errorf("of an unknown topic: %v", err)
	}
}
