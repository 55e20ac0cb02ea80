package rest_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/fake"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/managementtest"
)

func TestAWaitBeforeARepetitionSaysWhyAndNoSecret(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		status int
		header string // Retry-After
		want   []string
	}{
		"a refusal": {429, "12", []string{
			"Waiting 12s: the tenant answered 429 Too Many Requests with Retry-After; PATCH /api/v2/clients/a, attempt 1, 12000 ms, 0 queued",
			"Waiting 2s: the tenant answered 429 Too Many Requests with Retry-After; PATCH /api/v2/clients/a, attempt 1, 2000 ms, 0 queued",
			// At 12 s it is refused again, with a line at 10 s.
			"Waiting 2s: the tenant answered 429 Too Many Requests with Retry-After; PATCH /api/v2/clients/a, attempt 2, 2000 ms, 0 queued",
		}},
		"a busy tenant":         {503, "1", []string{"Waiting 1s: the tenant answered 503 Service Unavailable with Retry-After; PATCH /api/v2/clients/a, attempt 1, 1000 ms, 0 queued"}},
		"a failure":             {502, "", []string{"Waiting 1s: the tenant answered 502 Bad Gateway; PATCH /api/v2/clients/a, attempt 2, 1000 ms, 0 queued"}},
		"a broken connection":   {0, "", []string{"Waiting 1s: the connection to the tenant failed; PATCH /api/v2/clients/a, attempt 2, 1000 ms, 0 queued"}},
		"a configuration error": {400, "5", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var log fake.Log
			var noticed []string
			tenant := fake.NewTenant(t, func(w http.ResponseWriter, _ fake.Request) {
				if c.status == 0 {
					panic(http.ErrAbortHandler)
				}
				if c.header != "" {
					w.Header().Set("Retry-After", c.header)
				}
				fake.Refuse(w, c.status, "", "hunter2")
			})
			client, _ := managementtest.Of(tenant, 2)
			ctx := management.WithWaitNotice(log.Context(t), func(line string) { noticed = append(noticed, line) })
			if _, err := client.UpdateApplication(ctx, "a", management.Settings{"client_secret": "hunter2"}); err == nil {
				t.Error("no error")
			}
			log.ExpectWaits(t, c.want...)
			var want []string
			for _, line := range c.want {
				message, _, _ := strings.Cut(line, ";")
				want = append(want, message)
			}
			if !slices.Equal(noticed, want) {
				t.Errorf("the caller was notified of %q, want %q", noticed, want)
			}
			for _, text := range []string{log.String(), fmt.Sprint(noticed)} {
				if strings.Contains(text, "hunter2") || strings.Contains(text, "token-1") {
					t.Errorf("a secret is repeated: %s", text)
				}
			}
		})
	}
}
