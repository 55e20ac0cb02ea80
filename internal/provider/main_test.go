package provider_test

import (
	"context"
	"log"
	"os"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider"
)

// TestMain lets the test binary be the provider when a CLI starts it as one:
// tests of several provider processes need no other build.
func TestMain(m *testing.M) {
	if acctest.StartedByCLI() {
		err := providerserver.Serve(context.Background(), provider.New("test"), providerserver.ServeOpts{Address: "registry.terraform.io/auth0api/auth0api"})
		if err != nil {
			log.Fatal(err)
		}
		return
	}
	os.Exit(m.Run())
}
