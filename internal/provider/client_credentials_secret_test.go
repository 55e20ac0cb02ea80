package provider_test

import (
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

// madeByTenant stands for the secret that the tenant made with the client.
const madeByTenant = "made"

// secretStep is one configuration of a client's secret, and what it causes.
type secretStep struct {
	name   string
	config acctest.Values
	// secret is the secret that the token endpoint accepts afterwards.
	secret string
	// kept is the secret that the state holds; nil if it holds no secret.
	kept any
	// patches is how many requests change the client.
	patches int
}

func TestAClientsSecretIsGivenRotatedAndKeptOutOfTheState(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	p := connected(t, tenant)
	made := tenant.Create("clients", acctest.Object{"name": "c", "app_type": "regular_web", "grant_types": []string{"client_credentials"}})
	mayAsk(tenant, made["client_id"])
	var state acctest.Answer
	for _, step := range []secretStep{
		{"a method alone", acctest.Values{"authentication_method": "client_secret_basic"}, madeByTenant, nil, 1},
		{"an empty configuration", acctest.Values{}, madeByTenant, nil, 0},
		{"another method", acctest.Values{"authentication_method": "client_secret_post"}, madeByTenant, nil, 1},
		{"a secret", acctest.Values{"authentication_method": "client_secret_post", "client_secret": "of-my-own"}, "of-my-own", "of-my-own", 1},
		{"a write-only secret", acctest.Values{"authentication_method": "client_secret_post", "client_secret_wo": "hidden-1", "client_secret_wo_version": int64(1)}, "hidden-1", nil, 1},
		{"another secret, the same version", acctest.Values{"authentication_method": "client_secret_post", "client_secret_wo": "hidden-2", "client_secret_wo_version": int64(1)}, "hidden-1", nil, 0},
		{"another version", acctest.Values{"authentication_method": "client_secret_post", "client_secret_wo": "hidden-2", "client_secret_wo_version": int64(2)}, "hidden-2", nil, 1},
		{"no secret", acctest.Values{"authentication_method": "client_secret_post"}, "hidden-2", nil, 0},
	} {
		step.config["client_id"] = made["client_id"]
		if step.secret == madeByTenant {
			step.secret, _ = made["client_secret"].(string)
		}
		tenant.Requests.Reset()
		state = p.ApplyAfter(credentialsResource, state, step.config)
		mustHaveNone(t, state)
		expectSecretStep(t, tenant, step, state)
		state = emptyAfter(t, step.name, p, credentialsResource, state, step.config)
	}
}

// expectSecretStep checks what the apply of a step left in the state and at the
// tenant, and how many requests it took.
func expectSecretStep(t *testing.T, tenant *acctest.Tenant, step secretStep, state acctest.Answer) {
	t.Helper()
	if got := state.Attribute("client_secret"); got != step.kept {
		t.Errorf("%s: the state has the secret %v, want %v", step.name, got, step.kept)
	}
	if text := state.Value.String(); strings.Contains(text, "hidden-") {
		t.Errorf("%s: the write-only secret is in the state %s", step.name, text)
	}
	if got := tenant.Requests.Count("PATCH", clientRoute); got != step.patches {
		t.Errorf("%s: %d PATCHes, want %d", step.name, got, step.patches)
	}
	method := state.Attribute("authentication_method")
	if want := step.config["authentication_method"]; want != nil && method != want {
		t.Errorf("%s: the method is %v", step.name, method)
	}
	if method == "client_secret_post" {
		expectToken(t, step.name, tenant, acctest.Values{"client_id": step.config["client_id"], "client_secret": step.secret})
	}
}

// hiddenSecret is the configuration of a client with a write-only secret, in its
// first version.
func hiddenSecret(clientID any, secret string) acctest.Values {
	return acctest.Values{"client_id": clientID, "authentication_method": "client_secret_post", "client_secret_wo": secret, "client_secret_wo_version": int64(1)}
}

// expectTenantsSecret checks which secret the client c has at the tenant.
func expectTenantsSecret(t *testing.T, tenant *acctest.Tenant, want string) {
	t.Helper()
	if secret := clientNamed(t, tenant, "c")["client_secret"]; secret != want {
		t.Errorf("the secret is %v, want %s", secret, want)
	}
}

// A client that was public gets its write-only secret again, even in the same
// version: its secret may have changed while it was public.
func TestAClientThatWasPublicGetsItsSecretAgain(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	p := connected(t, tenant)
	id := tenant.Create("clients", acctest.Object{"name": "c", "app_type": "regular_web", "grant_types": []string{"authorization_code"}})["client_id"].(string)
	state := p.Apply(credentialsResource, noState, hiddenSecret(id, "hidden-1"))
	mustHaveNone(t, state)

	// Made public by the configuration.
	state = p.ApplyAfter(credentialsResource, state, acctest.Values{"client_id": id, "authentication_method": "none"})
	mustHaveNone(t, state)
	if state.Attribute("client_secret") != nil {
		t.Error("a public client has a secret in the state")
	}
	private := hiddenSecret(id, "hidden-2")
	state = p.ApplyAfter(credentialsResource, state, private)
	mustHaveNone(t, state)
	expectTenantsSecret(t, tenant, "hidden-2")

	// Made public outside Terraform, with another secret.
	tenant.Change("clients", id, acctest.Object{"token_endpoint_auth_method": "none", "client_secret": "not-of-the-configuration"})
	p = connected(t, tenant) // a new run, which has nothing in its snapshot
	state = p.ReadAfter(credentialsResource, state)
	if method := state.Attribute("authentication_method"); method != "none" {
		t.Errorf("the method is %v", method)
	}
	state = p.ApplyAfter(credentialsResource, state, private)
	mustHaveNone(t, state)
	expectTenantsSecret(t, tenant, "hidden-2")
}

func TestTheDriftImportAndDestroyOfCredentials(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	p := connected(t, tenant)
	id := tenant.Create("clients", acctest.Object{"name": "c", "app_type": "regular_web", "grant_types": []string{"authorization_code"}})["client_id"].(string)
	private := hiddenSecret(id, "hidden-1")
	state := p.Apply(credentialsResource, noState, private)
	mustHaveNone(t, state)

	// Drift of the method is corrected by the plan.
	tenant.Change("clients", id, acctest.Object{"token_endpoint_auth_method": "client_secret_basic"})
	p = connected(t, tenant) // a new run, which has nothing in its snapshot
	state = p.ReadAfter(credentialsResource, state)
	if plan := p.PlanAfter(credentialsResource, state, private); plan.Attribute("authentication_method") != "client_secret_post" || state.Attribute("authentication_method") != "client_secret_basic" {
		t.Errorf("the drift is %v, planned %v", state.Attribute("authentication_method"), plan.Attribute("authentication_method"))
	}
	imported := p.ReadAfter(credentialsResource, p.Import(credentialsResource, id))
	mustHaveNone(t, imported)
	if imported.Attribute("client_id") != id || imported.Attribute("client_secret") != nil || imported.Attribute("authentication_method") != "client_secret_basic" {
		t.Errorf("imported %s", imported.Value)
	}
	mustHaveNone(t, p.Destroy(credentialsResource, state))
	if method := clientNamed(t, tenant, "c")["token_endpoint_auth_method"]; method != "client_secret_post" {
		t.Errorf("what is left authenticates by %v", method)
	}
	tenant.Delete("clients", id)
	mustHaveNone(t, p.Destroy(credentialsResource, state))
	if gone := p.ReadAfter(credentialsResource, state); !gone.Value.IsNull() {
		t.Errorf("the credentials of a client that is gone are %s", gone.Value)
	}
	expectDiagnostic(t, p.Apply(credentialsResource, noState, private), "error at client_id: Setting credentials of client", "does not exist")
}
