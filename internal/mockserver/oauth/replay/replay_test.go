package replay_test

import (
	"testing"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/replay"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store/transient"
)

func TestAnIDIsAcceptedOnceByAllReplicas(t *testing.T) {
	t.Parallel()
	shared := transient.NewMemory()
	one, other, proofs := replay.New(shared, "assertion"), replay.New(shared, "assertion"), replay.New(shared, "proof")
	now := time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)
	expires := now.Add(time.Minute)
	for _, step := range []struct {
		name       string
		memory     *replay.Memory
		issuer, id string
		now        time.Time
		want       bool
	}{
		{"new", one, "client", "id", now, true},
		{"again", one, "client", "id", now, false},
		{"at another replica", other, "client", "id", now, false},
		{"just when it expires", other, "client", "id", expires, false},
		{"of another issuer", other, "clienti", "d", now, true},
		{"for another purpose", proofs, "client", "id", now, true},
		{"after it expired", one, "client", "id", expires.Add(time.Second), true},
	} {
		first, err := step.memory.First(t.Context(), step.issuer, step.id, expires, step.now)
		if err != nil || first != step.want {
			t.Errorf("%s: %t, %v", step.name, first, err)
		}
	}
}
