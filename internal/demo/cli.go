package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"
)

// cli runs the Terraform CLI in the demo's folder.
type cli struct {
	path, dir string
	env       []string
	// name is what one types to run it: terraform or tofu.
	name string
}

// event is one line of the CLI's -json output, as far as the demo reads it.
type event struct {
	Type    string `json:"type"`
	Message string `json:"@message"`
	Hook    struct {
		Action   string `json:"action"`
		Resource struct {
			Addr string `json:"addr"`
		} `json:"resource"`
	} `json:"hook"`
	Changes struct {
		Add    int `json:"add"`
		Change int `json:"change"`
		Remove int `json:"remove"`
	} `json:"changes"`
	Diagnostic struct {
		Severity string `json:"severity"`
		Summary  string `json:"summary"`
		Detail   string `json:"detail"`
		Address  string `json:"address"`
	} `json:"diagnostic"`
}

// outcome is what one run of the CLI came to.
type outcome struct {
	exitCode int
	events   []event
}

// errorsReported are the diagnostics of severity error.
func (o outcome) errorsReported() []event {
	var list []event
	for _, e := range o.events {
		if e.Type == "diagnostic" && e.Diagnostic.Severity == "error" {
			list = append(list, e)
		}
	}
	return list
}

// summary returns the last change summary, such as that of an apply.
func (o outcome) summary() (event, bool) {
	for i := len(o.events) - 1; i >= 0; i-- {
		if o.events[i].Type == "change_summary" {
			return o.events[i], true
		}
	}
	return event{}, false
}

// failure describes a run that should have succeeded.
func (o outcome) failure() error {
	var b strings.Builder
	fmt.Fprintf(&b, "the CLI ended with exit code %d", o.exitCode)
	for _, e := range o.errorsReported() {
		fmt.Fprintf(&b, "\n  %s\n  %s", e.Diagnostic.Summary, e.Diagnostic.Detail)
	}
	return errors.New(b.String())
}

// run runs the CLI with -json and parses its events. An exit code other than 0
// is part of the outcome and no error.
func (c cli) run(ctx context.Context, args ...string) (outcome, error) {
	out, code, err := c.output(ctx, append(args, "-json")...)
	if err != nil {
		return outcome{}, err
	}
	o := outcome{exitCode: code}
	lines := bufio.NewScanner(bytes.NewReader(out))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var e event
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			return outcome{}, fmt.Errorf("the CLI printed a line that is not JSON: %q", lines.Text())
		}
		o.events = append(o.events, e)
	}
	return o, lines.Err()
}

// output runs the CLI and returns its standard output and exit code.
func (c cli) output(ctx context.Context, args ...string) ([]byte, int, error) {
	cmd := exec.CommandContext(ctx, c.path, args...)
	cmd.Dir, cmd.Env = c.dir, c.env
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	// The CLI stops its provider processes when it is interrupted, not when it
	// is killed.
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 20 * time.Second
	out, err := cmd.Output()
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return nil, 0, ctx.Err()
	case errors.As(err, &exit):
		if len(out) == 0 {
			return nil, 0, fmt.Errorf("%s %s: %w\n%s", c.path, args[0], err, bytes.TrimSpace(stderr.Bytes()))
		}
		return out, exit.ExitCode(), nil
	case err != nil:
		return nil, 0, fmt.Errorf("%s %s: %w", c.path, args[0], err)
	}
	return out, 0, nil
}

// decode runs a CLI command that prints one JSON document.
func (c cli) decode(ctx context.Context, into any, args ...string) error {
	out, code, err := c.output(ctx, args...)
	if err != nil {
		return err
	}
	if code != 0 {
		return fmt.Errorf("%s ended with exit code %d: %s", strings.Join(args, " "), code, bytes.TrimSpace(out))
	}
	return json.Unmarshal(out, into)
}

// version returns the first line of the CLI's version, such as "Terraform v1.11.4".
func (c cli) version(ctx context.Context) (string, error) {
	out, _, err := c.output(ctx, "version")
	first, _, _ := strings.Cut(string(out), "\n")
	return first, err
}
