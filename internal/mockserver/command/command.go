// Package command is the mock-server subcommand: a mock tenant on a port of
// its own.
package command

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	stdlog "log"
	"net"
	"os"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/loopback"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver"
)

// Name is the subcommand's name on the command line.
const Name = "mock-server"

// program is the binary's name, as help and hints have it.
const program = "terraform-provider-auth0api"

// Exit codes of [Run].
const (
	exitOK      = 0
	exitFailure = 1
	exitUsage   = 2
)

// Run serves a mock tenant until ctx ends, and returns the process's exit
// code: 0 after a clean stop, 1 when the tenant could not be served, 2 when
// args make no sense. args are those after the subcommand's name. With "export"
// as the first of them it writes a tenant as Terraform configuration to stdout
// instead, and with "import" it loads the deploy CLI's files into one, with the
// same codes; with "help", a topic of the help.
//
// The lines to paste go to stdout once the port is open, and nothing else
// does; warnings and one line per request go to stderr.
func Run(ctx context.Context, args []string, stdout, stderr io.Writer, version string) int {
	if len(args) > 0 {
		switch args[0] {
		case exportName:
			return runExport(ctx, args[1:], stdout, stderr)
		case importName:
			return runImport(ctx, args[1:], stdout, stderr)
		case helpName:
			return runHelp(args[1:], stdout, stderr)
		}
	}
	options, err := parse(args, stdout, version)
	return carryOut(Name, err, stderr, func() error { return serve(ctx, options, stdout, stderr) })
}

// newFlags are no flags yet. They print nothing: carryOut prints an error, once.
func newFlags(command string) *flag.FlagSet {
	flags := flag.NewFlagSet(command, flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	return flags
}

// parseFlags reads the flags. Where they ask for help, it writes that to stdout and
// returns flag.ErrHelp.
func parseFlags(flags *flag.FlagSet, args []string, help string, stdout io.Writer) error {
	err := flags.Parse(args)
	if errors.Is(err, flag.ErrHelp) {
		_, _ = io.WriteString(stdout, help)
	}
	return err
}

// carryOut does what a command is for, unless its arguments asked for help or
// make no sense, which parsed tells; it returns the exit code.
func carryOut(name string, parsed error, stderr io.Writer, do func() error) int {
	switch {
	case errors.Is(parsed, flag.ErrHelp):
		return exitOK
	case parsed != nil:
		more := name + " --help"
		if m, ok := errors.AsType[misuse](parsed); ok {
			more = Name + " " + m.more
		}
		fmt.Fprintf(stderr, "%s: %v\nRun '%s %s' for the options.\n", name, parsed, program, more)
		return exitUsage
	}
	if err := do(); err != nil {
		fmt.Fprintf(stderr, "%s: %v\n", name, err)
		return exitFailure
	}
	return exitOK
}

func serve(ctx context.Context, o options, stdout, stderr io.Writer) error {
	tlsDir, removeTLSDir, err := o.certificateDir()
	if err != nil {
		return err
	}
	defer removeTLSDir()

	listener, err := o.open(ctx, tlsDir)
	if err != nil {
		return err
	}
	base := o.baseURL(listener)

	log := newRequestLog(stderr, os.Getenv)
	server, err := mockserver.New(ctx, mockserver.Options{
		Issuer:            base + "/",
		ClientID:          o.clientID,
		ClientSecret:      o.clientSecret,
		DataFile:          o.dataFile,
		Clock:             o.clock,
		Faults:            o.faults,
		RemoveAlgFromJWKS: o.removeAlgFromJWKS,
		Introspection:     o.introspection,
		Control:           o.control,
		Page:              !o.noPage,
		OnRequest:         log.write,
	})
	if err != nil {
		return errors.Join(err, listener.Close())
	}

	if host, _, _ := net.SplitHostPort(o.listen); !loopback.IsHost(host) {
		fmt.Fprintf(stderr, "Warning: %s can be reached from other machines. This is a mock for development: it must not face the internet.\n", o.listen)
	}
	certificate := ""
	if tlsDir != "" {
		certificate = certificatePath(tlsDir)
	}
	if err := printExports(stdout, base, server, certificate); err != nil {
		return errors.Join(err, listener.Close(), server.Close())
	}

	listener.ErrorLog = stdlog.New(log, "", 0)
	err = listener.Serve(ctx, server)
	return errors.Join(err, server.Close())
}

// open listens on the port that the options ask for.
func (o options) open(ctx context.Context, tlsDir string) (*mockserver.Listener, error) {
	if tlsDir == "" {
		return mockserver.Listen(ctx, o.listen, nil)
	}
	certificate, err := mockserver.LoadOrCreateCertificate(tlsDir, o.certificateHosts(), time.Now())
	if err != nil {
		return nil, err
	}
	return mockserver.Listen(ctx, o.listen, certificate)
}

// certificateDir returns the folder that holds the certificate, and what
// removes it again when it was only made for this run. It is "" without TLS.
func (o options) certificateDir() (dir string, remove func(), err error) {
	if !o.tls || o.tlsDir != "" {
		return o.tlsDir, func() {}, nil
	}
	dir, err = os.MkdirTemp("", "auth0api-mock-tls-")
	if err != nil {
		return "", nil, fmt.Errorf("making a folder for the TLS certificate: %w", err)
	}
	return dir, func() { _ = os.RemoveAll(dir) }, nil
}
