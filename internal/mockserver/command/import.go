package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"unicode"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/deploycli"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// importName is the name of the import command, after Name.
const importName = "import"

const importHelp = `Usage: terraform-provider-auth0api mock-server import --data FILE [options] PATH

Loads the APIs, clients, client grants, roles, organizations and API-related
settings of the files of auth0-deploy-cli into a mock tenant. PATH is a file
such as tenant.yaml, or the folder that the deploy CLI exported to.

The objects are sent to the tenant's Management API, which validates them. As
with the deploy CLI, APIs are found by identifier, grants by client and API, and
all others by name. Existing objects are changed to match the files, and no
object is deleted. Created clients get new IDs, and new secrets unless the files
have one. A grant whose client is neither in the files nor in the tenant is
skipped. Keys without a PEM, as the deploy CLI exports them, are left out.

Options:
  --data FILE             the data file of mock-server --data; it is created if
                          it does not exist, and a mock may be running on it
  --config FILE           the deploy CLI's config.json. These settings are used:
                          AUTH0_KEYWORD_REPLACE_MAPPINGS, AUTH0_EXCLUDED,
                          AUTH0_INCLUDED_ONLY, AUTH0_EXCLUDED_CLIENTS,
                          AUTH0_EXCLUDED_RESOURCE_SERVERS, AUTH0_CLIENT_ID and
                          AUTH0_EXCLUDE_THIRD_PARTY_CLIENTS. Except for
                          AUTH0_CLIENT_ID, environment variables of these names
                          take precedence. Each environment variable is also a
                          keyword, as for the deploy CLI
  --help                  print this text

Examples:
  terraform-provider-auth0api mock-server import --data tenant.db tenant.yaml
  terraform-provider-auth0api mock-server import --data tenant.db \
    --config config.json ./exported

The exit code is 0 if the tenant matches the files, 1 if an object failed (the
others are loaded), and 2 if the options are invalid.
`

// importOptions are the flags of import.
type importOptions struct{ dataFile, configFile, path string }

func runImport(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	o, err := parseImport(args, stdout)
	return carryOut(Name+" "+importName, err, stderr, func() error { return o.load(ctx, os.Environ(), stdout, stderr) })
}

// parseImport parses the flags, which may follow the path. With --help it writes the
// help to stdout and returns flag.ErrHelp.
func parseImport(args []string, stdout io.Writer) (o importOptions, err error) {
	flags := newFlags(Name + " " + importName)
	flags.StringVar(&o.dataFile, "data", os.Getenv(dataVariable), "")
	flags.StringVar(&o.configFile, "config", "", "")
	var paths []string
	for {
		if err := parseFlags(flags, args, importHelp, stdout); err != nil {
			return o, err
		}
		if flags.NArg() == 0 {
			break
		}
		paths, args = append(paths, flags.Arg(0)), flags.Args()[1:]
	}
	switch {
	case o.dataFile == "":
		return o, errors.New("--data is missing: name the data file for mock-server")
	case len(paths) == 0:
		return o, errors.New("the deploy CLI's file or folder is missing")
	case len(paths) > 1:
		return o, fmt.Errorf("unexpected argument %q", paths[1])
	}
	o.path = paths[0]
	return o, nil
}

// load reads all files before it opens the tenant.
func (o importOptions) load(ctx context.Context, environ []string, stdout, stderr io.Writer) (err error) {
	settings, err := o.settings(environ)
	if err != nil {
		return err
	}
	configuration, err := deploycli.Read(o.path, settings)
	if err != nil {
		return err
	}
	for _, warning := range configuration.Warnings {
		fmt.Fprintf(stderr, "Warning: %s\n", oneLine(warning))
	}
	issuer, err := issuerOf(ctx, o.dataFile)
	if err != nil {
		return err
	}
	server, err := mockserver.New(ctx, mockserver.Options{Issuer: issuer, DataFile: o.dataFile})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, server.Close()) }()

	counts := map[deploycli.Outcome]int{}
	err = configuration.Load(ctx, server, func(r deploycli.Result) {
		counts[r.Outcome]++
		detail := ""
		if r.Detail != "" {
			detail = ": " + oneLine(r.Detail)
		}
		fmt.Fprintf(stdout, "%-9s %s%s\n", r.Outcome, r.Object, detail)
	})
	if err != nil {
		return err
	}
	return o.report(configuration, counts, stdout)
}

// report prints the number of objects for each outcome.
func (o importOptions) report(c *deploycli.Configuration, counts map[deploycli.Outcome]int, stdout io.Writer) error {
	if len(c.Ignored) > 0 {
		fmt.Fprintf(stdout, "Not loaded, since a mock has no such objects: %s\n", oneLine(strings.Join(c.Ignored, ", ")))
	}
	if len(c.Excluded) > 0 {
		fmt.Fprintf(stdout, "Not loaded, since a setting excludes them: %s\n", strings.Join(c.Excluded, ", "))
	}
	if unused := c.Settings.Unused; len(unused) > 0 {
		fmt.Fprintf(stdout, "Settings of the deploy CLI without effect on a mock: %s\n", oneLine(strings.Join(unused, ", ")))
	}
	objects, sums := 0, make([]string, 0, len(counts))
	for _, outcome := range deploycli.Outcomes() {
		objects += counts[outcome]
		sums = append(sums, fmt.Sprintf("%d %s", counts[outcome], outcome))
	}
	data := shellQuote(o.dataFile)
	if store.IsPostgres(o.dataFile) {
		data = "postgres://…" // it has a password
	}
	if _, err := fmt.Fprintf(stdout, "%s. To serve it: %s %s --data %s\n", strings.Join(sums, ", "), program, Name, data); err != nil {
		return err
	}
	if failed := counts[deploycli.Failed]; failed > 0 {
		return fmt.Errorf("%d of %d objects failed", failed, objects)
	}
	return nil
}

// settings returns the settings of the environment, or else of the deploy CLI's config.json.
func (o importOptions) settings(environ []string) (deploycli.Settings, error) {
	var text []byte
	if o.configFile != "" {
		var err error
		if text, err = os.ReadFile(o.configFile); err != nil {
			return deploycli.Settings{}, fmt.Errorf("reading the deploy CLI's settings: %w", err)
		}
	}
	settings, err := deploycli.ParseSettings(text, environ)
	if err != nil && o.configFile != "" {
		return settings, fmt.Errorf("reading the deploy CLI's settings (%s and the environment): %w", o.configFile, err)
	}
	return settings, err
}

// issuerOf returns the issuer of the tenant in a data file or a database, so that opening it
// does not rename its Management API. For a new tenant it is the issuer that mock-server
// has by default.
func issuerOf(ctx context.Context, dataFile string) (issuer string, err error) {
	issuer = "http://" + defaultListen + "/"
	tenant, err := openTenant(ctx, dataFile)
	if errors.Is(err, os.ErrNotExist) || errors.Is(err, store.ErrNoTenant) {
		return issuer, nil
	}
	if err != nil {
		return "", err
	}
	err = tenant.View(ctx, func(tx store.Reader) error {
		for _, api := range tx.ResourceServers().All() {
			if former, is := strings.CutSuffix(api.Identifier, management.Audience("")); is && api.IsSystem {
				issuer = former
			}
		}
		return nil
	})
	return issuer, errors.Join(err, tenant.Close())
}

// oneLine escapes control characters in a text of the files, so that it stays on one
// line and cannot control the terminal.
func oneLine(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return unicode.ReplacementChar
		}
		return r
	}, text)
}
