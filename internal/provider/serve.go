package provider

import (
	"context"
	"os"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
)

// Serve is a plugin process: it serves the provider of the released version to
// Terraform until that lets it go, and then writes what its requests came to.
func Serve(ctx context.Context, version string, debug bool) error {
	stderr := os.Stderr // serving replaces it with one that ends before
	factory, requests := NewCounted(version)
	err := providerserver.Serve(ctx, factory, providerserver.ServeOpts{
		Address: "registry.terraform.io/auth0api/auth0api",
		Debug:   debug,
	})
	if err != nil {
		return err
	}
	return requests.Log(stderr)
}
