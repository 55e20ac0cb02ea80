package provider_test

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

// changeLine is an attribute in a plan as people read it.
var changeLine = regexp.MustCompile(`(?m)^ +[~+-] +([a-z_]+) += (.*)$`)

// What the CLI prints: a line for each change, and no secret.
func TestAccResourceServer_printedPlanHasALineForEachChangeAndNoSecret(t *testing.T) {
	t.Parallel()
	cli := acctest.NewCLI(t)
	tenant := acctest.NewTenant(t)
	const first, second = "first-secret-0123456789", "second-secret-0123456789"
	apply := func(settings, secret string, want ...string) {
		t.Helper()
		cli.Config(tenant.Config("variable \"secret\" {\n sensitive = true\n}\n" + api(settings)))
		output := cli.Must("apply", "-no-color", "-auto-approve", "-var", "secret="+secret)
		for _, s := range []string{first, second} {
			if strings.Contains(output, s) {
				t.Errorf("the secret is in the output:\n%s", output)
			}
		}
		var lines []string
		for _, match := range changeLine.FindAllStringSubmatch(output, -1) {
			// OpenTofu shows these in each plan, Terraform in that of a create.
			if match[2] != "(write-only attribute)" {
				lines = append(lines, match[1]+" = "+match[2])
			}
		}
		if !slices.Equal(lines, want) {
			t.Errorf("the plan has the lines\n%s\nwant\n%s", strings.Join(lines, "\n"), strings.Join(want, "\n"))
		}
	}
	requests := func(want map[string]int) {
		t.Helper()
		if got := tenant.Requests.Counts(); !maps.Equal(got, want) {
			t.Errorf("the requests are %v, want %v", got, want)
		}
		tenant.Requests.Reset()
	}
	const after, hidden = "(known after apply)", "(sensitive value)"
	apply("signing_alg = \"HS256\"\n signing_secret = var.secret", first,
		"allow_offline_access = "+after, "allow_online_access = "+after, "allow_online_access_with_ephemeral_sessions = "+after,
		"authorization_details = "+after, "authorization_policy = "+after, "client_id = "+after, "consent_policy = "+after,
		"enforce_policies = "+after, "id = "+after, `identifier = "`+appointments+`"`, "is_system = "+after, "name = "+after,
		"proof_of_possession = "+after, `signing_alg = "HS256"`, "signing_secret = "+hidden,
		"skip_consent_for_verifiable_first_party_clients = "+after, "subject_type_authorization = "+after,
		"token_dialect = "+after, "token_encryption = "+after, "token_lifetime = "+after, "token_lifetime_for_web = "+after,
		"verification_location = "+after)
	// The answer of the write is the state: there is no read before or after it.
	requests(map[string]int{"POST /oauth/token": 1, "POST " + apisRoute: 1})
	apply("signing_alg = \"HS256\"\n signing_secret = var.secret", second, "signing_secret = "+hidden)
	// One token for the process that plans, and one for that which applies.
	requests(map[string]int{"POST /oauth/token": 2, "GET " + apiRoute: 1, "PATCH " + apiRoute: 1})
	tenant.Change("resource-servers", appointments, acctest.Object{"signing_secret": first, "name": "By hand", "token_lifetime": 5})
	apply("signing_alg = \"HS256\"\n signing_secret = var.secret", second, "signing_secret = "+hidden)
	apply("signing_alg = \"RS256\"\n name = \"Named\"", "",
		`name = "By hand" -> "Named"`, `signing_alg = "HS256" -> "RS256"`, "signing_secret = "+hidden+" -> null")
	apply("signing_alg = \"HS256\"\n name = \"Named\"", "",
		`signing_alg = "RS256" -> "HS256"`)
}
