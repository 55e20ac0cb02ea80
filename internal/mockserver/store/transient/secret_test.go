package transient_test

import (
	"bytes"
	"crypto/rand"
	"sync"
	"testing"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store/transient"
)

func TestReplicasShareASecretThatTheyMakeAtTheSameMoment(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)
	for range 20 {
		store := transient.NewMemory()
		secrets := make([][]byte, 8)
		var wait sync.WaitGroup
		for i := range secrets {
			wait.Go(func() {
				secret, err := transient.Secret(t.Context(), store, "name", 32, rand.Reader, now)
				if err != nil {
					t.Error(err)
				}
				secrets[i] = secret
			})
		}
		wait.Wait()
		for _, each := range secrets {
			if len(each) != 32 || !bytes.Equal(each, secrets[0]) {
				t.Fatalf("secrets %x and %x", each, secrets[0])
			}
		}
		other, err := transient.Secret(t.Context(), store, "other", 32, rand.Reader, now)
		if err != nil || bytes.Equal(other, secrets[0]) {
			t.Fatalf("the secret of another name is %x, %v", other, err)
		}
	}
}
