package provider_test

import (
	"context"
	"log"
	"os"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider"
)

// TestMain lets the test binary be the provider when a CLI starts it as one:
// tests of several provider processes need no other build.
func TestMain(m *testing.M) {
	if acctest.StartedByCLI() {
		if address := os.Getenv(crashAddress); address != "" {
			go crashWhenTold(address)
		}
		if err := provider.Serve(context.Background(), "test", false); err != nil {
			log.Fatal(err)
		}
		return
	}
	os.Exit(m.Run())
}
