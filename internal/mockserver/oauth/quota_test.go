package oauth_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// Facts 11.1: what is counted, the headers of answers good and refused, the refusal, and
// that the clock moves the count on.
func TestTokenQuotaOfAClient(t *testing.T) {
	t.Parallel()
	tenant := newTenant()
	at := time.Date(2026, 5, 4, 12, 1, 0, 0, time.UTC)
	tenant.now = func() time.Time { return at }
	tenant.client.Properties = map[string]json.RawMessage{"token_quota": json.RawMessage(`{"client_credentials":{"enforce":true,"per_hour":2,"per_day":3}}`)}
	handler := tenant.start(t)
	const header = "Auth0-Client-Quota-Limit"
	for _, want := range []string{"b=per_hour;q=2;r=1;t=3540,b=per_day;q=3;r=2;t=43140", "b=per_hour;q=2;r=0;t=3540,b=per_day;q=3;r=1;t=43140"} {
		if got := post(t, handler, form()); got.Status != 200 || got.Header.Get(header) != want {
			t.Errorf("%d %s: %q, want %q", got.Status, got.Description, got.Header.Get(header), want)
		}
	}
	refused := post(t, handler, form())
	if refused.Status != 429 || refused.Error != "too_many_requests" || refused.Description != "Client quota exceeded" {
		t.Errorf("%d %s: %s", refused.Status, refused.Error, refused.Description)
	}
	for name, want := range map[string]string{
		"Retry-After": "3540", "X-RateLimit-Limit": "2", "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1777899600",
		header: "b=per_hour;q=2;r=0;t=3540,b=per_day;q=3;r=1;t=43140",
	} {
		if got := refused.Header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	at = at.Add(time.Hour)
	if got := post(t, handler, form()); got.Status != 200 || got.Header.Get(header) != "b=per_hour;q=2;r=1;t=3540,b=per_day;q=3;r=0;t=39540" {
		t.Errorf("an hour later: %d %q", got.Status, got.Header.Get(header))
	}
	if got := post(t, handler, form()); got.Status != 429 || got.Header.Get("Retry-After") != "39540" {
		t.Errorf("the day's quota: %d, Retry-After %s", got.Status, got.Header.Get("Retry-After"))
	}
	if got := post(t, handler, form("client_secret", "wrong")); got.Header.Get(header) != "" || got.Status != 401 {
		t.Errorf("a wrong secret: %d %q", got.Status, got.Header.Get(header))
	}
	at = at.Add(24 * time.Hour)
	if got := post(t, handler, form()); got.Status != 200 {
		t.Errorf("a day later: %d", got.Status)
	}
}

// Facts 11.1: the client's own quota replaces the default for clients, the organization's
// that for organizations; each that applies may refuse; enforce false refuses nothing.
func TestWhichQuotasApply(t *testing.T) {
	t.Parallel()
	const own, of = "Auth0-Client-Quota-Limit", "Auth0-Organization-Quota-Limit"
	for name, c := range map[string]struct {
		client, organization   string
		wantClient, wantOf     string
		status                 int
		descriptionOfTheSecond string
	}{
		"defaults":       {wantClient: "q=5", wantOf: "q=7", status: 200},
		"own":            {client: `{"enforce":true,"per_day":9}`, wantClient: "q=9", wantOf: "q=7", status: 200},
		"organization":   {organization: `{"enforce":true,"per_day":1}`, wantClient: "q=5", wantOf: "q=1", status: 429, descriptionOfTheSecond: "Organization quota exceeded"},
		"not enforced":   {client: `{"enforce":false,"per_day":1}`, wantClient: "q=1", wantOf: "q=7", status: 200},
		"client refuses": {client: `{"enforce":true,"per_day":1}`, wantClient: "q=1", wantOf: "q=7", status: 429, descriptionOfTheSecond: "Client quota exceeded"},
	} {
		tenant := newTenant()
		tenant.grant.OrganizationUsage = "allow"
		if c.client != "" {
			tenant.client.Properties = map[string]json.RawMessage{"token_quota": json.RawMessage(`{"client_credentials":` + c.client + `}`)}
		}
		handler := tenant.start(t)
		quota := func(n int) map[string]any {
			return map[string]any{"client_credentials": map[string]any{"enforce": true, "per_day": n}}
		}
		tenant.withOrganizations(t, map[string]any{"default_token_quota": map[string]any{"clients": quota(5), "organizations": quota(7)}})
		if c.organization != "" {
			tenant.update(t, func(tx store.Writer) error {
				changed := *tx.Organization(acme)
				changed.TokenQuota = json.RawMessage(`{"client_credentials":` + c.organization + `}`)
				return tx.PutOrganization(&changed)
			})
		}
		first := post(t, handler, form("organization", acme))
		if first.Status != 200 || !strings.Contains(first.Header.Get(own), c.wantClient) || !strings.Contains(first.Header.Get(of), c.wantOf) {
			t.Errorf("%s: %d %s, %q %q", name, first.Status, first.Description, first.Header.Get(own), first.Header.Get(of))
		}
		second := post(t, handler, form("organization", acme))
		if second.Status != c.status || second.Description != c.descriptionOfTheSecond {
			t.Errorf("%s: the second is %d %s", name, second.Status, second.Description)
		}
		if alone := post(t, newTenant().start(t), form()); alone.Header.Get(own)+alone.Header.Get(of) != "" {
			t.Errorf("without quotas: %v", alone.Header)
		}
	}
}
