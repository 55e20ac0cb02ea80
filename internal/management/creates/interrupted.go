package creates

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"github.com/auth0api/terraform-provider-auth0api/internal/journal"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/holdings"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/rest"
)

// resume finds the client that a killed process created, or was creating. It
// returns nil if there is no such client. The client is known if that process learned its ID; otherwise it is found
// by its name and settings.
func (n *clientCreate) resume(ctx context.Context, r rest.Request, interrupted *journal.Interrupted) ([]byte, error) {
	n.clients.note(interrupted.Others)
	if interrupted.ID == "" {
		return n.findExisting(ctx, r, holdings.Interrupted)
	}
	var answer json.RawMessage
	err := n.rest.Do(ctx, http.MethodGet, rest.Path(rest.Clients, interrupted.ID), nil, &answer)
	switch {
	case rest.IsNotFound(err):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("%s: reading the client that a killed process created: %w", r, err)
	}
	if !asCreated(answer, n.sent, clientDefaults()) {
		return nil, &rest.LostCreateError{
			Err:        fmt.Errorf("%s: not sent, since an apply that was killed created the client, and it was changed since", r),
			Candidates: []string{interrupted.ID},
		}
	}
	if _, ok := n.holdings.Claim(holdings.Object{Kind: holdings.Client, ID: interrupted.ID}, n.owner); !ok {
		return nil, nil // a resource of this run manages it, or deletes it
	}
	n.origin = holdings.Interrupted
	return answer, nil
}

// findExisting finds the client that an earlier process created and did not record
// in a state, or that is to be adopted. It may have grants: a remote state lacks
// what was done in the last seconds before the process ended.
func (n *clientCreate) findExisting(ctx context.Context, r rest.Request, origin holdings.Origin) ([]byte, error) {
	answer, err := n.find(ctx, true, origin)
	if several, ok := errors.AsType[*rest.CandidatesError](err); ok {
		return nil, &rest.LostCreateError{Err: fmt.Errorf("%s: not sent, since several clients are as it would create one", r), Candidates: several.IDs}
	}
	if err != nil {
		return nil, fmt.Errorf("%s: looking for an existing client: %w", r, err)
	}
	return answer, nil
}
