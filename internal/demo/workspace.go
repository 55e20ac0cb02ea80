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
	// domain names the embedded tenant; nothing ever dials it.
	domain = "demo.example.test"
	// tenantFile holds the embedded tenant, in the working folder.
	tenantFile = "tenant.db"
)

// override turns the example's provider block into one with an embedded
// tenant. Terraform merges it in by the file's name.
const override = `provider "auth0api" {
  domain = "` + domain + `"

  embedded = {
    path = "` + tenantFile + `"
  }
}
`

// workspace is a temporary folder with the provider, the example, and the CLI
// configuration that makes the CLI use that provider.
type workspace struct {
	cli  cli
	root string
	// dir is where the CLI runs.
	dir string
}

// newWorkspace finds the CLI, builds the provider and lays out the folder.
func newWorkspace(ctx context.Context, out *printer) (_ *workspace, err error) {
	source, err := sourceRoot(ctx)
	if err != nil {
		return nil, err
	}
	cliPath, err := findCLI(ctx, source)
	if err != nil {
		return nil, err
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

	bin := filepath.Join(root, "bin")
	took, err := buildProvider(ctx, source, bin)
	if err != nil {
		return nil, err
	}
	config, err := space.writeFiles(filepath.Join(source, exampleDir), bin)
	if err != nil {
		return nil, err
	}
	space.cli = cli{path: cliPath, dir: space.dir, env: cliEnvironment(os.Environ(), config)}
	version, err := space.cli.version(ctx)
	if err != nil {
		return nil, err
	}
	space.cli.name = "terraform"
	if strings.HasPrefix(version, "OpenTofu") {
		space.cli.name = "tofu"
	}
	out.linef("CLI       %s (%s)", version, cliPath)
	out.linef("provider  built from this checkout in %s", took.Round(100*time.Millisecond))
	out.linef("config    %s, in a temporary folder", exampleDir)
	out.linef("tenant    inside the provider, in a file: no account, no server, no port")
	return space, nil
}

// remove deletes the folder and all that the steps made in it.
func (s *workspace) remove() error { return os.RemoveAll(s.root) }

func (s *workspace) tenantPath() string { return filepath.Join(s.dir, tenantFile) }

// writeFiles copies the example, adds the override, and writes the CLI
// configuration, whose path it returns.
func (s *workspace) writeFiles(example, bin string) (string, error) {
	if err := os.Mkdir(s.dir, 0o700); err != nil {
		return "", err
	}
	files, err := filepath.Glob(filepath.Join(example, "*.tf"))
	if err != nil || len(files) == 0 {
		return "", fmt.Errorf("no *.tf files in %s: %w", example, err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			return "", err
		}
		if err := os.WriteFile(filepath.Join(s.dir, filepath.Base(file)), data, 0o600); err != nil {
			return "", err
		}
	}
	if err := os.WriteFile(filepath.Join(s.dir, "embedded_override.tf"), []byte(override), 0o600); err != nil {
		return "", err
	}
	config := filepath.Join(s.root, "cli.tfrc")
	text := fmt.Sprintf("provider_installation {\n  dev_overrides {\n    \"auth0api/auth0api\" = %q\n  }\n  direct {}\n}\n", bin)
	return config, os.WriteFile(config, []byte(text), 0o600)
}

// sourceRoot is the checkout that the demo runs from.
func sourceRoot(ctx context.Context) (string, error) {
	out, err := exec.CommandContext(ctx, "go", "env", "GOMOD").Output()
	if err != nil {
		return "", fmt.Errorf("go env GOMOD: %w", err)
	}
	root := filepath.Dir(strings.TrimSpace(string(out)))
	if _, err := os.Stat(filepath.Join(root, exampleDir)); err != nil {
		return "", fmt.Errorf("run the demo inside the repository: %w", err)
	}
	return root, nil
}

// findCLI asks the script that the tests ask too.
func findCLI(ctx context.Context, source string) (string, error) {
	cmd := exec.CommandContext(ctx, filepath.Join(source, "internal/tools/find-cli.sh"))
	cmd.Stderr = os.Stderr // it says when it builds a CLI, which takes minutes
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("finding a Terraform CLI: %w", err)
	}
	return strings.TrimSpace(string(out)), nil
}

func buildProvider(ctx context.Context, source, bin string) (time.Duration, error) {
	started := time.Now()
	cmd := exec.CommandContext(ctx, "go", "build", "-o", filepath.Join(bin, "terraform-provider-auth0api"), ".")
	cmd.Dir = source
	if out, err := cmd.CombinedOutput(); err != nil {
		return 0, fmt.Errorf("building the provider: %w\n%s", err, bytes.TrimSpace(out))
	}
	return time.Since(started), nil
}

// cliEnvironment drops what would make the CLI or the provider do something
// else than the demo says: the user's tenant, workspace, logging, arguments.
func cliEnvironment(environ []string, config string) []string {
	env := make([]string, 0, len(environ)+4)
	for _, variable := range environ {
		if !strings.HasPrefix(variable, "AUTH0_") && !strings.HasPrefix(variable, "TF_") {
			env = append(env, variable)
		}
	}
	return append(env, "TF_CLI_CONFIG_FILE="+config, "TF_IN_AUTOMATION=1", "TF_INPUT=0", "CHECKPOINT_DISABLE=1")
}
