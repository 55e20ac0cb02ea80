// Package command implements the mock-server subcommand: a mock tenant on a port.
package command

import (
	"context"
	"crypto/tls"
	"errors"
	"flag"
	"fmt"
	"io"
	stdlog "log"
	"net"
	"os"
	"regexp"
	"syscall"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/loopback"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/process"
)

// Name is the subcommand's name on the command line.
const Name = "mock-server"

// program is the name of the binary in help texts and hints.
const program = "terraform-provider-auth0api"

// Exit codes of [Run].
const (
	exitOK      = 0
	exitFailure = 1
	exitUsage   = 2
)

// Run runs the subcommand and returns the exit code: 0 after success, 1 after a
// failure, 2 if args are invalid. args are the arguments after the subcommand's name.
// Without a command in args, Run serves a mock tenant until ctx ends. "export" writes a
// tenant as Terraform configuration to stdout, "import" loads the files of the deploy
// CLI into a tenant, "access" prints who can call what, "seed-schema" prints the schema
// of seed files, "health" asks a server whether it is ready, and "help" prints a topic of the help.
//
// A server writes to stdout only the lines to paste, once the port is open. Warnings
// and one line per request go to stderr.
func Run(ctx context.Context, args []string, stdout, stderr io.Writer, version string) int {
	if len(args) > 0 {
		if len(args) == 2 && args[1] == helpName { // "import help" is "help import"
			args = []string{helpName, args[0]}
		}
		switch args[0] {
		case exportName:
			return runExport(ctx, args[1:], stdout, stderr)
		case accessName:
			return runAccess(ctx, args[1:], stdout, stderr)
		case importName:
			return runImport(ctx, args[1:], stdout, stderr)
		case healthName:
			return runHealth(ctx, args[1:], stdout, stderr)
		case seedSchemaName:
			return runSeedSchema(args[1:], stdout, stderr)
		case helpName:
			return runHelp(args[1:], stdout, stderr)
		}
	}
	options, err := parse(args, stdout, os.Getenv, version)
	return carryOut(Name, err, stderr, func() error { return serve(ctx, options, stdout, stderr) })
}

// newFlags returns an empty flag set. It prints nothing: carryOut prints errors.
func newFlags(command string) *flag.FlagSet {
	flags := flag.NewFlagSet(command, flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	return flags
}

// parseFlags parses the flags. With --help it writes the help to stdout and returns
// flag.ErrHelp.
func parseFlags(flags *flag.FlagSet, args []string, help string, stdout io.Writer) error {
	err := flags.Parse(args)
	if errors.Is(err, flag.ErrHelp) {
		_, _ = io.WriteString(stdout, help)
		return err
	}
	if err != nil {
		return errors.New(singleDash.ReplaceAllString(err.Error(), "$1--$2"))
	}
	return nil
}

// singleDash finds the name of an option in an error of package flag, which writes it with
// one dash.
var singleDash = regexp.MustCompile(`((?:for flag|not defined:|an argument:|for) )-(\w)`)

// carryOut runs a command and returns the exit code. parsed is the error of parsing the
// arguments: with an error, the command is not run.
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
	seed, err := o.seed()
	if err != nil {
		return err
	}
	signingKeys, counted, err := o.operation.prepare()
	if err != nil {
		return err
	}
	controlKey, err := o.controlKey(os.Getenv)
	if err != nil {
		return err
	}
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

	o.warnRemote(stderr, controlKey != nil)
	certificate := ""
	if tlsDir != "" {
		certificate = certificatePath(tlsDir)
	}
	log := newRequestLog(stderr, os.Getenv)
	tenant := o.tenant(base+"/", stderr)
	tenant.Seed, tenant.SigningKeys, tenant.Metrics, tenant.ControlKey, tenant.OnRequest = seed, signingKeys, counted, controlKey, log.write
	if o.tenancy.enabled {
		tenant.Control, tenant.KeptRequests = true, keptRequests
		return o.serveTenants(ctx, listener, certificate, tenant, log, stdout)
	}
	server, err := mockserver.New(ctx, tenant)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	if err := o.operation.warnOtherKeys(ctx, server, signingKeys, stderr); err != nil {
		return errors.Join(err, listener.Close(), server.Close())
	}
	if err := o.printExports(stdout, listener.URL(), base, server, certificate); err != nil {
		return errors.Join(err, listener.Close(), server.Close())
	}

	err = o.operation.serve(ctx, listener, process.Server{
		Tenant: server, URL: base, Checks: server.Checks(), Metrics: counted, Log: stdlog.New(log, "", 0),
	})
	return errors.Join(err, server.Close())
}

// warnRemote warns of a port that other machines can reach.
func (o options) warnRemote(stderr io.Writer, hasKey bool) {
	if host, _, _ := net.SplitHostPort(o.listen); loopback.IsHost(host) {
		return
	}
	fmt.Fprintf(stderr, "Warning: %s can be reached from other machines. This is a mock for development: it must not face the internet.\n", o.listen)
	if hasKey && !o.tls {
		fmt.Fprintln(stderr, "Warning: the key of the control API is sent in the clear, unless a proxy in front of this port serves TLS; --tls serves it here.")
	}
}

// tenant returns the options of the tenant that the flags describe, without what is read from
// files.
func (o options) tenant(issuer string, stderr io.Writer) mockserver.Options {
	return mockserver.Options{
		Issuer:            issuer,
		ClientID:          o.clientID,
		ClientSecret:      o.clientSecret,
		DataFile:          o.dataFile,
		StaleReads:        o.staleReads,
		OnLocked:          o.warnLocked(stderr),
		Clock:             o.clock,
		Faults:            o.faults,
		TenantSettings:    o.tenantSettings(),
		Introspection:     o.introspection,
		OnlyDeclaredUsers: !o.anyUser,
		CIMDAllowLoopback: o.cimdAllowLoopback,
		Control:           o.control,
		Page:              !o.noPage,
		PageNetworks:      o.pageFrom,
		MaxObjects:        o.tenancy.maxObject,
		MaxBytes:          o.tenancy.maxBytes,
	}
}

// open listens on the port of the options.
func (o options) open(ctx context.Context, tlsDir string) (*mockserver.Listener, error) {
	var certificate *tls.Certificate
	if tlsDir != "" {
		var err error
		if certificate, err = mockserver.LoadOrCreateCertificate(tlsDir, o.certificateHosts(), time.Now()); err != nil {
			return nil, err
		}
	}
	listener, err := mockserver.Listen(ctx, o.listen, certificate)
	if err != nil {
		return nil, fmt.Errorf("%w%s", err, adviceOnListening(err))
	}
	return listener, nil
}

// adviceOnListening returns what the user can do about an error of listening, or "".
func adviceOnListening(err error) string {
	const wsaInUse, wsaDenied = syscall.Errno(10048), syscall.Errno(10013) // of Windows
	switch {
	case errors.Is(err, syscall.EADDRINUSE), errors.Is(err, wsaInUse):
		return "\nAnother program uses this port, maybe another mock-server. Stop it, or choose another port\n" +
			"with --listen, such as --listen 127.0.0.1:8081; with port 0, a free port is chosen."
	case errors.Is(err, syscall.EACCES), errors.Is(err, wsaDenied):
		return "\nThe system reserves this port. Choose one from 1024 with --listen, such as --listen 127.0.0.1:8080."
	case errors.As(err, new(*net.AddrError)), errors.As(err, new(net.InvalidAddrError)), errors.As(err, new(*net.DNSError)), errors.As(err, new(*net.ParseError)):
		return "\n--listen takes an address of this machine and a port from 0 to 65535, such as --listen 127.0.0.1:8080."
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		return "\nThis machine does not have this address. Use 127.0.0.1 for this machine only, or 0.0.0.0 for all its addresses."
	}
	return ""
}

// warnLocked returns a function that says why the start takes so long.
func (o options) warnLocked(stderr io.Writer) func() {
	return func() {
		fmt.Fprintf(stderr, "Waiting: another program has locked the data file %s, such as a sqlite3 shell or a backup.\n"+
			"End it to continue, or press Ctrl-C and choose another file with --data.\n", o.dataFile)
	}
}

// certificateDir returns the folder of the certificate, or "" without TLS. remove
// removes the folder if it is temporary.
func (o options) certificateDir() (dir string, remove func(), err error) {
	if !o.tls || o.tlsDir != "" {
		return o.tlsDir, func() {}, nil
	}
	dir, err = os.MkdirTemp("", "auth0api-mock-tls-")
	if err != nil {
		return "", nil, fmt.Errorf("creating a folder for the TLS certificate: %w", err)
	}
	return dir, func() { _ = os.RemoveAll(dir) }, nil
}
