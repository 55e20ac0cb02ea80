package reads

import (
	"encoding/json"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-resty/resty/v2"

	"github.com/auth0api/terraform-provider-auth0api/internal/background"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/fake"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/pacing"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/rest"
	"github.com/auth0api/terraform-provider-auth0api/internal/retry"
)

// What a goroutine decides under a lock may panic, too: the lock is free again.
func TestAPanicLeavesNoLock(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		o := pacing.Options{Now: time.Now, Sleep: retry.Sleep, Jitter: func(d time.Duration) time.Duration { return d }}
		client := rest.New(resty.New(), &fake.Tokens{}, rest.Options{Pacing: o})
		r := New(client, Options{Now: time.Now, Pause: retry.Sleep})
		r.reader(Clients()).listing = nil
		for n := range 3 {
			_, err := Read[json.RawMessage](t.Context(), r, Clients(), Ref{ID: "id-1"})
			if _, panicked := errors.AsType[*background.PanicError](err); !panicked {
				t.Errorf("call %d: got %v, want the panic", n, err)
			}
		}
	})
}
