package provider_test

import (
	"fmt"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

func TestAccToken_errors(t *testing.T) {
	t.Parallel()
	tenant, config := reading(t, acctest.Object{"signing_alg": "HS256", "signing_secret": "a-secret-of-the-api-itself"})
	one := func(name, audience, settings string) string {
		return fmt.Sprintf("data \"auth0api_token\" %q {\n  audience = %q\n  %s\n}\n", name, audience, settings)
	}
	id, secret := fmt.Sprintf("client_id = %q", config["client_id"]), fmt.Sprintf("\n  client_secret = %q", config["client_secret"])
	tenant.ExpectErrors(t,
		one("id", appointments, id)+one("secret", appointments, secret)+one("nowhere", "", "")+
			one("scope", appointments, `scopes = [""]`)+
			one("method", appointments, id+secret+"\n  token_endpoint_auth_method = \"none\""),
		acctest.Diagnostic("The credentials of the client are missing", id, "client_secret or private_key"),
		acctest.Diagnostic("Invalid Attribute Combination", "client_secret", `"client_id" must be specified`),
		acctest.Diagnostic("Invalid Attribute Value Length", `audience = ""`, "at least 1"),
		acctest.Diagnostic("Invalid Attribute Value Length", `scopes = [""]`, "between 1 and 280"),
		acctest.Diagnostic("Invalid Attribute Value Match", `token_endpoint_auth_method = "none"`, `"client_secret_basic"`),
	)
	tenant.ExpectErrors(t,
		one("scope", appointments, id+secret+"\n  scopes = [\"write:a\"]")+
			one("secret", appointments, id+"\n  client_secret = \"another-secret\"")+
			one("audience", "urn:nowhere", id+secret)+
			one("unsigned", appointments, id+secret)+
			one("signed", appointments, id+secret+"\n  signing_secret = \"another-signing-secret\""),
		acctest.Diagnostic(`No token for API "`+appointments+`"`, `scopes = ["write:a"]`, "write:a"),
		acctest.Diagnostic(`No token for API "`+appointments+`"`, id, "401 Unauthorized"),
		acctest.Diagnostic(`No token for API "urn:nowhere"`, `audience = "urn:nowhere"`, "Service not enabled within domain: urn:nowhere"),
		acctest.Diagnostic("The token cannot be verified without the signing secret", `data "auth0api_token" "unsigned"`, "set signing_secret"),
		acctest.Diagnostic("The token is not valid", `signing_secret`, "signature is not valid"),
	)
}
