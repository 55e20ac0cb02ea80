package management

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/auth0api/terraform-provider-auth0api/internal/journal"
)

// create is the create of one object that has a natural key: the service refuses
// a second one. An object that exists is an error, unless there is evidence that
// this create made it, or the user asks to adopt what exists as planned.
type create struct {
	client *Client
	kind   Kind
	path   string
	// key is the natural key: creates of one key run one after the other.
	key  string
	body Settings
	// find returns the object of the key as the service has it, in one request;
	// nothing when there is none.
	find func(context.Context) ([]byte, error)
	// id is the ID of an object.
	id func(object []byte) string
	// defaults are the service's, for what the body does not say.
	defaults creationDefaults
	// untouched, unless nil, restricts what may be an object whose create had no
	// answer in this process.
	untouched func(object []byte) bool

	sent  []byte
	owner string
	// lost is set when the object was found after its answer was lost; seen is
	// what the last search after a lost answer found.
	lost bool
	seen []byte
}

// run creates the object, or finds it, and decodes it into out.
func (n *create) run(ctx context.Context, out any) (Creation, error) {
	r := request{method: http.MethodPost, path: n.path, look: n.lookForLost}
	var err error
	if n.sent, err = json.Marshal(n.body); err != nil {
		return Creation{}, fmt.Errorf("%s: encoding the body: %w", r, err)
	}
	n.owner = n.client.options.NewOwner()
	unlock, err := n.client.creating.lock(ctx, string(n.kind)+" "+n.key)
	if err != nil {
		return Creation{}, r.interrupted(err, nil, false)
	}
	defer unlock()
	left, noteID := n.client.note(ctx, n.path, n.sent)
	answer, origin, err := n.attempt(ctx, r, left)
	if left != nil && settles(err) {
		left.Resolve()
	}
	if err != nil {
		return Creation{}, err
	}
	noteID(n.id(answer))
	return Creation{Origin: origin, Owner: n.owner}, r.decode(answer, out)
}

// maxVanished is how often a create is sent again because the object that was in
// its way was being deleted.
const maxVanished = 3

// attempt sends the create. Where an object is in the way, it is taken over or
// reported.
func (n *create) attempt(ctx context.Context, r request, left *journal.Interrupted) ([]byte, Origin, error) {
	for tries := 1; ; tries++ {
		var answer json.RawMessage
		n.seen = nil
		err := n.client.exchange(ctx, r, n.body, &answer)
		if err == nil {
			return n.made(answer)
		}
		if !IsConflict(err) {
			return nil, Created, err
		}
		existing, lookup := n.seen, error(nil)
		if existing == nil {
			existing, lookup = n.find(ctx)
		}
		if existing == nil {
			if lookup == nil && tries < maxVanished {
				continue // it was deleted meanwhile
			}
			return nil, Created, &ExistsError{Err: err, Lookup: lookup}
		}
		origin, deleted, refusal := n.takeOver(existing, left, err)
		if deleted == nil {
			return existing, origin, refusal
		}
		select {
		case <-deleted:
		case <-ctx.Done():
			return nil, Created, r.interrupted(ctx.Err(), nil, false)
		}
		if tries == maxVanished {
			return nil, Created, refusal
		}
	}
}

// made records the object that the create made.
func (n *create) made(answer []byte) ([]byte, Origin, error) {
	origin := Created
	if n.lost {
		origin = AnswerLost
	}
	n.client.holdings.claim(heldObject{n.kind, n.id(answer)}, n.owner)
	return answer, origin, nil
}

// takeOver decides what becomes of an object that is in the way. deleted is set
// where this run is deleting it.
func (n *create) takeOver(existing []byte, left *journal.Interrupted, conflict error) (origin Origin, deleted <-chan struct{}, refusal error) {
	id := n.id(existing)
	exists := &ExistsError{ID: id, Err: conflict, AsPlanned: asCreated(existing, n.sent, n.defaults)}
	if err := json.Unmarshal(existing, &exists.Settings); err != nil {
		exists.Settings = nil
	}
	evidence := left != nil && (left.ID == "" || left.ID == id)
	held := heldObject{n.kind, id}
	if !exists.AsPlanned || !evidence && !n.client.options.AdoptExisting {
		exists.Held = n.client.holdings.held(held)
		return Created, n.client.holdings.deletion(held), exists
	}
	deleted, ok := n.client.holdings.claim(held, n.owner)
	switch {
	case ok && evidence:
		return Interrupted, nil, nil
	case ok:
		return Adopted, nil, nil
	default:
		exists.Held = deleted == nil
		return Created, deleted, exists
	}
}

// lookForLost finds what an attempt of this create made whose answer was lost.
func (n *create) lookForLost(ctx context.Context) ([]byte, error) {
	existing, err := n.find(ctx)
	n.seen = existing
	if err != nil || existing == nil || !asCreated(existing, n.sent, n.defaults) || n.untouched != nil && !n.untouched(existing) {
		return nil, err
	}
	if _, ok := n.client.holdings.claim(heldObject{n.kind, n.id(existing)}, n.owner); !ok {
		return nil, nil
	}
	n.lost = true
	return existing, nil
}

// note notes in the journal that an object is about to be created, and returns
// the same create of a process that was killed, if there was one, and what to
// call with the object's ID.
func (c *Client) note(ctx context.Context, path string, sent []byte) (*journal.Interrupted, func(id string)) {
	if c.options.Journal == nil {
		return nil, func(string) {}
	}
	left, created, err := c.options.Journal.Begin(c.http.BaseURL + " " + path + " " + string(sent))
	warn := func(err error) {
		tflog.Warn(ctx, "The journal cannot be written: if this process is killed, the next one will not recognise what it created",
			map[string]any{"reason": err.Error()})
	}
	if err != nil {
		warn(err)
	}
	return left, func(id string) {
		if err := created(id); err != nil {
			warn(err)
		}
	}
}
