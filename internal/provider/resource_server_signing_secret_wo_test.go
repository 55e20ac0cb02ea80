package provider_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

const (
	firstSecret  = "first-write-only-secret"
	secondSecret = "second-write-only-secret"
)

// writeOnly is an API with a write-only secret.
func writeOnly(secret any, version int64) acctest.Values {
	return acctest.Values{"identifier": appointments, "signing_alg": "HS256", "signing_secret_wo": secret, "signing_secret_wo_version": version}
}

func TestAWriteOnlySecretReachesTheTenantAndNoState(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	required := acctest.Values{"identifier": appointments}
	api := &livingObject{tenant: tenant, resource: apiResource, kind: "resource-servers", required: required}
	patched := map[string]int{"PATCH " + apiRoute: 1}
	holds := func(secret any) {
		t.Helper()
		if got := tenant.ResourceServer(appointments)["signing_secret"]; got != secret {
			t.Errorf("the tenant's secret is %v, want %v", got, secret)
		}
		if text := api.now.Value.String() + string(api.now.Private); strings.Contains(text, firstSecret) || strings.Contains(text, secondSecret) {
			t.Errorf("the state holds the secret: %s", text)
		}
	}
	api.applies(t, writeOnly(firstSecret, 1), map[string]int{"POST " + apisRoute: 1})
	holds(firstSecret)
	api.plansNothing(t, writeOnly(firstSecret, 1))
	holds(firstSecret)

	// Another secret alone is no change: the version is.
	api.plansNothing(t, writeOnly(secondSecret, 1))
	api.applies(t, writeOnly(secondSecret, 2), patched)
	holds(secondSecret)
	renamed := writeOnly(secondSecret, 2)
	renamed["name"] = "Renamed"
	api.applies(t, renamed, patched)
	holds(secondSecret)

	// Without HS256 the tenant has none; back with it, it is sent again.
	api.applies(t, acctest.Values{"identifier": appointments, "signing_alg": "RS256"}, patched)
	holds(nil)
	api.applies(t, writeOnly(firstSecret, 2), patched)
	holds(firstSecret)
	tenant.Change("resource-servers", appointments, acctest.Object{"signing_alg": "RS256"})
	api.refresh(t)
	api.applies(t, writeOnly(firstSecret, 2), patched)
	holds(firstSecret)
	api.plansNothing(t, writeOnly(firstSecret, 2))
}

func TestBetweenAKeptAndAWriteOnlySecret(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	kept := acctest.Values{"identifier": appointments, "signing_alg": "HS256", "signing_secret": firstSecret}
	api := &livingObject{tenant: tenant, resource: apiResource, kind: "resource-servers", required: kept}
	patched := map[string]int{"PATCH " + apiRoute: 1}
	api.applies(t, kept, map[string]int{"POST " + apisRoute: 1})
	api.applies(t, writeOnly(secondSecret, 1), patched)
	if got := api.now.Attribute("signing_secret"); got != nil {
		t.Errorf("the state keeps %v", got)
	}
	api.applies(t, kept, patched)
	if got := api.now.Attribute("signing_secret"); got != firstSecret {
		t.Errorf("the state has %v", got)
	}
	api.applies(t, writeOnly(secondSecret, 1), patched)
	// Without either, the tenant keeps the secret and the state has none.
	api.applies(t, acctest.Values{"identifier": appointments, "signing_alg": "HS256"}, map[string]int{})
	if got := api.now.Attribute("signing_secret"); got != nil {
		t.Errorf("the state has %v", got)
	}
	if got := tenant.ResourceServer(appointments)["signing_secret"]; got != secondSecret {
		t.Errorf("the tenant has %v", got)
	}
}

func TestAWriteOnlySecretNeedsItsVersionAndHS256(t *testing.T) {
	t.Parallel()
	without := func(name string) acctest.Values {
		config := writeOnly(firstSecret, 1)
		delete(config, name)
		return config
	}
	with := func(name string, value any) acctest.Values {
		config := writeOnly(firstSecret, 1)
		config[name] = value
		return config
	}
	for want, config := range map[string]acctest.Values{
		"error at signing_secret_wo: Invalid Attribute Combination":         without("signing_secret_wo_version"),
		"error at signing_secret_wo_version: Invalid Attribute Combination": without("signing_secret_wo"),
		"error at signing_secret_wo: A signing secret needs HS256":          with("signing_alg", "RS256"),
		"error at signing_secret_wo: Invalid Attribute Value Length":        with("signing_secret_wo", "fifteen-letters"),
	} {
		expectDiagnostic(t, plugin(t).Validate(apiResource, config), want)
	}
	expectDiagnostic(t, plugin(t).Validate(apiResource, with("signing_secret", secondSecret)), "error at signing_secret_wo: Invalid Attribute Combination")
	mustHaveNone(t, plugin(t).Validate(apiResource, with("signing_secret_wo", acctest.Unknown)))
}

func TestAccResourceServer_writeOnlySecretIsInNoFile(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	cli := acctest.NewCLI(t)
	config := func(secret, version string) string {
		return tenant.Config(api("signing_alg = \"HS256\"\n  signing_secret_wo = \"" + secret + "\"\n  signing_secret_wo_version = " + version))
	}
	for version, secret := range map[string]string{"1": firstSecret, "2": secondSecret} {
		cli.Config(config(secret, version))
		cli.Must("plan", "-no-color", "-out=plan")
		cli.Must("apply", "-no-color", "plan")
		cli.EmptyPlan()
		if got := tenant.ResourceServer(appointments)["signing_secret"]; got != secret {
			t.Errorf("the tenant's secret is %v, want %s", got, secret)
		}
		state, err := os.ReadFile(filepath.Join(cli.Dir, "terraform.tfstate"))
		if err != nil || strings.Contains(string(state), secret) {
			t.Errorf("the state holds the secret, or %v", err)
		}
		if shown := cli.Must("show", "-json", "plan"); strings.Contains(strings.ReplaceAll(shown, config(secret, version), ""), `"signing_secret_wo":"`) {
			t.Errorf("the plan holds the secret: %s", shown)
		}
	}
}
