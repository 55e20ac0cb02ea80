package scopes

import (
	"context"
	cryptorand "crypto/rand"
	"net/http"
	"testing"
	"time"

	"github.com/go-resty/resty/v2"

	"github.com/auth0api/terraform-provider-auth0api/internal/management/fake"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/holdings"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/pacing"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/reads"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/rest"
	"github.com/auth0api/terraform-provider-auth0api/internal/retry"
)

// harness is what the tests choose of what Scopes are built of.
type harness struct {
	maxRetries  int
	perSecond   float64
	verifyAfter time.Duration
	sleep       func(context.Context, time.Duration) error
	// gather has reads wait for others.
	gather bool
	// unanswered has no answer arrive before: the level is not known.
	unanswered bool
}

// scopes are Scopes whose requests go to a function, for tests in a bubble of
// synctest.
func (h harness) scopes(transport fake.Transport) *Scopes {
	jitter := func(d time.Duration) time.Duration { return d }
	pause := func(ctx context.Context, _ time.Duration) error { return ctx.Err() }
	if h.gather {
		pause = retry.Sleep
	}
	web := resty.NewWithClient(&http.Client{Transport: transport}).SetBaseURL("http://tenant.test")
	client := rest.New(web, &fake.Tokens{}, rest.Options{MaxRetries: h.maxRetries, Pacing: pacing.Options{
		MaxRequestsPerSecond: h.perSecond, Now: time.Now, Sleep: h.sleep, Jitter: jitter,
	}})
	if h.perSecond == 0 && !h.unanswered { // a first answer has named no rate limit
		permit, err := client.Pacer.Acquire(context.Background(), pacing.Label{})
		if err != nil {
			panic(err)
		}
		permit.Answered(http.Header{})
	}
	return New(client, reads.New(client, reads.Options{Now: time.Now, Pause: pause}), holdings.New(), holdings.NewNotes(nil, ""), Options{
		VerifyAfter: h.verifyAfter, NewOwner: cryptorand.Text, Now: time.Now, Jitter: jitter,
	})
}

// over are Scopes that repeat nothing and do not verify.
func over(transport fake.Transport) *Scopes {
	return harness{maxRetries: -1, verifyAfter: -1, sleep: retry.Sleep}.scopes(transport)
}

// scarce are Scopes that may send one request at a time.
func scarce(transport fake.Transport) *Scopes {
	return harness{maxRetries: -1, perSecond: 1000, verifyAfter: -1, sleep: retry.Sleep}.scopes(transport)
}

// verifyAfter is the quiet time of the tests.
const verifyAfter = 200 * time.Millisecond

// verifying are Scopes that verify lists after they wrote them.
func verifying(transport fake.Transport) *Scopes {
	return harness{maxRetries: -1, verifyAfter: verifyAfter, sleep: retry.Sleep, gather: true}.scopes(transport)
}

// firstPatchGets are Scopes of an API whose first PATCH gets another answer, and is
// repeated without a wait after meanwhile has happened.
func firstPatchGets(answer fake.Transport, api *fakeAPI, meanwhile func()) *Scopes {
	requested := false
	return harness{maxRetries: 1, verifyAfter: -1, sleep: func(context.Context, time.Duration) error { meanwhile(); return nil }}.scopes(func(r *http.Request) (*http.Response, error) {
		if r.Method == http.MethodPatch && !requested {
			requested = true
			return answer(r)
		}
		return api.RoundTrip(r)
	})
}

func put(t *testing.T, s *Scopes, scope Scope) {
	t.Helper()
	if _, err := s.Update(t.Context(), "urn:a", scope); err != nil {
		t.Errorf("putting %s: %v", scope.Value, err)
	}
}
