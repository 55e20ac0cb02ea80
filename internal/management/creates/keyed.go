package creates

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/auth0api/terraform-provider-auth0api/internal/journal"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/holdings"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/reads"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/rest"
)

// Keyed describes an object that has a natural key: the service refuses a second
// object of the same key.
type Keyed struct {
	Kind holdings.Kind
	// ReadKind is the kind for reads.
	ReadKind reads.Kind
	Path     string
	// Key is the natural key: creates of one key run one after the other.
	Key  string
	Body rest.Settings
	// Owner stands for the resource that the object is created for; empty means a new
	// one.
	Owner string
	// Find returns the object of the key as the service has it, in one request. It
	// returns nil if no object has the key.
	Find func(context.Context) ([]byte, error)
	// Defaults are the service's, for properties that the body does not have.
	Defaults Defaults
	// Untouched, unless nil, reports whether an object may be the one whose create
	// got no answer in this process.
	Untouched func(object []byte) bool
}

// keyedCreate is the create of one object with a natural key. An object that exists
// is an error, unless there is evidence that this create made it, or the user asks
// to adopt what exists as planned.
type keyedCreate struct {
	Keyed
	*Creates

	sent  []byte
	owner string
	// lost is set when the object was found after its answer was lost; found is the
	// result of the last lookup after a lost answer.
	lost  bool
	found []byte
}

// Create creates the object, or finds it, and decodes it into out. The error is a
// *holdings.ExistsError when the tenant has an object of this key and there is no
// reason to take it over.
func (c *Creates) Create(ctx context.Context, k Keyed, out any) (holdings.Creation, error) {
	n := &keyedCreate{Keyed: k, Creates: c}
	r := rest.Request{Method: http.MethodPost, Path: k.Path, Lookup: n.lookupLost}
	var err error
	if n.sent, err = json.Marshal(k.Body); err != nil {
		return holdings.Creation{}, fmt.Errorf("%s: encoding the body: %w", r, err)
	}
	if n.owner = k.Owner; n.owner == "" {
		n.owner = c.options.NewOwner()
	}
	unlock, err := c.keys.lock(ctx, string(k.Kind)+" "+k.Key)
	if err != nil {
		return holdings.Creation{}, r.Interrupted(err)
	}
	defer unlock()
	interrupted, noteID := c.notes.Begin(ctx, k.Path, n.sent)
	answer, origin, err := n.run(ctx, r, interrupted)
	holdings.Resolve(interrupted, err)
	if err != nil {
		return holdings.Creation{}, err
	}
	noteID(k.ReadKind.ID(answer))
	return holdings.Creation{Origin: origin, Owner: n.owner}, r.Decode(answer, out)
}

// maxVanished is how often a create is sent again because the object in its way was
// being deleted.
const maxVanished = 3

// run sends the create. An object that is in the way is taken over or reported.
func (n *keyedCreate) run(ctx context.Context, r rest.Request, interrupted *journal.Interrupted) ([]byte, holdings.Origin, error) {
	for tries := 1; ; tries++ {
		var answer json.RawMessage
		n.found = nil
		err := n.rest.Exchange(ctx, r, n.Body, &answer)
		if err == nil {
			return answer, n.created(answer), nil
		}
		if !rest.IsConflict(err) {
			return nil, holdings.Created, err
		}
		existing, lookup := n.found, error(nil)
		if existing == nil {
			existing, lookup = n.Find(ctx)
		}
		if existing == nil {
			if lookup == nil && tries < maxVanished {
				continue // it was deleted meanwhile
			}
			return nil, holdings.Created, &holdings.ExistsError{Err: err, Lookup: lookup}
		}
		origin, deleted, refusal := n.takeOver(existing, interrupted, err)
		if deleted == nil {
			return existing, origin, refusal
		}
		select {
		case <-deleted:
		case <-ctx.Done():
			return nil, holdings.Created, r.Interrupted(ctx.Err())
		}
		if tries == maxVanished {
			return nil, holdings.Created, refusal
		}
	}
}

// created records the object that the create made.
func (n *keyedCreate) created(answer []byte) holdings.Origin {
	n.holdings.Claim(n.object(answer), n.owner)
	if n.lost {
		return holdings.AnswerLost
	}
	return holdings.Created
}

// takeOver decides what becomes of an object that is in the way. deleted is set
// where this run is deleting it.
func (n *keyedCreate) takeOver(existing []byte, interrupted *journal.Interrupted, conflict error) (origin holdings.Origin, deleted <-chan struct{}, refusal error) {
	object := n.object(existing)
	exists := &holdings.ExistsError{ID: object.ID, Err: conflict, AsPlanned: asCreated(existing, n.sent, n.Defaults)}
	if err := json.Unmarshal(existing, &exists.Settings); err != nil {
		exists.Settings = nil
	}
	evidence := interrupted != nil && (interrupted.ID == "" || interrupted.ID == object.ID)
	if !exists.AsPlanned || !evidence && !n.options.AdoptExisting {
		exists.Held = n.holdings.Held(object)
		return holdings.Created, n.holdings.Deletion(object), exists
	}
	deleted, ok := n.holdings.Claim(object, n.owner)
	switch {
	case ok && evidence:
		return holdings.Interrupted, nil, nil
	case ok:
		return holdings.Adopted, nil, nil
	default:
		exists.Held = deleted == nil
		return holdings.Created, deleted, exists
	}
}

// lookupLost finds what an attempt of this create made whose answer was lost.
func (n *keyedCreate) lookupLost(ctx context.Context) ([]byte, error) {
	existing, err := n.Find(ctx)
	n.found = existing
	if err != nil || existing == nil || !asCreated(existing, n.sent, n.Defaults) || n.Untouched != nil && !n.Untouched(existing) {
		return nil, err
	}
	if _, ok := n.holdings.Claim(n.object(existing), n.owner); !ok {
		return nil, nil
	}
	n.lost = true
	return existing, nil
}

func (n *keyedCreate) object(raw []byte) holdings.Object {
	return holdings.Object{Kind: n.Kind, ID: n.ReadKind.ID(raw)}
}
