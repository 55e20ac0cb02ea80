package command

import (
	"fmt"
	"io"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver"
)

// seedSchemaName is the name of the command that prints the JSON Schema of seed files.
const seedSchemaName = "seed-schema"

const seedHelp = `Usage: terraform-provider-auth0api mock-server --seed FILE [options]

A seed file (YAML or JSON) declares what is in the tenant before Terraform runs.
The provider reads it with embedded = { path = "tenant.db", seed = FILE }. All
sections are optional; "mock-server seed-schema" prints all their keys.

  resource_servers:                 # APIs that Terraform does not create
    - identifier: https://billing.example.test/
      enforce_policies: true
      scopes: [{ value: "read:invoices", description: Read invoices }]
  roles:
    - name: Accountant
      permissions:                  # of APIs in this file or the data file
        - resource_server_identifier: https://billing.example.test/
          permission_name: read:invoices
  users:                            # they have no passwords
    - user_id: auth0|alice          # the subject of the user's tokens
      email: alice@example.test     # or username, or both
      roles: [Accountant]           # also permissions, name, ...
  organizations:
    - name: acme
      id: org_acme000000000000      # org_ and 16 characters, or generated
  custom_claims:                    # what an Action would add to access tokens
    - resource_server_identifier: https://billing.example.test/
      user_id: auth0|alice          # without it: for all users
      claims: { "https://example.test/plan": gold }

The seed is applied at each start, in one transaction: it creates what is
missing, and sets the properties that it has. Scopes, permissions and roles are
added to those that exist, and its custom claims replace those of an earlier
seed. Nothing else is deleted. Applied again, a seed changes nothing. A property
that Terraform sets, too, is set back at each start.

Example:
  terraform-provider-auth0api mock-server --data tenant.db --seed tenant.yaml
`

// seed reads the seed file of the options, if there is one.
func (o options) seed() (*mockserver.Seed, error) {
	if o.seedFile == "" {
		return nil, nil
	}
	return mockserver.ReadSeed(o.seedFile)
}

// runSeedSchema prints the JSON Schema of seed files.
func runSeedSchema(args []string, stdout, stderr io.Writer) int {
	err := parseNoArguments(Name+" "+seedSchemaName, args, stdout)
	return carryOut(Name+" "+seedSchemaName, err, stderr, func() error {
		_, err := stdout.Write(mockserver.SeedSchema())
		return err
	})
}

// parseNoArguments refuses arguments. With --help it writes the help of seed files to stdout
// and returns flag.ErrHelp.
func parseNoArguments(command string, args []string, stdout io.Writer) error {
	flags := newFlags(command)
	if err := parseFlags(flags, args, seedHelp, stdout); err != nil {
		return err
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("unexpected argument %q", flags.Arg(0))
	}
	return nil
}
