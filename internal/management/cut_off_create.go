package management

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/auth0api/terraform-provider-auth0api/internal/journal"
)

// resume finds the client that a killed process created, or was creating; nil
// when there is none. It is known where that process still learned the ID, and
// guessed by its name and settings otherwise.
func (n *creation) resume(ctx context.Context, r request, of *journal.Interrupted) ([]byte, error) {
	n.client.creations.journal(of.Others)
	if of.ID == "" {
		return n.left(ctx, r, Interrupted)
	}
	var answer json.RawMessage
	err := n.client.exchange(ctx, request{method: http.MethodGet, path: escaped(applications, of.ID)}, nil, &answer)
	switch {
	case IsNotFound(err):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("%s: reading the client that a killed process created: %w", r, err)
	}
	if !asCreated(answer, n.sent, applicationDefaults()) {
		return nil, &LostCreateError{
			Err:        fmt.Errorf("%s: not sent, since an apply that was killed created the client, and somebody changed it since", r),
			Candidates: []string{of.ID},
		}
	}
	if _, ok := n.client.holdings.claim(heldObject{ApplicationKind, of.ID}, n.owner); !ok {
		return nil, nil // a resource of this run manages it, or deletes it
	}
	n.origin = Interrupted
	return answer, nil
}
