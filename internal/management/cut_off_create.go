package management

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/auth0api/terraform-provider-auth0api/internal/journal"
)

// note notes in the journal that the client is about to be created, and returns
// the same create of a process that was killed, if there was one, and what is to
// be called with the client's ID.
func (n *creation) note(ctx context.Context) (*journal.Left, func(id string)) {
	if n.client.options.Journal == nil {
		return nil, func(string) {}
	}
	left, created, err := n.client.options.Journal.Begin(n.client.http.BaseURL + " " + applications + " " + string(n.sent))
	unnoted := func(err error) {
		tflog.Warn(ctx, "If this process is killed, the next one will not know of a client that it created", map[string]any{"reason": err.Error()})
	}
	if err != nil {
		unnoted(err)
	}
	return left, func(id string) {
		if err := created(id); err != nil {
			unnoted(err)
		}
	}
}

// ApplicationRecorded notes that a state holds the client: no create takes it
// over.
func (c *Client) ApplicationRecorded(clientID string) {
	if c.options.Journal != nil {
		c.options.Journal.Recorded(clientID)
	}
}

// resume finds the client that a killed process created, or was creating; nil
// when there is none. It is known where that process still learned the ID, and
// guessed by its name and settings otherwise.
func (n *creation) resume(ctx context.Context, r request, of *journal.Left) ([]byte, error) {
	n.client.creations.mu.Lock()
	for _, id := range of.Others {
		n.client.creations.known[id] = struct{}{}
	}
	n.client.creations.mu.Unlock()
	if of.ID == "" {
		return n.left(ctx, r)
	}
	var answer json.RawMessage
	err := n.client.exchange(ctx, request{method: http.MethodGet, path: escaped(applications, of.ID)}, nil, &answer)
	switch {
	case IsNotFound(err):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("%s: reading the client that a killed process created: %w", r, err)
	}
	if !asCreated(answer, n.sent, freshApplication()) {
		return nil, &LostCreateError{
			Err:        fmt.Errorf("%s: not sent, since an apply that was killed created the client, and somebody changed it since", r),
			Candidates: []string{of.ID},
		}
	}
	tflog.Info(ctx, "An apply that was killed created the client; it is taken over", map[string]any{"client_id": of.ID})
	return answer, nil
}
