package provider_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

const anotherSecret = "warning at client_secret: The client no longer has the secret that its create made"

// rotateSecret has the tenant make the client another secret, behind Terraform's
// back.
func rotateSecret(tenant *acctest.Tenant, state acctest.Answer) {
	tenant.API(http.MethodPost, fmt.Sprintf("/clients/%s/rotate-secret", state.Attribute("id")), nil, nil)
}

// expectSecret checks what a state holds as client_secret, and that a plan for
// the configuration changes nothing.
func expectSecret(t *testing.T, p *acctest.Plugin, step string, state acctest.Answer, config acctest.Values, want any) {
	t.Helper()
	if got := state.Attribute("client_secret"); got != want {
		t.Errorf("%s: the state holds the secret %v, want %v", step, got, want)
	}
	if plan := p.PlanAfter("auth0api_client", state, config); !plan.Value.Equal(state.Value) {
		t.Errorf("%s: the plan is %s for the state %s", step, plan.Value, state.Value)
	}
}

func TestAStateHoldsNoOtherSecretThanTheCreates(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	p := connected(t, tenant)
	config := acctest.Values{"name": "c"}
	state := p.Apply("auth0api_client", noState, config)
	mustHaveNone(t, state)
	first := clientNamed(t, tenant, "c")["client_secret"]
	expectSecret(t, p, "created", state, config, first)
	state = p.ReadAfter("auth0api_client", state)
	mustHaveNone(t, state)
	expectSecret(t, p, "refreshed", state, config, first)

	rotateSecret(tenant, state)
	second := clientNamed(t, tenant, "c")["client_secret"]
	// Without a refresh an update writes what was planned.
	renamed := acctest.Values{"name": "renamed"}
	updated := p.ApplyAfter("auth0api_client", state, renamed)
	mustHaveNone(t, updated)
	expectSecret(t, p, "updated without a refresh", updated, renamed, first)

	lost := p.ReadAfter("auth0api_client", updated)
	expectDiagnostic(t, lost, anotherSecret, `"renamed"`, fmt.Sprint(state.Attribute("id")), `ephemeral "auth0api_client_secret"`, "-replace", "client_secret_in_state = false")
	for _, secret := range []any{first, second} {
		if strings.Contains(strings.Join(lost.Diagnostics, "\n"), fmt.Sprint(secret)) {
			t.Errorf("the warning tells a secret: %s", lost.Diagnostics)
		}
	}
	expectSecret(t, p, "rotated", lost, renamed, nil)
	again := p.ReadAfter("auth0api_client", lost)
	mustHaveNone(t, again) // it is said once
	expectSecret(t, p, "rotated, refreshed again", again, renamed, nil)
	updated = p.ApplyAfter("auth0api_client", again, config)
	mustHaveNone(t, updated)
	expectSecret(t, p, "rotated, updated", updated, config, nil)
}

func TestAnImportBringsNoSecret(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	p := connected(t, tenant)
	id := newClient(tenant, "c")
	imported := p.ReadAfter("auth0api_client", p.Import("auth0api_client", id))
	mustHaveNone(t, imported)
	expectSecret(t, p, "imported", imported, acctest.Values{"name": "c"}, nil)
	for _, inState := range []any{true, false, true} {
		config := acctest.Values{"name": "c", "client_secret_in_state": inState}
		imported = p.ApplyAfter("auth0api_client", imported, config)
		mustHaveNone(t, imported)
		expectSecret(t, p, fmt.Sprintf("imported, then client_secret_in_state = %v", inState), imported, config, nil)
	}
}

func TestAnAdoptedClientBringsNoSecret(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	config := acctest.Values{"name": "c"}
	first := connected(t, tenant).Apply("auth0api_client", noState, config)
	mustHaveNone(t, first)
	p := connectedWith(t, tenant, acctest.Values{"adopt_existing": true})
	state := p.Apply("auth0api_client", noState, config)
	expectDiagnostic(t, state, "warning at name: Taken over", "adopt_existing is set")
	if state.Attribute("id") != first.Attribute("id") {
		t.Fatalf("adopted %s", state.Value)
	}
	p = connected(t, tenant) // one run does not adopt and then manage it
	expectSecret(t, p, "adopted", state, config, nil)
	for _, inState := range []any{false, true} {
		config["client_secret_in_state"] = inState
		state = p.ApplyAfter("auth0api_client", state, config)
		mustHaveNone(t, state)
	}
	expectSecret(t, p, "adopted, then allowed", state, config, nil)
}

func TestASecretThatTheStateMayHoldLaterIsTheCreates(t *testing.T) {
	t.Parallel()
	for _, rotated := range []bool{false, true} {
		t.Run(fmt.Sprintf("rotated: %t", rotated), func(t *testing.T) {
			t.Parallel()
			tenant := acctest.NewTenant(t)
			p := connected(t, tenant)
			hidden, held := acctest.Values{"name": "c", "client_secret_in_state": false}, acctest.Values{"name": "c", "client_secret_in_state": true}
			state := p.Apply("auth0api_client", noState, hidden)
			mustHaveNone(t, state)
			expectSecret(t, p, "hidden", state, hidden, nil)
			want := clientNamed(t, tenant, "c")["client_secret"]
			if rotated {
				rotateSecret(tenant, state)
				want = nil
			}
			state = p.ApplyAfter("auth0api_client", p.ReadAfter("auth0api_client", state), held)
			if rotated {
				expectDiagnostic(t, state, anotherSecret)
			} else {
				mustHaveNone(t, state)
			}
			expectSecret(t, p, "held", state, held, want)
		})
	}
}

func TestAClientHasASecretInTheStateUnlessItIsPublic(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	p := connected(t, tenant)
	config := func(method string) acctest.Values {
		return acctest.Values{"name": "c", "app_type": "spa", "grant_types": []any{"authorization_code"}, "token_endpoint_auth_method": method}
	}
	created := p.Apply("auth0api_client", noState, config("client_secret_post"))
	mustHaveNone(t, created)
	secret := created.Attribute("client_secret")
	if secret == nil {
		t.Fatal("the state has no secret after the create")
	}
	state := p.ApplyAfter("auth0api_client", created, config("client_secret_basic"))
	mustHaveNone(t, state)
	expectSecret(t, p, "another method", state, config("client_secret_basic"), secret)
	state = p.ApplyAfter("auth0api_client", state, config("none"))
	mustHaveNone(t, state)
	expectSecret(t, p, "public", state, config("none"), nil)

	// Private again: the plan leaves the secret open. A public client keeps its
	// secret (recorded 2026-07), so that the create's comes back.
	plan := p.PlanAfter("auth0api_client", state, config("client_secret_post"))
	if got := plan.Attribute("client_secret"); got != acctest.Unknown {
		t.Errorf("the planned secret is %v, want it unknown", got)
	}
	private := p.ApplyAfter("auth0api_client", state, config("client_secret_post"))
	mustHaveNone(t, private)
	expectSecret(t, p, "private again", private, config("client_secret_post"), secret)

	// With another secret meanwhile, only the create's is stored.
	state = p.ApplyAfter("auth0api_client", private, config("none"))
	mustHaveNone(t, state)
	rotateSecret(tenant, created)
	state = p.ApplyAfter("auth0api_client", state, config("client_secret_post"))
	expectDiagnostic(t, state, anotherSecret)
	expectSecret(t, p, "private again, rotated", state, config("client_secret_post"), nil)

	// Made public behind Terraform's back, and private again: nothing comes in.
	tenant.Change("clients", fmt.Sprint(created.Attribute("id")), acctest.Object{"token_endpoint_auth_method": "none"})
	drifted := p.ReadAfter("auth0api_client", created)
	mustHaveNone(t, drifted)
	if got := drifted.Attribute("client_secret"); got != nil {
		t.Errorf("the secret of a client made public is %v", got)
	}
	tenant.Change("clients", fmt.Sprint(created.Attribute("id")), acctest.Object{"token_endpoint_auth_method": "client_secret_post"})
	state = p.ReadAfter("auth0api_client", drifted)
	mustHaveNone(t, state)
	expectSecret(t, p, "public for a while", state, config("client_secret_post"), nil)
}
