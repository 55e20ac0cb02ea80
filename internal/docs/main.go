// Command docs generates the pages of the registry, from the provider's schema,
// templates and examples, with tfplugindocs, and the guide on fidelity. `make docs` and
// `make docs-check` run it, at the top of the repository, and copy the pages to docs/ or
// compare them. It needs no CLI.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/fidelity"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider"
)

const (
	name      = "auth0api"
	templates = "internal/docs/templates"
	examples  = "examples"
)

func main() {
	out := flag.String("out", ".cache/docs", "the folder to write the pages to, relative to the top of the repository")
	tool := flag.String("tool", ".cache/tfplugindocs", "the tfplugindocs to run")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, *tool, *out)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "docs:", err)
		os.Exit(1)
	}
}

// run writes the pages.
func run(ctx context.Context, tool, out string) error {
	if err := generate(ctx, tool, out); err != nil {
		return err
	}
	guide := filepath.Join(out, "guides", filepath.Base(fidelity.Path))
	if err := os.MkdirAll(filepath.Dir(guide), 0o755); err != nil { //nolint:gosec // documentation is public
		return fmt.Errorf("creating the folder of the guides: %w", err)
	}
	if err := os.WriteFile(guide, fidelity.Page(), 0o644); err != nil { //nolint:gosec // documentation is public
		return fmt.Errorf("writing the guide on fidelity: %w", err)
	}
	return nil
}

// generate writes the pages of the registry, in place of what the folder has.
func generate(ctx context.Context, tool, out string) error {
	root, err := os.Getwd()
	if err != nil {
		return fmt.Errorf("finding the current folder: %w", err)
	}
	if _, err := os.Stat(templates); err != nil {
		return fmt.Errorf("this command must run at the top of the repository, which has the templates: %w", err)
	}
	temp, err := os.MkdirTemp("", "auth0api-docs-")
	if err != nil {
		return fmt.Errorf("creating a folder for the pages: %w", err)
	}
	defer func() { _ = os.RemoveAll(temp) }()

	document, err := schemaJSON(ctx, providerserver.NewProtocol6(provider.New("docs")())(), name)
	if err != nil {
		return err
	}
	schemaFile := filepath.Join(temp, "schema.json")
	if err := os.WriteFile(schemaFile, document, 0o600); err != nil {
		return fmt.Errorf("writing the provider's schema: %w", err)
	}
	cmd := exec.CommandContext(ctx, tool, "generate", //nolint:gosec // the tool is the caller's choice
		"--provider-dir", root, "--provider-name", name, "--providers-schema", schemaFile,
		"--website-source-dir", templates, "--examples-dir", examples, "--rendered-website-dir", out)
	if output, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("tfplugindocs failed (make docs builds it): %w\n%s", err, output)
	}
	return nil
}
