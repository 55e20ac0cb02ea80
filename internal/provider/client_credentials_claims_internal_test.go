package provider

import (
	"context"
	"errors"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/auth0api/terraform-provider-auth0api/internal/provider/session"
)

// private is a private state.
type private map[string][]byte

func (p private) GetKey(_ context.Context, key string) ([]byte, diag.Diagnostics) { return p[key], nil }

func (p private) SetKey(_ context.Context, key string, value []byte) diag.Diagnostics {
	p[key] = value
	return nil
}

func TestOperationsOnOneClientsCredentialsTakeTurns(t *testing.T) {
	t.Parallel()
	var claims session.CredentialsClaims
	claim, unlock, err := claims.Lock(t.Context(), "a")
	if err != nil || !claim.Create() {
		t.Fatalf("the first create is refused: %v", err)
	}
	own, another := private{}, private{}
	claim.HoldCreated(t.Context(), own)
	if lost, _ := claim.ReplacedByAnother(t.Context(), own); lost {
		t.Error("the object that was created has lost the credentials to itself")
	}
	if lost, _ := claim.ReplacedByAnother(t.Context(), another); !lost {
		t.Error("an object from before has the credentials still")
	}

	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := claims.Lock(ended, "a"); !errors.Is(err, context.Canceled) {
		t.Errorf("a second operation on the client did not wait: %v", err)
	}
	if _, unlockOther, err := claims.Lock(t.Context(), "b"); err != nil {
		t.Errorf("an operation on another client waited: %v", err)
	} else {
		unlockOther()
	}
	unlock()

	claim, unlock, err = claims.Lock(t.Context(), "a")
	if err != nil || claim.Create() || !claim.Refused {
		t.Errorf("a second create is not refused: %+v, %v", claim, err)
	}
	claim.Release()
	if !claim.Create() || claim.Created != "" || claim.Refused {
		t.Errorf("after a release the claim is %+v", claim)
	}
	unlock()
}
