// Command docs generates the pages of the registry below docs/, from the provider's
// schema, templates and examples, with tfplugindocs; or, with -check, reports how the
// pages differ. `make docs` and `make docs-check` run it, at the top of the
// repository. It needs no CLI. It also generates the guide on fidelity. It does not
// change the other guides and the images, which are written by hand.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/fidelity"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider"
)

const (
	name      = "auth0api"
	target    = "docs"
	templates = "internal/docs/templates"
	examples  = "examples"
)

func main() {
	check := flag.Bool("check", false, "write nothing; fail if the pages are stale")
	tool := flag.String("tool", ".cache/tfplugindocs", "the tfplugindocs to run")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, *tool, *check)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "docs:", err)
		os.Exit(1)
	}
}

// run writes the pages, or only compares them.
func run(ctx context.Context, tool string, check bool) error {
	want, err := generate(ctx, tool)
	if err != nil {
		return err
	}
	have, err := pages(target)
	if err != nil {
		return err
	}
	guide, err := guides()
	if err != nil {
		return err
	}
	lines := append(differences(have, want), differences(guide, map[string][]byte{fidelity.Path: fidelity.Page()})...)
	if check {
		if len(lines) > 0 {
			return errors.New("the pages under docs are stale; run make docs, and commit what it writes:\n  " + strings.Join(lines, "\n  "))
		}
		return nil
	}
	for _, line := range lines {
		fmt.Println(line)
	}
	if err := os.WriteFile(filepath.FromSlash(fidelity.Path), fidelity.Page(), 0o644); err != nil { //nolint:gosec // documentation is public
		return fmt.Errorf("writing the guide on fidelity: %w", err)
	}
	return replace(target, have, want)
}

// guides reads the guides that are generated, by their path from the top of the
// repository.
func guides() (map[string][]byte, error) {
	content, err := os.ReadFile(filepath.FromSlash(fidelity.Path))
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	return map[string][]byte{fidelity.Path: content}, err
}

// generate returns the pages as they should be.
func generate(ctx context.Context, tool string) (map[string][]byte, error) {
	root, err := os.Getwd()
	if err != nil {
		return nil, fmt.Errorf("finding the current folder: %w", err)
	}
	if _, err := os.Stat(templates); err != nil {
		return nil, fmt.Errorf("this command must run at the top of the repository, which has the templates: %w", err)
	}
	temp, err := os.MkdirTemp("", "auth0api-docs-")
	if err != nil {
		return nil, fmt.Errorf("creating a folder for the pages: %w", err)
	}
	defer func() { _ = os.RemoveAll(temp) }()

	document, err := schemaJSON(ctx, providerserver.NewProtocol6(provider.New("docs")())(), name)
	if err != nil {
		return nil, err
	}
	schemaFile, rendered := filepath.Join(temp, "schema.json"), filepath.Join(temp, "rendered")
	if err := os.WriteFile(schemaFile, document, 0o600); err != nil {
		return nil, fmt.Errorf("writing the provider's schema: %w", err)
	}
	// The tool expects this path relative to the provider's folder.
	relative, err := filepath.Rel(root, rendered)
	if err != nil {
		return nil, fmt.Errorf("naming the folder for the pages: %w", err)
	}
	cmd := exec.CommandContext(ctx, tool, "generate", //nolint:gosec // the tool is the caller's choice
		"--provider-dir", root, "--provider-name", name, "--providers-schema", schemaFile,
		"--website-source-dir", templates, "--examples-dir", examples, "--rendered-website-dir", relative)
	if output, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("tfplugindocs failed (make docs builds it): %w\n%s", err, output)
	}
	return pages(rendered)
}
