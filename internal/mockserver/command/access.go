package command

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"

	"github.com/auth0api/terraform-provider-auth0api/internal/access"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/accessview"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// accessName is the name of the access command, after Name.
const accessName = "access"

const accessHelp = `Usage: terraform-provider-auth0api mock-server access --data FILE [options]

Prints who can call what in a mock tenant, and why: for each API and client, the
scopes that its tokens can have, and the chain of reasons, from the API's policy
to the permission of a user. With --audience and --client, it also prints why
the client cannot get a token.

Options:
  --data FILE             the data file of mock-server --data; a mock can be
                          running on it
  --audience IDENTIFIER   only access to this API
  --scope SCOPE           only access to this scope
  --client ID             only the access of this client
  --user ID               the user whose tokens are asked about, such as auth0|1
  --organization ID       the organization that the requests name
  --json                  print JSON: {"access": [...], "denied": [...]}
  --help                  print this text

Example:
  terraform-provider-auth0api mock-server access --data t.db --scope write:x
`

// accessOptions are the arguments of the access command.
type accessOptions struct {
	dataFile string
	question access.Question
	json     bool
}

func runAccess(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	options, err := parseAccess(args, stdout)
	return carryOut(Name+" "+accessName, err, stderr, func() error {
		answer, err := askFile(ctx, options)
		if err != nil {
			return err
		}
		if options.json {
			encoder := json.NewEncoder(stdout)
			encoder.SetIndent("", "  ")
			return encoder.Encode(answer)
		}
		return printAccess(stdout, answer)
	})
}

// parseAccess parses the flags. With --help it writes the help to stdout and returns
// flag.ErrHelp.
func parseAccess(args []string, stdout io.Writer) (o accessOptions, err error) {
	flags := newFlags(Name + " " + accessName)
	flags.StringVar(&o.dataFile, "data", os.Getenv(dataVariable), "")
	flags.StringVar(&o.question.Audience, "audience", "", "")
	flags.StringVar(&o.question.Scope, "scope", "", "")
	flags.StringVar(&o.question.ClientID, "client", "", "")
	flags.StringVar(&o.question.UserID, "user", "", "")
	flags.StringVar(&o.question.Organization, "organization", "", "")
	flags.BoolVar(&o.json, "json", false, "")
	if err := parseFlags(flags, args, accessHelp, stdout); err != nil {
		return o, err
	}
	switch {
	case flags.NArg() > 0:
		return o, fmt.Errorf("unexpected argument %q", flags.Arg(0))
	case o.dataFile == "":
		return o, errors.New("--data is missing: name the data file of mock-server")
	}
	return o, nil
}

// askFile answers the question of the options.
func askFile(ctx context.Context, o accessOptions) (answer access.Answer, err error) {
	tenant, err := openTenant(ctx, o.dataFile)
	if err != nil {
		return answer, err
	}
	err = tenant.View(ctx, func(reader store.Reader) error {
		q := o.question
		for _, named := range []struct {
			flag, id string
			missing  bool
		}{
			{"API with the identifier", q.Audience, q.Audience != "" && reader.ResourceServerByIdentifier(q.Audience) == nil},
			{"client with the ID", q.ClientID, q.ClientID != "" && reader.Client(q.ClientID) == nil},
			{"organization with the ID", q.Organization, q.Organization != "" && reader.Organization(q.Organization) == nil},
		} {
			if named.missing {
				return fmt.Errorf("the tenant has no %s %q", named.flag, named.id)
			}
		}
		view, err := accessview.Tenant(reader, q.UserID)
		if err == nil {
			answer = access.Ask(view, q)
		}
		return err
	})
	return answer, errors.Join(err, tenant.Close())
}

// printAccess prints an answer as a table for people.
func printAccess(stdout io.Writer, answer access.Answer) error {
	table := tabwriter.NewWriter(stdout, 0, 0, 2, ' ', 0)
	print := func(title string, entries []access.Entry) {
		fmt.Fprintf(table, "%s\tCLIENT\tTOKENS OF\tSCOPES\tREASONS\n", title)
		for _, e := range entries {
			scopes := strings.Join(e.Scopes, " ")
			if scopes == "" {
				scopes = "-"
			}
			fmt.Fprintf(table, "%s\t%s (%s)\t%s\t%s\t%s\n", e.Audience, e.ClientName, e.ClientID, e.SubjectType, scopes, strings.Join(e.Reasons, ", "))
		}
	}
	if len(answer.Access) > 0 {
		print("API", answer.Access)
	} else {
		fmt.Fprintln(table, "No client has this access.")
	}
	if len(answer.Denied) > 0 {
		fmt.Fprintln(table)
		print("REFUSED", answer.Denied)
	}
	return table.Flush()
}
