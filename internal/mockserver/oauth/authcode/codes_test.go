package authcode_test

import (
	"errors"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/authcode"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/policy"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/user"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store/transient"
)

const value = "the-code"

func start() time.Time { return time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC) }

func accept(*authcode.Code) error { return nil }

func issued() authcode.Issued {
	return authcode.Issued{AccessToken: "hash", Expires: start().Add(time.Hour), RefreshFamily: "family"}
}

// replicas returns the codes of two replicas, with a code that the first has made.
func replicas(t *testing.T) (first, second *authcode.Codes, shared transient.Store) {
	t.Helper()
	shared = transient.NewMemory()
	first, second = authcode.NewCodes(shared), authcode.NewCodes(shared)
	if err := first.Add(t.Context(), value, code(), start()); err != nil {
		t.Fatal(err)
	}
	return first, second, shared
}

func code() *authcode.Code {
	return &authcode.Code{
		Delegation: policy.Delegation{
			Client: &store.Client{ClientID: "client"}, API: &store.ResourceServer{Identifier: "https://api.test/"}, User: user.User{Name: "alice"},
			AuthTime: start().Add(-time.Hour), Scopes: []string{"openid", "read"}, Organization: &policy.Organization{ID: "org_1"},
			SessionID: "session", Nonce: "nonce", KeyThumbprint: "thumbprint",
		},
		RedirectURI: "https://app.test/callback", RedirectURISent: true,
		Challenge: authcode.Challenge{Value: "challenge", Method: authcode.MethodS256}, Expires: start().Add(authcode.Lifetime),
	}
}

func TestACodeOfOneReplicaIsRedeemedAtAnotherOnce(t *testing.T) {
	t.Parallel()
	first, second, _ := replicas(t)
	got, err := second.Redeem(t.Context(), value, start(), accept)
	if err != nil || !reflect.DeepEqual(got, code()) {
		t.Errorf("%+v, %v", got, err)
	}
	if err := second.Record(t.Context(), value, issued(), start()); err != nil {
		t.Fatal(err)
	}
	_, err = first.Redeem(t.Context(), value, start().Add(59*time.Minute), accept)
	reused := new(authcode.ReusedError)
	if !errors.As(err, &reused) || reused.Issued != issued() {
		t.Errorf("used again: %v, issued %+v", err, reused.Issued)
	}
}

func TestOneOfManyRedemptionsAtTheSameMomentWins(t *testing.T) {
	t.Parallel()
	first, second, _ := replicas(t)
	var won, lost atomic.Int32
	var wait sync.WaitGroup
	for i := range 8 {
		wait.Go(func() {
			codes := []*authcode.Codes{first, second}[i%2]
			_, err := codes.Redeem(t.Context(), value, start(), accept)
			reused := new(authcode.ReusedError)
			switch {
			case err == nil:
				won.Add(1)
			case errors.As(err, &reused):
				lost.Add(1)
			}
		})
	}
	wait.Wait()
	if won.Load() != 1 || lost.Load() != 7 {
		t.Errorf("%d won, %d were refused as reused", won.Load(), lost.Load())
	}
	// The winner learns of it before it hands out the tokens.
	reused := new(authcode.ReusedError)
	if err := first.Record(t.Context(), value, issued(), start()); !errors.As(err, &reused) || reused.Issued != issued() {
		t.Errorf("record: %v", err)
	}
}

func TestARefusedRequestDoesNotUseTheCodeUp(t *testing.T) {
	t.Parallel()
	first, second, _ := replicas(t)
	wrong := errors.New("wrong client")
	if _, err := first.Redeem(t.Context(), value, start(), func(*authcode.Code) error { return wrong }); !errors.Is(err, wrong) {
		t.Errorf("error %v", err)
	}
	if _, err := second.Redeem(t.Context(), value, start(), accept); err != nil {
		t.Error(err)
	}
}

func TestACodeExpires(t *testing.T) {
	t.Parallel()
	first, _, _ := replicas(t)
	reused := new(authcode.ReusedError)
	if _, err := first.Redeem(t.Context(), value, start().Add(authcode.Lifetime), accept); err == nil || errors.As(err, &reused) {
		t.Errorf("an expired code: %v", err)
	}
	if _, err := first.Redeem(t.Context(), value, start().Add(authcode.Lifetime-time.Second), accept); err != nil {
		t.Errorf("the last second: %v", err)
	}
}

func TestTheStoreHasNoCodeThatCanBeRedeemed(t *testing.T) {
	t.Parallel()
	_, _, shared := replicas(t)
	entries, err := shared.List(t.Context(), transient.KindCode, start())
	if err != nil || len(entries) != 1 {
		t.Fatalf("%d entries, %v", len(entries), err)
	}
	if text := entries[0].ID + string(entries[0].Data); strings.Contains(text, value) {
		t.Errorf("the store has the code: %s", text)
	}
}
