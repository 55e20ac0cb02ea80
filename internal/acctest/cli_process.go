package acctest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// exitDelay is how long output is awaited after the end of a command.
const exitDelay = 5 * time.Second

// Process is a running command of the CLI.
type Process struct {
	tb      testing.TB
	command *exec.Cmd
	output  bytes.Buffer
	// plugins are the provider processes that findPlugins found.
	plugins []int
}

// Start starts a command, for tests that interrupt it. The test must call Wait.
func (c *CLI) Start(args ...string) *Process {
	c.tb.Helper()
	return c.start("", args...)
}

func (c *CLI) start(stdin string, args ...string) *Process {
	c.tb.Helper()
	return c.startProgram(c.path, stdin, c.env, args...)
}

func (c *CLI) startProgram(path, stdin string, env []string, args ...string) *Process {
	c.tb.Helper()
	p := &Process{tb: c.tb, command: exec.CommandContext(c.tb.Context(), path, args...)}
	p.command.Dir, p.command.Env, p.command.Stdin = c.Dir, env, strings.NewReader(stdin)
	p.command.Stdout, p.command.Stderr = &p.output, &p.output
	// Do not wait for processes that keep the output open, such as a provider whose
	// CLI was killed.
	p.command.WaitDelay = exitDelay
	if err := p.command.Start(); err != nil {
		c.tb.Fatalf("%s %s: %v", path, strings.Join(args, " "), err)
	}
	return p
}

// Wait waits for the end of the command, and returns its exit code, which is -1 if
// the CLI was killed, and its output. Only the goroutine of the test may call it.
func (p *Process) Wait() (code int, output string) {
	p.tb.Helper()
	err := p.command.Wait()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) && !errors.Is(err, exec.ErrWaitDelay) {
		p.tb.Fatalf("%s: %v", p.command, err)
	}
	for _, pid := range p.plugins { // a provider continues when its CLI was killed
		_ = kill(pid)
	}
	return p.command.ProcessState.ExitCode(), p.output.String()
}

// Interrupt sends Ctrl-C, which the CLI forwards to its providers.
func (p *Process) Interrupt() error { return p.command.Process.Signal(os.Interrupt) }

// KillProviders kills the provider processes, as kill -9 does.
func (p *Process) KillProviders() error {
	if err := p.findPlugins(); err != nil {
		return err
	}
	for _, pid := range p.plugins {
		if err := kill(pid); err != nil {
			return err
		}
	}
	return nil
}

func kill(pid int) error {
	process, err := os.FindProcess(pid)
	if err != nil {
		return err
	}
	return process.Kill()
}

// Kill kills the CLI, as kill -9 does. Its providers run until Wait.
func (p *Process) Kill() error {
	if err := p.findPlugins(); err != nil {
		return err
	}
	return p.command.Process.Kill()
}

// findPlugins lists the CLI's child processes.
func (p *Process) findPlugins() error {
	list, err := exec.CommandContext(p.tb.Context(), "ps", "-A", "-o", "pid=,ppid=").Output()
	if err != nil {
		return fmt.Errorf("listing processes: %w", err)
	}
	for line := range strings.Lines(string(list)) {
		var pid, parent int
		if n, _ := fmt.Sscan(line, &pid, &parent); n == 2 && parent == p.command.Process.Pid {
			p.plugins = append(p.plugins, pid)
		}
	}
	if len(p.plugins) == 0 {
		return errors.New("the CLI has no provider processes")
	}
	return nil
}

// RestoreTornState replaces a state file that is not valid JSON by its backup, or
// removes it, and reports whether it did so. The CLI does not write a local state
// atomically: when it is killed meanwhile, the file is incomplete.
func (c *CLI) RestoreTornState() bool {
	c.tb.Helper()
	state := filepath.Join(c.Dir, "terraform.tfstate")
	content, err := os.ReadFile(state)
	if errors.Is(err, fs.ErrNotExist) || err == nil && (len(content) == 0 || json.Valid(content)) { // an empty file is an empty state
		return false
	}
	if err == nil {
		err = os.Rename(state+".backup", state)
	}
	if errors.Is(err, fs.ErrNotExist) {
		err = os.Remove(state)
	}
	if err != nil {
		c.tb.Fatal(err)
	}
	return true
}
