package acctest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// CLI runs the real Terraform CLI in its own folder, as a user does: each command
// starts provider processes. The provider is the test binary, whose TestMain must
// serve it if StartedByCLI.
type CLI struct {
	// Dir is the folder that the CLI runs in.
	Dir string

	tb   testing.TB
	path string
	env  []string
}

// requiredProviders is the beginning of each configuration of a CLI.
const requiredProviders = `terraform {
  required_providers {
    auth0api = {
      source = "auth0api/auth0api"
    }
  }
}
`

// StartedByCLI reports whether this process was started as a plugin.
func StartedByCLI() bool { return os.Getenv("TF_PLUGIN_MAGIC_COOKIE") != "" }

// NewCLI creates the folder of a CLI. env are additional variables, NAME=value. The
// variables of Terraform and of the provider are not inherited. Without TF_ACC the
// test is skipped, as acceptance tests are.
func NewCLI(tb testing.TB, env ...string) *CLI {
	tb.Helper()
	if os.Getenv("TF_ACC") == "" {
		tb.Skip("Acceptance tests skipped unless env 'TF_ACC' set")
	}
	path := os.Getenv("TF_ACC_TERRAFORM_PATH")
	if path == "" {
		var err error
		if path, err = exec.LookPath("terraform"); err != nil {
			tb.Fatal(err)
		}
	}
	root := tb.TempDir()
	self, err := os.Executable()
	if err != nil {
		tb.Fatal(err)
	}
	cli := &CLI{tb: tb, path: path, Dir: filepath.Join(root, "work")}
	plugins, config := filepath.Join(root, "plugins"), filepath.Join(root, "cli.tfrc")
	for _, dir := range []string{cli.Dir, plugins} {
		if err := os.Mkdir(dir, 0o700); err != nil {
			tb.Fatal(err)
		}
	}
	// A state that the official provider wrote names that provider. The CLI then
	// requires it, although it sends it no request, so this provider is installed
	// under both names.
	for _, name := range []string{"terraform-provider-auth0api", "terraform-provider-auth0"} {
		if err := os.Symlink(self, filepath.Join(plugins, name)); err != nil {
			tb.Fatal(err)
		}
	}
	overrides := fmt.Sprintf("provider_installation {\n  dev_overrides {\n    \"auth0api/auth0api\" = %[1]q\n    \"auth0/auth0\"       = %[1]q\n  }\n  direct {}\n}\n", plugins)
	if err := os.WriteFile(config, []byte(overrides), 0o600); err != nil {
		tb.Fatal(err)
	}
	for _, each := range os.Environ() {
		if !strings.HasPrefix(each, "TF_") && !strings.HasPrefix(each, "AUTH0_") {
			cli.env = append(cli.env, each)
		}
	}
	cli.env = append(cli.env, "TF_CLI_CONFIG_FILE="+config, "TF_IN_AUTOMATION=1", "CHECKPOINT_DISABLE=1")
	// The provider's journal is in the user's cache folder.
	cli.env = append(cli.env, "XDG_CACHE_HOME="+filepath.Join(root, "cache"))
	cli.env = append(cli.env, env...)
	return cli
}

// NeedsTerraform skips the test if the CLI is an older Terraform, or OpenTofu. What
// Terraform 1.12 and later added is always tested with the plugin protocol, and with
// the CLI only if the CLI supports it.
func (c *CLI) NeedsTerraform(major, minor int) {
	c.tb.Helper()
	first, _, _ := strings.Cut(c.Must("version"), "\n")
	var hasMajor, hasMinor int
	if n, _ := fmt.Sscanf(first, "Terraform v%d.%d", &hasMajor, &hasMinor); n != 2 || hasMajor < major || hasMajor == major && hasMinor < minor {
		c.tb.Skipf("this needs Terraform %d.%d or later; the CLI is %s", major, minor, first)
	}
}

// Not skips the test if the CLI is this one, such as "OpenTofu v1.11.0", which has a defect.
func (c *CLI) Not(cli, defect string) {
	c.tb.Helper()
	if first, _, _ := strings.Cut(c.Must("version"), "\n"); strings.TrimSpace(first) == cli {
		c.tb.Skipf("%s %s", cli, defect)
	}
}

// Config writes the configuration, with a terraform block.
func (c *CLI) Config(hcl string) {
	c.tb.Helper()
	c.File("main.tf", requiredProviders+hcl)
}

// File writes a file of the folder.
func (c *CLI) File(name, content string) {
	c.tb.Helper()
	if err := os.WriteFile(filepath.Join(c.Dir, name), []byte(content), 0o600); err != nil {
		c.tb.Fatal(err)
	}
}

// SetEnv sets a variable for all following commands.
func (c *CLI) SetEnv(name, value string) { c.env = append(c.env, name+"="+value) }

// Run runs a command, and returns its exit code and its output, of both streams.
// Each run of the CLI takes about a second.
func (c *CLI) Run(args ...string) (code int, output string) {
	c.tb.Helper()
	return c.run("", args...)
}

// Script runs a program in the folder of the CLI, with TERRAFORM set to the CLI, and
// returns its exit code and its output, of both streams.
func (c *CLI) Script(path string, args ...string) (code int, output string) {
	c.tb.Helper()
	return c.startProgram(path, "", append(slices.Clone(c.env), "TERRAFORM="+c.path), args...).Wait()
}

// Console evaluates an expression.
func (c *CLI) Console(expression string) string {
	c.tb.Helper()
	code, output := c.run(expression+"\n", "console", "-no-color")
	if code != 0 {
		c.tb.Fatalf("console ended with %d:\n%s", code, output)
	}
	return output
}

// Must runs a command that has to succeed.
func (c *CLI) Must(args ...string) string {
	c.tb.Helper()
	code, output := c.Run(args...)
	if code != 0 {
		c.tb.Fatalf("%s ended with %d:\n%s", strings.Join(args, " "), code, output)
	}
	return output
}

// Apply applies the configuration, or destroys its objects with -destroy.
func (c *CLI) Apply(args ...string) string {
	c.tb.Helper()
	return c.Must(append([]string{"apply", "-auto-approve", "-no-color"}, args...)...)
}

// EmptyPlan checks that a plan has no changes.
func (c *CLI) EmptyPlan() {
	c.tb.Helper()
	if code, output := c.Run("plan", "-detailed-exitcode", "-no-color"); code != 0 {
		c.tb.Fatalf("the plan ended with %d, want 0, that is, no changes:\n%s", code, output)
	}
}

func (c *CLI) run(stdin string, args ...string) (int, string) {
	c.tb.Helper()
	return c.start(stdin, args...).Wait()
}
