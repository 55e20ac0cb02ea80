package provider

import (
	"context"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-resty/resty/v2"
	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/client"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/session"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/signingkey"
	"github.com/auth0api/terraform-provider-auth0api/internal/token"
)

// busyTenant refuses the first request, for 25 seconds.
type busyTenant struct{ asked int }

func (b *busyTenant) RoundTrip(r *http.Request) (*http.Response, error) {
	b.asked++
	answer := &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Request: r}
	body := `{"client_id":"c","name":"n","client_secret":"s","kid":"k"}`
	if b.asked == 1 {
		answer.StatusCode, body = http.StatusTooManyRequests, `{}`
		answer.Header.Set("Retry-After", "25")
	}
	answer.Header.Set("Content-Type", "application/json")
	answer.Body = io.NopCloser(strings.NewReader(body))
	return answer, nil
}

func TestAnActionThatWaitsSaysSo(t *testing.T) {
	t.Parallel()
	configs := map[string]map[string]string{
		"auth0api_rotate_client_secret": {"client_id": "c"},
		"auth0api_rotate_signing_keys":  nil,
		"auth0api_revoke_signing_key":   {"kid": "k"},
	}
	for _, newAction := range slices.Concat(client.Actions(), signingkey.Actions()) {
		var name action.MetadataResponse
		newAction().Metadata(t.Context(), action.MetadataRequest{ProviderTypeName: "auth0api"}, &name)
		config, known := configs[name.TypeName]
		if !known {
			t.Errorf("there is no configuration for %s", name.TypeName)
		}
		t.Run(name.TypeName, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				web := resty.NewWithClient(&http.Client{Transport: &busyTenant{}}).SetBaseURL("http://tenant.test")
				s := session.New(session.Options{Management: management.New(web, token.Static("t"), management.Options{
					Jitter: func(d time.Duration) time.Duration { return d },
				})})
				invoked, ok := newAction().(action.ActionWithConfigure)
				if !ok {
					t.Fatal("the action takes no configuration of the provider")
				}
				invoked.Configure(t.Context(), action.ConfigureRequest{ProviderData: s}, &action.ConfigureResponse{})
				var said []string
				start := time.Now()
				var at []time.Duration
				resp := action.InvokeResponse{SendProgress: func(e action.InvokeProgressEvent) {
					said, at = append(said, e.Message), append(at, time.Since(start).Round(time.Second))
				}}
				invoked.Invoke(t.Context(), action.InvokeRequest{Config: configOf(t, invoked, config)}, &resp)
				if resp.Diagnostics.HasError() || len(said) != 4 {
					t.Fatalf("the action said %q, with %v", said, resp.Diagnostics)
				}
				if got := []time.Duration{0, 10 * time.Second, 20 * time.Second, 25 * time.Second}; !slices.Equal(at, got) {
					t.Errorf("it said so after %v", at)
				}
				if want := "Waiting 25s: the tenant answered 429 Too Many Requests with Retry-After"; said[0] != want {
					t.Errorf("it said %q, want %q", said[0], want)
				}
			})
		})
	}
}

// configOf is an action's configuration with these strings.
func configOf(t *testing.T, a action.Action, values map[string]string) tfsdk.Config {
	t.Helper()
	var resp action.SchemaResponse
	a.Schema(t.Context(), action.SchemaRequest{}, &resp)
	attributes := map[string]tftypes.Value{}
	for name, value := range values {
		attributes[name] = tftypes.NewValue(tftypes.String, value)
	}
	return tfsdk.Config{Schema: resp.Schema, Raw: tftypes.NewValue(resp.Schema.Type().TerraformType(context.Background()), attributes)}
}
