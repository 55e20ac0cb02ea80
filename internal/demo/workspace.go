package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

const (
	// exampleDir is the configuration that the demo applies.
	exampleDir = "examples/quickstart"
	// domain is the domain of the embedded tenant. No request is sent to it.
	domain = "demo.example.test"
	// tenantFile holds the embedded tenant, in the workspace.
	tenantFile = "tenant.db"
)

// override makes the example's provider block use an embedded tenant. Terraform
// merges it, because of the file's name.
const override = `provider "auth0api" {
  domain = "` + domain + `"

  embedded = {
    path = "` + tenantFile + `"
  }
}
`

// workspace is a temporary folder with the provider, the example, and a CLI
// configuration that makes the CLI use this provider.
type workspace struct {
	cli  cli
	root string
	dir  string // where the CLI runs
}

// newWorkspace finds the CLI, builds the provider and writes the files.
func newWorkspace(ctx context.Context, out printer) (_ *workspace, err error) {
	find := exec.CommandContext(ctx, "internal/tools/find-cli.sh")
	find.Stderr = os.Stderr // it reports when it builds a CLI, which takes minutes
	path, err := find.Output()
	if err != nil {
		return nil, fmt.Errorf("finding a Terraform CLI (run the demo at the top of the repository): %w", err)
	}
	root, err := os.MkdirTemp("", "auth0api-demo-")
	if err != nil {
		return nil, err
	}
	space := &workspace{root: root, dir: filepath.Join(root, "quickstart")}
	defer func() {
		if err != nil {
			err = errors.Join(err, space.remove())
		}
	}()
	config, err := space.writeFiles()
	if err != nil {
		return nil, err
	}
	started := time.Now()
	build := exec.CommandContext(ctx, "go", "build", "-o", filepath.Join(root, "terraform-provider-auth0api"), ".")
	if output, err := build.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("building the provider: %w\n%s", err, bytes.TrimSpace(output))
	}
	took := time.Since(started).Round(100 * time.Millisecond)
	space.cli = cli{path: strings.TrimSpace(string(path)), dir: space.dir, env: environment(os.Environ(), config), name: "terraform"}
	version, err := space.cli.must(ctx, "version")
	if err != nil {
		return nil, err
	}
	if version, _, _ = strings.Cut(version, "\n"); strings.HasPrefix(version, "OpenTofu") {
		space.cli.name = "tofu"
	}
	out.lines(fmt.Sprintf("CLI       %s (%s)\nprovider  built from this checkout in %s\nconfig    %s, in a temporary folder\n"+
		"tenant    inside the provider, in a file: no account, no server, no port", version, space.cli.path, took, exampleDir))
	return space, nil
}

// remove removes the folder.
func (s *workspace) remove() error { return os.RemoveAll(s.root) }

// writeFiles copies the example, adds the override, and writes the CLI
// configuration, whose path it returns.
func (s *workspace) writeFiles() (config string, err error) {
	if err := os.CopyFS(s.dir, os.DirFS(exampleDir)); err != nil {
		return "", fmt.Errorf("copying %s: %w", exampleDir, err)
	}
	if err := os.WriteFile(filepath.Join(s.dir, "embedded_override.tf"), []byte(override), 0o600); err != nil {
		return "", err
	}
	config = filepath.Join(s.root, "cli.tfrc")
	text := fmt.Sprintf("provider_installation {\n  dev_overrides {\n    \"auth0api/auth0api\" = %q\n  }\n  direct {}\n}\n", s.root)
	return config, os.WriteFile(config, []byte(text), 0o600)
}

// environment removes the variables that would change what the CLI or the provider
// does, such as the user's tenant, workspace and logging.
func environment(environ []string, config string) []string {
	env := make([]string, 0, len(environ)+4)
	for _, variable := range environ {
		if !strings.HasPrefix(variable, "AUTH0_") && !strings.HasPrefix(variable, "TF_") {
			env = append(env, variable)
		}
	}
	return append(env, "TF_CLI_CONFIG_FILE="+config, "TF_IN_AUTOMATION=1", "TF_INPUT=0", "CHECKPOINT_DISABLE=1", "TF_CLI_ARGS=-no-color")
}

// cli runs the Terraform CLI in the workspace.
type cli struct {
	path, dir string
	env       []string
	name      string // terraform or tofu
}

// run runs the CLI, and returns what it wrote to its standard output and standard
// error, and its exit code.
func (c cli) run(ctx context.Context, args ...string) (output, failure string, code int, err error) {
	command := exec.CommandContext(ctx, c.path, args...)
	var stdout, stderr strings.Builder
	command.Dir, command.Env, command.Stdout, command.Stderr = c.dir, c.env, &stdout, &stderr
	// The CLI stops its provider processes when it is interrupted, but not when it
	// is killed.
	command.Cancel = func() error { return command.Process.Signal(os.Interrupt) }
	command.WaitDelay = 20 * time.Second
	err = command.Run()
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil:
		err = ctx.Err()
	case errors.As(err, &exit):
		err = nil
	}
	return stdout.String(), stderr.String(), command.ProcessState.ExitCode(), err
}

// must runs a command that has to succeed, and returns its output.
func (c cli) must(ctx context.Context, args ...string) (string, error) {
	output, failure, code, err := c.run(ctx, args...)
	if err == nil && code != 0 {
		err = fmt.Errorf("%s %s ended with exit code %d\n%s%s", c.name, strings.Join(args, " "), code, output, failure)
	}
	return output, err
}
