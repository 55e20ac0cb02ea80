// Package managementtest makes clients of the Management API for tests.
package managementtest

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/go-resty/resty/v2"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/fake"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/mocktest"
	"github.com/auth0api/terraform-provider-auth0api/internal/tenant"
	"github.com/auth0api/terraform-provider-auth0api/internal/token"
)

// Of returns a client of a tenant, whose waits take no time.
func Of(f *fake.Tenant, maxRetries int) (*management.Client, *fake.Clock) {
	clock := fake.NewClock()
	return With(f, &fake.Tokens{}, management.Options{MaxRetries: maxRetries, Now: clock.Now, Sleep: clock.Sleep}), clock
}

// With returns a client of a tenant that does not verify scopes, and whose waits
// have no jitter.
func With(f *fake.Tenant, tokens management.TokenSource, o management.Options) *management.Client {
	o.VerifyAfter, o.Jitter = -1, func(d time.Duration) time.Duration { return d }
	return management.New(resty.New().SetBaseURL(f.URL).SetResponseBodyLimit(1<<20), tokens, o)
}

// Over returns a client whose requests go to a function, for tests in a bubble of
// synctest. Its reads do not gather, it does not verify scopes, and it repeats
// nothing.
func Over(transport fake.Transport) *management.Client {
	pause := func(ctx context.Context, _ time.Duration) error { return ctx.Err() }
	return OverWith(transport, management.Options{MaxRetries: -1, VerifyAfter: -1, Pause: pause})
}

// OverWith is Over with other options. A first answer has named no rate limit.
func OverWith(transport fake.Transport, o management.Options) *management.Client {
	first := true
	http := &http.Client{Transport: fake.Transport(func(r *http.Request) (*http.Response, error) {
		if first {
			return fake.JSON(http.StatusOK, `[]`), nil
		}
		return transport(r)
	})}
	client := management.New(resty.NewWithClient(http).SetBaseURL("http://tenant.test"), &fake.Tokens{}, o)
	if _, err := client.ListSigningKeys(context.Background()); err != nil {
		panic(err)
	}
	first = false
	return client
}

// OfMock returns a client of the mock tenant, put together as the provider does.
func OfMock(t *testing.T, mock *mocktest.Mock, o management.Options) *management.Client {
	t.Helper()
	domain, err := tenant.ParseDomain(mock.URL)
	if err != nil {
		t.Fatal(err)
	}
	web := tenant.NewHTTPClient(domain, tenant.HTTPOptions{})
	source := token.NewFetcher(web, domain.Issuer, nil).Source(token.Request{
		Credentials: token.Credentials{ClientID: mock.ClientID, ClientSecret: mock.ClientSecret}, Audience: domain.ManagementAudience,
	})
	return management.New(web, source, o)
}
