package command

import (
	"context"
	"fmt"
	"io"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/health"
)

// healthName is the name of the health command, after Name.
const healthName = "health"

const healthHelp = `Usage: terraform-provider-auth0api mock-server health [--url URL]

Asks a mock-server on this machine whether it is ready: for the health check of
a container, whose image has no other program. The exit code is 0 if it is
ready, else 1.

Options:
  --url URL               where it listens (default http://127.0.0.1:8080)
  --help                  print this text

Example:
  terraform-provider-auth0api mock-server health --url https://127.0.0.1:8443
`

// runHealth asks a running mock-server whether it is ready.
func runHealth(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	url := "http://127.0.0.1:8080"
	flags := newFlags(Name + " " + healthName)
	flags.StringVar(&url, "url", url, "")
	err := parseFlags(flags, args, healthHelp, stdout)
	if err == nil && flags.NArg() > 0 {
		err = fmt.Errorf("unexpected argument %q", flags.Arg(0))
	}
	return carryOut(Name+" "+healthName, err, stderr, func() error { return health.Ask(ctx, url) })
}
