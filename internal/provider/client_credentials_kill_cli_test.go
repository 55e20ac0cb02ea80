package provider_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/mocktest"
)

// Keys that a killed apply made, at whichever of its writes, are taken over by
// the next apply in the same folder, and not in another one.
func TestAccKill_credentialsAreTakenOver(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		write int // the POST of the key, or the PATCH that attaches it
		after bool
	}{
		"after the key was created":  {write: 1, after: true},
		"before it was attached":     {write: 2},
		"after it was attached":      {write: 2, after: true},
		"before the key was created": {write: 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			when := &moment{after: c.after}
			tenant := acctest.NewTenant(t, mocktest.WithMiddleware(when.middleware))
			id := newClient(tenant, "keys")
			mayAsk(tenant, id)
			private, public := keyPair(t)
			config := tenant.Config(fmt.Sprintf("resource \"auth0api_client_credentials\" \"a\" {\n  client_id = %q\n  authentication_method = \"private_key_jwt\"\n"+
				"  private_key_jwt = { credentials = [{ pem = %q, name = \"a\" }] }\n}\n", id, public))
			cli := acctest.NewCLI(t)
			cli.Config(config)
			code, output := when.apply(cli, c.write, func(process *acctest.Process) {
				if err := process.KillProviders(); err != nil {
					t.Error(err)
				}
			})
			if code == 0 {
				t.Errorf("the apply was not cut off:\n%s", output)
			}
			cli.RestoreTornState()
			attached := c.write == 2 // the tenant makes a write whose process was killed before it, too
			if attached {
				elsewhere := acctest.NewCLI(t)
				elsewhere.Config(config)
				if code, output := elsewhere.Run("apply", "-auto-approve", "-no-color"); code == 0 || !strings.Contains(output, managedAlready) {
					t.Errorf("another folder took the keys over:\n%s", output)
				}
			}
			output = cli.Apply()
			if took := strings.Contains(output, "Taken over: the credentials"); took != attached {
				t.Errorf("whether the keys in use were taken over: %v\n%s", took, output)
			}
			cli.EmptyPlan()
			if got := len(tenant.List("clients/" + id + "/credentials")); got != 1 {
				t.Errorf("the client has %d credentials, want one", got)
			}
			expectToken(t, "after it", tenant, byKey(id, private))
		})
	}
}
