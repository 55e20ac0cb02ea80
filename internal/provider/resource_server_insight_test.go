package provider_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider"
)

func TestAPlanThatBringsHS256InSaysWhyNot(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	p := connected(t, tenant)
	with := func(alg any) acctest.Values { return acctest.Values{"identifier": appointments, "signing_alg": alg} }
	warns := func(plan acctest.Answer) {
		t.Helper()
		expectDiagnostic(t, plan, "warning at signing_alg: HS256 is not the recommended algorithm", "RS256 is recommended. With HS256, whoever can verify a token of this API can also create one")
	}
	warns(connected(t, tenant).Plan(apiResource, noState, with("HS256")))
	for _, alg := range []any{nil, "RS256", "PS256", acctest.Unknown} {
		mustHaveNone(t, connected(t, tenant).Plan(apiResource, noState, with(alg)))
	}
	rs256 := p.Apply(apiResource, noState, with("RS256"))
	warns(p.PlanAfter(apiResource, rs256, with("HS256")))
	hs256 := p.ApplyAfter(apiResource, rs256, with("HS256"))
	renamed := with("HS256")
	renamed["name"] = "Renamed"
	mustHaveNone(t, p.PlanAfter(apiResource, hs256, renamed))
	mustHaveNone(t, p.PlanAfter(apiResource, hs256, with("RS256")))
	mustHaveNone(t, connected(t, tenant).PlanDestroy(apiResource, hs256))
}

func TestAPlanThatShortensALifetimeSaysWhenOldTokensEnd(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	now := time.Date(2025, 2, 27, 23, 30, 0, 5, time.FixedZone("", 3600))
	p := acctest.NewPlugin(t, provider.NewWith("1.2.3", func(string) string { return "" }, func() time.Time { return now }))
	p.MustConfigure(acctest.Values{"domain": tenant.URL, "client_id": tenant.ClientID, "client_secret": tenant.ClientSecret})
	with := func(lifetime, forWeb any) acctest.Values {
		return acctest.Values{"identifier": appointments, "token_lifetime": lifetime, "token_lifetime_for_web": forWeb}
	}
	mustHaveNone(t, connected(t, tenant).Plan(apiResource, noState, with(int64(60), nil)))
	api := p.Apply(apiResource, noState, with(int64(86400), int64(7200)))
	mustHaveNone(t, api)
	for _, c := range []struct {
		lifetime, forWeb any
		at               string
		before, after    int64
		until, ends      string
	}{
		{int64(3600), int64(600), "token_lifetime", 86400, 3600, "24h0m0s", "2025-02-28T22:30:00Z"},
		{int64(3600), nil, "token_lifetime", 86400, 3600, "24h0m0s", "2025-02-28T22:30:00Z"},
		{int64(86400), int64(7199), "token_lifetime_for_web", 7200, 7199, "2h0m0s", "2025-02-28T00:30:00Z"},
		{int64(90000), int64(0), "token_lifetime_for_web", 7200, 0, "2h0m0s", "2025-02-28T00:30:00Z"},
	} {
		expectDiagnostic(t, p.PlanAfter(apiResource, api, with(c.lifetime, c.forWeb)), "warning at "+c.at+": Existing tokens keep their lifetime",
			fmt.Sprintf("%s changes from %d to %d seconds", c.at, c.before, c.after), fmt.Sprintf("up to %d seconds (%s)", c.before, c.until), "the last of them expires at "+c.ends)
	}
	for _, longer := range [][2]any{{int64(86400), int64(7200)}, {int64(90000), int64(8000)}, {nil, nil}, {acctest.Unknown, nil}} {
		mustHaveNone(t, p.PlanAfter(apiResource, api, with(longer[0], longer[1])))
	}
}
