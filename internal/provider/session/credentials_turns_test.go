package session_test

import (
	"context"
	"errors"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/provider/session"
)

func TestOperationsOnOneClientsCredentialsTakeTurns(t *testing.T) {
	t.Parallel()
	var turns session.CredentialsTurns
	turn, done, err := turns.Take(t.Context(), "a")
	if err != nil {
		t.Fatal(err)
	}
	turn.Refused = true
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := turns.Take(ended, "a"); !errors.Is(err, context.Canceled) {
		t.Errorf("a second operation on the client did not wait: %v", err)
	}
	if other, doneOther, err := turns.Take(t.Context(), "b"); err != nil || other.Refused {
		t.Errorf("an operation on another client waited, or has what is known of the first one: %v", err)
	} else {
		doneOther()
	}
	done()
	turn, done, err = turns.Take(t.Context(), "a")
	if err != nil || !turn.Refused {
		t.Errorf("the next operation does not see what the first one noted: %v", err)
	}
	done()
}
