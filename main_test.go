package main

import (
	"bufio"
	"bytes"
	"errors"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"testing"
)

// asCommand makes the test binary the command itself, instead of running tests.
const asCommand = "MAIN_TEST_AS_COMMAND"

func TestMain(m *testing.M) {
	if os.Getenv(asCommand) != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

// process is the command with these arguments, not yet started.
func process(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self, args...)
	cmd.Env = append(os.Environ(), asCommand+"=1")
	return cmd
}

// exitCode is what a process ended with; -1 when it was killed.
func exitCode(t *testing.T, err error) int {
	t.Helper()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	if exit == nil {
		return 0
	}
	return exit.ExitCode()
}

func TestTheExitCodeSaysWhatBecameOfIt(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		args           []string
		code           int
		stdout, stderr string
	}{
		"help":                     {[]string{"--help"}, 0, "Usage: terraform-provider-auth0api mock-server", ""},
		"help as a command":        {[]string{"help"}, 0, "Usage: terraform-provider-auth0api mock-server", ""},
		"help of mock-server":      {[]string{"help", "mock-server"}, 0, "--listen HOST:PORT", ""},
		"help of a topic":          {[]string{"help", "mock-server", "faults"}, 0, "--rate-limit N", ""},
		"help of what is unknown":  {[]string{"help", "mock-sever"}, 2, "", `there is no command "mock-sever"`},
		"version":                  {[]string{"--version"}, 0, "dev\n", ""},
		"unknown command":          {[]string{"mock-sever"}, 2, "", `unknown command "mock-sever"`},
		"unknown option":           {[]string{"--nope"}, 2, "", "-nope"},
		"not from Terraform":       {nil, 1, "", "This binary is a plugin"},
		"mock-server's help":       {[]string{"mock-server", "--help"}, 0, "The exit code is then 0.\nIt is 1 if the tenant could not be served, and 2 if", ""},
		"mock-server's version":    {[]string{"mock-server", "--version"}, 0, "dev\n", ""},
		"mock-server, misused":     {[]string{"mock-server", "--nope"}, 2, "", "Run 'terraform-provider-auth0api mock-server --help'"},
		"mock-server export":       {[]string{"mock-server", "export"}, 2, "", "Run 'terraform-provider-auth0api mock-server export --help'"},
		"mock-server, no such dir": {[]string{"mock-server", "--listen", "127.0.0.1:0", "--data", "no/such/dir/tenant.db"}, 1, "", "mock-server: "},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var stdout, stderr bytes.Buffer
			cmd := process(t, c.args...)
			cmd.Stdout, cmd.Stderr = &stdout, &stderr
			if code := exitCode(t, cmd.Run()); code != c.code {
				t.Errorf("exit code %d, want %d", code, c.code)
			}
			for what, got := range map[string][2]string{"stdout": {stdout.String(), c.stdout}, "stderr": {stderr.String(), c.stderr}} {
				if !strings.Contains(got[0], got[1]) || got[1] == "" && got[0] != "" {
					t.Errorf("%s %q, want %q", what, got[0], got[1])
				}
			}
		})
	}
}

func TestASignalEndsTheMockServerWith0(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no signals to send")
	}
	for _, signal := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
		t.Run(signal.String(), func(t *testing.T) {
			t.Parallel()
			cmd := process(t, "mock-server", "--listen", "127.0.0.1:0")
			stdout, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			for lines := bufio.NewScanner(stdout); lines.Scan(); {
				if strings.HasPrefix(lines.Text(), "export AUTH0_CLIENT_SECRET=") {
					break // the port is open
				}
			}
			if err := cmd.Process.Signal(signal); err != nil {
				t.Error(err)
			}
			if code := exitCode(t, cmd.Wait()); code != 0 {
				t.Errorf("exit code %d", code)
			}
		})
	}
}
