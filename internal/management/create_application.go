package management

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"
)

// maxCreations is above any number of clients that are created at a time.
const maxCreations = 1 << 20

// creations are the creates of clients. Names are not unique: a client whose
// create got no answer is told from others by what this process knows of them.
type creations struct {
	mu sync.Mutex
	// names let the creates of a name run together, and a look run alone: it must
	// not take the client of a create that is still to be answered.
	names map[string]*semaphore.Weighted
	// listed is when all clients were first asked for; zero before. What exists
	// and was not in that list was created since.
	listed time.Time
	// journaled are the clients of which the journal knows what created them: no
	// create takes one of them for its own because name and settings agree.
	journaled map[string]bool
}

func newCreations() *creations {
	return &creations{names: map[string]*semaphore.Weighted{}, journaled: map[string]bool{}}
}

// creation is the create of one client.
type creation struct {
	client *Client
	// sent is the body, as it is sent.
	sent  []byte
	name  *semaphore.Weighted
	held  int64
	began time.Time
	owner string
	// origin is how the create came by its client.
	origin Origin
}

// CreateApplication creates a client. Where an answer is lost, the client is
// found by its name and settings. A *LostCreateError reports that several clients
// have them, or that looking for it failed.
func (c *Client) CreateApplication(ctx context.Context, settings Settings) (*Application, error) {
	creating, err := c.startCreation(ctx, settings)
	if err != nil {
		return nil, err
	}
	defer creating.end()
	var created Application
	r := request{method: http.MethodPost, path: escaped(applications), look: creating.look}
	left, noteID := c.note(ctx, r.path, creating.sent)
	var answer []byte
	switch {
	case left != nil:
		answer, err = creating.resume(ctx, r, left)
		if settles(err) {
			left.Resolve()
		}
	case c.options.AdoptExisting:
		answer, err = creating.left(ctx, r, Adopted)
	}
	if err != nil {
		return nil, err
	}
	if answer != nil {
		err = r.decode(answer, &created)
	} else {
		err = c.exchange(ctx, r, settings, &created)
	}
	if err != nil {
		return nil, err
	}
	noteID(created.ClientID)
	c.holdings.claim(heldObject{ApplicationKind, created.ClientID}, creating.owner)
	created.Creation = Creation{Origin: creating.origin, Owner: creating.owner}
	return &created, nil
}

func (c *Client) startCreation(ctx context.Context, body Settings) (*creation, error) {
	r := request{method: http.MethodPost, path: escaped(applications)}
	sent, err := json.Marshal(body)
	if err != nil {
		return nil, fmt.Errorf("%s: encoding the body: %w", r, err)
	}
	name, _ := body["name"].(string)
	c.creations.mu.Lock()
	of := c.creations.names[name]
	if of == nil {
		of = semaphore.NewWeighted(maxCreations)
		c.creations.names[name] = of
	}
	c.creations.mu.Unlock()
	if err := of.Acquire(ctx, 1); err != nil {
		return nil, r.interrupted(err, nil, false)
	}
	return &creation{client: c, sent: sent, name: of, held: 1, began: c.options.Now(), owner: c.options.NewOwner()}, nil
}

func (n *creation) end() { n.name.Release(n.held) }

// alone waits until no other client of the name is being created.
func (n *creation) alone(ctx context.Context) error {
	if n.held == maxCreations {
		return nil
	}
	n.end()
	n.held = 0
	if err := n.name.Acquire(ctx, maxCreations); err != nil {
		return err
	}
	n.held = maxCreations
	return nil
}

// look finds the client that the create made: it has what was sent and nothing
// that somebody set since, this process neither created it nor read it before,
// and it has no grants.
func (n *creation) look(ctx context.Context) ([]byte, error) {
	return n.find(ctx, false, AnswerLost)
}

// find finds the client that the create made or, with earlier, that a create of
// another process made, which this one may have read and which may have grants.
func (n *creation) find(ctx context.Context, earlier bool, origin Origin) ([]byte, error) {
	if err := n.alone(ctx); err != nil {
		return nil, err
	}
	certain, asked := n.client.creations.listedBefore(n.began), n.client.options.Now()
	objects, err := n.client.readers[applications].readSelection(ctx, selection{kind: applicationKind()})
	if err != nil {
		return nil, err
	}
	n.client.creations.noteList(asked)
	var found []object
	for _, o := range objects {
		if n.isAnother(o.id, earlier) || !asCreated(o.raw, n.sent, applicationDefaults()) {
			continue
		}
		used := false
		if !certain && !earlier {
			if used, err = n.client.hasGrants(ctx, o.id); err != nil {
				return nil, err
			}
		}
		if !used {
			found = append(found, o)
		}
	}
	switch len(found) {
	case 0:
		return nil, nil
	case 1:
		if _, ok := n.client.holdings.claim(heldObject{ApplicationKind, found[0].id}, n.owner); !ok {
			return nil, nil // it is being deleted
		}
		n.origin = origin
		return found[0].raw, nil
	}
	ids := make([]string, len(found))
	for i, o := range found {
		ids[i] = o.id
	}
	return nil, &severalError{ids}
}

// left finds the client that a process before this one created and did not
// record, or that is to be adopted. It may have got grants meanwhile: of a remote
// state, what was done in the last seconds before the end is missing.
func (n *creation) left(ctx context.Context, r request, origin Origin) ([]byte, error) {
	answer, err := n.find(ctx, true, origin)
	var several *severalError
	switch {
	case errors.As(err, &several):
		return nil, &LostCreateError{Err: fmt.Errorf("%s: not sent, since several clients are as it would create one", r), Candidates: several.ids}
	case err != nil:
		return nil, fmt.Errorf("%s: looking for an existing client: %w", r, err)
	}
	return answer, nil
}

// isAnother reports whether a client is known to be another one than this
// create's.
func (n *creation) isAnother(id string, earlier bool) bool {
	rd := n.client.readers[applications]
	rd.mu.Lock()
	defer rd.mu.Unlock()
	seen, read := rd.snapshot.seen[id]
	return n.client.creations.isJournaled(id) || n.client.holdings.held(heldObject{ApplicationKind, id}) || !earlier && read && seen.Before(n.began)
}

func (c *creations) listedBefore(began time.Time) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return !c.listed.IsZero() && c.listed.Before(began)
}

// journal records clients of which the journal knows what created them.
func (c *creations) journal(ids []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, id := range ids {
		c.journaled[id] = true
	}
}

func (c *creations) isJournaled(id string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.journaled[id]
}

func (c *creations) noteList(asked time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.listed.IsZero() {
		c.listed = asked
	}
}

func (c *Client) hasGrants(ctx context.Context, clientID string) (bool, error) {
	for _, err := range list(ctx, c, clientGrantKind(), url.Values{"client_id": {clientID}}) {
		return err == nil, err
	}
	return false, nil
}
