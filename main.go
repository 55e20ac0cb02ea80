// Command terraform-provider-auth0api is a Terraform provider for the APIs of
// an Auth0 tenant. With "mock-server" as its first argument it is a mock
// tenant instead.
package main

import (
	"context"
	"flag"
	"log"
	"os"
	"os/signal"
	"syscall"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/command"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider"
)

// version is set by the linker: -X main.version=1.2.3.
var version = "dev"

func main() {
	if len(os.Args) > 1 && os.Args[1] == command.Name {
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
		context.AfterFunc(ctx, stop) // a second signal ends the process at once
		os.Exit(command.Run(ctx, os.Args[2:], os.Stdout, os.Stderr, version))
	}

	debug := flag.Bool("debug", false, "run for a debugger: print TF_REATTACH_PROVIDERS and wait")
	flag.Parse()
	if err := provider.Serve(context.Background(), version, *debug); err != nil {
		log.Fatal(err)
	}
}
