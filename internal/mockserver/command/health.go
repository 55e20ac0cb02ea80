package command

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

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

// healthTimeout limits the question.
const healthTimeout = 2 * time.Second

// maxHealth limits the part of a response that an error quotes.
const maxHealth = 1 << 10

// runHealth asks a running mock-server whether it is ready.
func runHealth(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	url := "http://127.0.0.1:8080"
	flags := newFlags(Name + " " + healthName)
	flags.StringVar(&url, "url", url, "")
	err := parseFlags(flags, args, healthHelp, stdout)
	if err == nil && flags.NArg() > 0 {
		err = fmt.Errorf("unexpected argument %q", flags.Arg(0))
	}
	return carryOut(Name+" "+healthName, err, stderr, func() error { return askReady(ctx, url) })
}

func askReady(ctx context.Context, url string) error {
	ctx, cancel := context.WithTimeout(ctx, healthTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimSuffix(url, "/")+health.ReadyPath, http.NoBody)
	if err != nil {
		return fmt.Errorf("--url %q is not a URL: %w", url, err)
	}
	// The certificate may be self-signed, and be for the tenant's name only. Nothing is sent
	// that another program may not see.
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}} //nolint:gosec // as the comment says
	defer client.CloseIdleConnections()
	res, err := client.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, maxHealth))
	if err != nil {
		return fmt.Errorf("reading the health from %s: %w", req.URL, err)
	}
	if res.StatusCode != http.StatusOK {
		return errors.New("it is not ready: " + string(bytes.TrimSpace(body)))
	}
	return nil
}
