package creates

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"

	"github.com/auth0api/terraform-provider-auth0api/internal/management/holdings"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/reads"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/rest"
)

// maxConcurrentCreates is above any number of clients that are created at a time.
const maxConcurrentCreates = 1 << 20

// clientCreates are the creates of clients. Names are not unique: a client whose
// create got no answer is distinguished from others by what this process knows of
// them.
type clientCreates struct {
	mu sync.Mutex
	// names lets the creates of a name run together, and a lookup run alone: it must
	// not take the client of a create that is not answered yet.
	names map[string]*semaphore.Weighted
	// listed is when all clients were first requested; zero before. A client that
	// was not in that list was created since.
	listed time.Time
	// noted are the clients whose create is in the journal: no other create takes one
	// of them over because name and settings agree.
	noted map[string]bool
}

func newClientCreates() *clientCreates {
	return &clientCreates{names: map[string]*semaphore.Weighted{}, noted: map[string]bool{}}
}

// clientCreate is the create of one client.
type clientCreate struct {
	*Creates
	// sent is the body.
	sent []byte
	// name is the semaphore of the client's name, of which the create holds weight.
	name   *semaphore.Weighted
	weight int64
	began  time.Time
	owner  string
	// origin is how the create came by its client.
	origin holdings.Origin
}

// CreateClient creates a client, and decodes it into out. A client whose answer is
// lost is found by its name and settings. A *rest.LostCreateError reports that
// several clients have them, or that looking for it failed.
func (c *Creates) CreateClient(ctx context.Context, settings rest.Settings, out any) (holdings.Creation, error) {
	n, err := c.beginClient(ctx, settings)
	if err != nil {
		return holdings.Creation{}, err
	}
	defer n.unlock()
	r := rest.Request{Method: http.MethodPost, Path: rest.Path(rest.Clients), Lookup: n.lookupLost}
	interrupted, noteID := c.notes.Begin(ctx, r.Path, n.sent)
	var answer json.RawMessage
	switch {
	case interrupted != nil:
		answer, err = n.resume(ctx, r, interrupted)
		holdings.Resolve(interrupted, err)
	case c.options.AdoptExisting:
		answer, err = n.findExisting(ctx, r, holdings.Adopted)
	}
	if err == nil && answer == nil {
		err = c.rest.Exchange(ctx, r, settings, &answer)
	}
	if err != nil {
		return holdings.Creation{}, err
	}
	if err := r.Decode(answer, out); err != nil {
		return holdings.Creation{}, err
	}
	id := reads.Clients().ID(answer)
	noteID(id)
	c.holdings.Claim(holdings.Object{Kind: holdings.Client, ID: id}, n.owner)
	return holdings.Creation{Origin: n.origin, Owner: n.owner}, nil
}

// beginClient waits until no lookup of the client's name runs.
func (c *Creates) beginClient(ctx context.Context, body rest.Settings) (*clientCreate, error) {
	r := rest.Request{Method: http.MethodPost, Path: rest.Path(rest.Clients)}
	sent, err := json.Marshal(body)
	if err != nil {
		return nil, fmt.Errorf("%s: encoding the body: %w", r, err)
	}
	name, _ := body["name"].(string)
	semaphore := c.clients.semaphore(name)
	if err := semaphore.Acquire(ctx, 1); err != nil {
		return nil, r.Interrupted(err)
	}
	return &clientCreate{Creates: c, sent: sent, name: semaphore, weight: 1, began: c.options.Now(), owner: c.options.NewOwner()}, nil
}

// semaphore returns the semaphore of a name.
func (c *clientCreates) semaphore(name string) *semaphore.Weighted {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.names[name] == nil {
		c.names[name] = semaphore.NewWeighted(maxConcurrentCreates)
	}
	return c.names[name]
}

func (n *clientCreate) unlock() { n.name.Release(n.weight) }

// waitForOthers waits until no other client of the name is being created.
func (n *clientCreate) waitForOthers(ctx context.Context) error {
	if n.weight == maxConcurrentCreates {
		return nil
	}
	n.unlock()
	n.weight = 0
	if err := n.name.Acquire(ctx, maxConcurrentCreates); err != nil {
		return err
	}
	n.weight = maxConcurrentCreates
	return nil
}

// lookupLost finds the client that the create made whose answer was lost: it has
// what was sent and no other settings, this process neither created it nor read it
// before, and it has no grants.
func (n *clientCreate) lookupLost(ctx context.Context) ([]byte, error) {
	return n.find(ctx, false, holdings.AnswerLost)
}

// find finds the client that the create made or, with earlier, that a create of
// another process made, which this process may have read and which may have grants.
func (n *clientCreate) find(ctx context.Context, earlier bool, origin holdings.Origin) ([]byte, error) {
	if err := n.waitForOthers(ctx); err != nil {
		return nil, err
	}
	certain, asked := n.clients.listedBefore(n.began), n.options.Now()
	objects, err := n.reads.All(ctx, reads.Clients())
	if err != nil {
		return nil, err
	}
	n.clients.noteList(asked)
	var found []reads.Object
	for _, o := range objects {
		if n.isOther(o.ID, earlier) || !asCreated(o.Raw, n.sent, clientDefaults()) {
			continue
		}
		used := false
		if !certain && !earlier {
			if used, err = n.hasGrants(ctx, o.ID); err != nil {
				return nil, err
			}
		}
		if !used {
			found = append(found, o)
		}
	}
	return n.only(found, origin)
}

// only takes the client over that was found; several are an error.
func (n *clientCreate) only(found []reads.Object, origin holdings.Origin) ([]byte, error) {
	switch len(found) {
	case 0:
		return nil, nil
	case 1:
		if _, ok := n.holdings.Claim(holdings.Object{Kind: holdings.Client, ID: found[0].ID}, n.owner); !ok {
			return nil, nil // it is being deleted
		}
		n.origin = origin
		return found[0].Raw, nil
	}
	ids := make([]string, len(found))
	for i, o := range found {
		ids[i] = o.ID
	}
	return nil, &rest.CandidatesError{IDs: ids}
}

// isOther reports whether a client is known to be another one than this create's.
func (n *clientCreate) isOther(id string, earlier bool) bool {
	read, known := n.reads.FirstRead(reads.Clients(), id)
	return n.clients.isNoted(id) || n.holdings.Held(holdings.Object{Kind: holdings.Client, ID: id}) || !earlier && known && read.Before(n.began)
}

func (n *clientCreate) hasGrants(ctx context.Context, clientID string) (bool, error) {
	for _, err := range n.reads.List(ctx, reads.ClientGrants(), url.Values{"client_id": {clientID}}) {
		return err == nil, err
	}
	return false, nil
}

func (c *clientCreates) listedBefore(began time.Time) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return !c.listed.IsZero() && c.listed.Before(began)
}

// note records clients whose create is in the journal.
func (c *clientCreates) note(ids []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, id := range ids {
		c.noted[id] = true
	}
}

func (c *clientCreates) isNoted(id string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.noted[id]
}

// noteList records that all clients were requested.
func (c *clientCreates) noteList(asked time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.listed.IsZero() {
		c.listed = asked
	}
}
