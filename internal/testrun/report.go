package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"
)

// event is an event of `go test -json` (see `go doc test2json`).
type event struct {
	Action, Package, Test, Output string
	// ImportPath is set instead of Package in the output of a build.
	ImportPath  string
	FailedBuild string
}

// report sums up the events of several runs of go test.
type report struct {
	w          io.Writer
	now        func() time.Time
	isTerminal bool

	began, lastProgress time.Time
	passed, failures    int
	packages            map[string]bool // true: it passed
	commandsFailed      int
	// output is the output so far of each test that has not ended, by package and test.
	output map[[2]string][]string
	// skipped are the names of tests by the reason why they were skipped.
	skipped map[string][]string
	// notRun are the tests that a script left out, with the reason.
	notRun []string
	// ran are what a script says that the tests ran with.
	ran []string
	// other are the lines of the present command that are no events.
	other []string
	// shown is the length of the line of progress on the terminal.
	shown int
}

func newReport(w io.Writer, now func() time.Time, isTerminal bool) *report {
	return &report{
		w: w, now: now, isTerminal: isTerminal, began: now(), lastProgress: now(),
		packages: map[string]bool{}, output: map[[2]string][]string{}, skipped: map[string][]string{},
	}
}

func (r *report) failed() bool { return r.failures > 0 || r.commandsFailed > 0 }

// line reports a line of a command.
func (r *report) line(line []byte) {
	var e event
	if err := json.Unmarshal(line, &e); err != nil || e.Action == "" {
		if reason, isSkip := strings.CutPrefix(string(line), "skipped: "); isSkip { // by a script
			r.notRun = append(r.notRun, strings.TrimSpace(reason))
		}
		if with, isRan := strings.CutPrefix(string(line), "ran: "); isRan {
			r.ran = append(r.ran, strings.TrimSpace(with))
		}
		r.other = append(r.other, string(line))
		return
	}
	key := [2]string{cmp.Or(e.Package, e.ImportPath), e.Test}
	switch e.Action {
	case "output", "build-output":
		r.output[key] = append(r.output[key], e.Output)
	case "pass", "fail", "skip":
		r.end(e, key)
	}
	r.progress(e.Package)
}

// end reports the end of a test, or of a package if the event names no test.
func (r *report) end(e event, key [2]string) {
	defer delete(r.output, key)
	isPackage := e.Test == ""
	switch {
	case isPackage && e.Action == "skip": // it has no tests
	case isPackage && e.Action == "pass":
		r.packages[e.Package] = true
	case isPackage:
		r.packages[e.Package] = false
		r.fail(e, key)
	case e.Action == "pass":
		r.passed++
	case e.Action == "skip":
		reason := reasonOf(r.output[key])
		r.skipped[reason] = append(r.skipped[reason], e.Test)
	case e.Action == "fail":
		r.failures++
		r.fail(e, key)
	}
}

// fail prints the output of a test or package that failed.
func (r *report) fail(e event, key [2]string) {
	r.clear()
	if e.FailedBuild != "" {
		key[0] = e.FailedBuild
	}
	for _, line := range r.output[key] {
		fmt.Fprint(r.w, line)
	}
	if e.FailedBuild != "" {
		delete(r.output, key)
	}
}

// reasonOf returns the message of a skip: the last line of the output of a test with the
// position of t.Skip, without it.
func reasonOf(output []string) string {
	reason := "no reason given"
	for _, line := range output {
		text := strings.TrimSpace(line)
		if text == "" || strings.HasPrefix(text, "===") || strings.HasPrefix(text, "---") {
			continue
		}
		if position, message, found := strings.Cut(text, ": "); found && strings.Contains(position, "_test.go:") {
			text = message
		}
		reason = text
	}
	return reason
}

// progress shows how far the tests are: one line that changes on a terminal, and a line a
// minute elsewhere.
func (r *report) progress(name string) {
	now := r.now()
	if since := now.Sub(r.lastProgress); r.isTerminal && since < 100*time.Millisecond || !r.isTerminal && since < progressEvery {
		return
	}
	r.lastProgress = now
	line := fmt.Sprintf("%s: %d tests passed, %d failed; %d packages done; now %s",
		now.Sub(r.began).Round(time.Second), r.passed, r.failures, len(r.packages), short(name))
	if !r.isTerminal {
		fmt.Fprintln(r.w, line)
		return
	}
	line = line[:min(len(line), 79)]
	fmt.Fprintf(r.w, "\r%-*s", r.shown, line)
	r.shown = len(line)
}

// clear removes the line of progress from the terminal.
func (r *report) clear() {
	if r.shown > 0 {
		fmt.Fprintf(r.w, "\r%s\r", strings.Repeat(" ", r.shown))
		r.shown = 0
	}
}

// short returns the name of a package without that of the module.
func short(name string) string {
	_, after, found := strings.Cut(name, "/terraform-provider-auth0api/")
	if !found {
		return name
	}
	return after
}

// finish prints what was skipped, and the totals.
func (r *report) finish() {
	r.clear()
	for _, each := range r.ran {
		fmt.Fprintf(r.w, "the tests ran with %s\n", each)
	}
	for _, each := range r.notRun {
		fmt.Fprintf(r.w, "skipped: %s\n", each)
	}
	skips := 0
	for _, reason := range slices.Sorted(maps.Keys(r.skipped)) {
		names := r.skipped[reason]
		skips += len(names)
		slices.Sort(names)
		names = slices.Compact(names)
		text := strings.Join(names[:min(3, len(names))], ", ")
		if more := len(names) - 3; more > 0 {
			text += fmt.Sprintf(" and %d more", more)
		}
		fmt.Fprintf(r.w, "skipped: %s (%s)\n", reason, text)
	}
	verdict, packages := "ok", 0
	for _, passed := range r.packages {
		if passed {
			packages++
		}
	}
	if r.failed() {
		verdict = "FAILED"
	}
	fmt.Fprintf(r.w, "%s: %d tests passed, %d failed, %d skipped; %d of %d packages passed; %s\n", verdict,
		r.passed, r.failures, skips, packages, len(r.packages), r.now().Sub(r.began).Round(time.Second))
}
