// Command terraform-provider-auth0api is a Terraform provider for the APIs of an Auth0
// tenant. With "mock-server" as its first argument it runs a mock tenant instead.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"os/signal"
	"syscall"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/command"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider"
)

// version is set by the linker: -X main.version=1.2.3.
var version = "dev"

// helpName is the name of the command that prints help.
const helpName = "help"

const help = `Usage: terraform-provider-auth0api mock-server [options]
       terraform-provider-auth0api [-debug]

A Terraform provider for the APIs of an Auth0 tenant, and a mock tenant for
development and tests. Terraform starts the provider itself, without arguments.

Commands:
  mock-server   run a mock tenant; help mock-server lists its options
  help          print this text, or the help of a command

Options:
  -debug        run the provider for a debugger: print TF_REATTACH_PROVIDERS
                and wait
  -version      print the version
  -help         print this text

The exit code is 0 after success, 1 after a failure, and 2 if the arguments are
invalid.
`

func main() {
	if len(os.Args) > 1 && os.Args[1] == command.Name {
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
		context.AfterFunc(ctx, stop) // a second signal ends the process at once
		os.Exit(command.Run(ctx, os.Args[2:], os.Stdout, os.Stderr, version))
	}

	if len(os.Args) > 2 && os.Args[1] == helpName && os.Args[2] == command.Name {
		os.Exit(command.Run(context.Background(), append([]string{helpName}, os.Args[3:]...), os.Stdout, os.Stderr, version))
	}
	debug, text, err := parse(os.Args[1:])
	switch {
	case err != nil:
		fmt.Fprintf(os.Stderr, "%v\nRun 'terraform-provider-auth0api help' for the commands and options.\n", err)
		os.Exit(2)
	case text != "":
		fmt.Print(text)
		return
	}
	if err := provider.Serve(context.Background(), version, debug); err != nil {
		log.Fatal(err)
	}
}

// parse parses the arguments of the plugin. If text is not empty, it is to be printed
// instead of running the plugin.
func parse(args []string) (debug bool, text string, err error) {
	flags := flag.NewFlagSet("", flag.ContinueOnError)
	flags.SetOutput(io.Discard) // main prints the error, once
	flags.BoolVar(&debug, "debug", false, "")
	showVersion := flags.Bool("version", false, "")
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return false, help, nil
	case err != nil:
		return false, "", err
	case *showVersion:
		return false, version + "\n", nil
	case flags.NArg() == 1 && flags.Arg(0) == helpName:
		return false, help, nil
	case flags.NArg() > 1 && flags.Arg(0) == helpName:
		return false, "", fmt.Errorf("there is no command %q to print the help of", flags.Arg(1))
	case flags.NArg() > 0:
		return false, "", fmt.Errorf("unknown command %q", flags.Arg(0))
	}
	return debug, "", nil
}
