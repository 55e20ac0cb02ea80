// Package reads answers reads of the Management API with few requests. Reads that
// come at the same time share requests, a list is read by pages where that costs
// less than single objects, and what was read, or written by this process, answers
// further reads for a minute.
package reads

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/flight"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/rest"
)

// Options of Reads; both are required.
type Options struct {
	// Now is the clock.
	Now func() time.Time
	// Pause lets callers gather for a few milliseconds, and returns early with the
	// context's error.
	Pause func(context.Context, time.Duration) error
}

// Reads answers the reads of one tenant's objects. It is safe for concurrent use.
type Reads struct {
	rest  *rest.Client
	now   func() time.Time
	pause func(context.Context, time.Duration) error
	// readers are by the first segment of the kinds' paths.
	readers map[string]*reader
	// paging is set once objects were read by pages: more objects, also of other
	// kinds, are then likely to be read.
	paging atomic.Bool
	walk   walk
	// selections shares the reading of lists. The context of a shared call ends when
	// no caller waits for it, and its panic is an error to each of them;
	// golang.org/x/sync/singleflight does neither.
	selections flight.Group[selectionKey, []Object]
}

// New answers reads by requests of a client, whose writes it observes from now on.
func New(client *rest.Client, o Options) *Reads {
	r := &Reads{rest: client, now: o.Now, pause: o.Pause, readers: map[string]*reader{}}
	for _, k := range []Kind{ResourceServers(), Clients(), ClientGrants(), Roles()} {
		r.readers[k.segment] = newReader(r, k)
	}
	client.ObserveWrites(r.writing)
	return r
}

func (r *Reads) reader(k Kind) *reader { return r.readers[k.segment] }

// Read reads an object, or all grants on an API, into a value that the caller may
// change.
func Read[T any](ctx context.Context, r *Reads, k Kind, wanted Ref) (*T, error) {
	request := wanted.request(k)
	answer, err := r.answer(ctx, k, wanted)
	if err != nil {
		return nil, err
	}
	out := new(T)
	if err := request.Decode(answer, out); err != nil {
		return nil, err
	}
	return out, nil
}

// answer returns the service's form of an object, or of all grants on an API.
func (r *Reads) answer(ctx context.Context, k Kind, wanted Ref) ([]byte, error) {
	answer, err := r.reader(k).read(ctx, wanted)
	if err != nil && ctx.Err() != nil {
		err = fmt.Errorf("%s: %w", wanted.request(k), ctx.Err())
	}
	return answer, err
}

// Shared is Read for callers that do not change the value: as long as the object is
// remembered, its JSON is decoded once for all of them.
func Shared[T any](ctx context.Context, r *Reads, k Kind, wanted Ref) (*T, error) {
	answer, err := r.answer(ctx, k, wanted)
	if err != nil {
		return nil, err
	}
	rd := r.reader(k)
	rd.mu.Lock()
	defer rd.mu.Unlock()
	e := rd.snapshot.find(wanted)
	if e == nil || !bytes.Equal(e.Raw, answer) {
		e = &entry{} // it was written meanwhile
	}
	if decoded, ok := e.decoded.(*T); ok {
		return decoded, nil
	}
	out := new(T)
	if err := wanted.request(k).Decode(answer, out); err != nil {
		return nil, err
	}
	e.decoded = out
	return out, nil
}

// Known returns an object that was read within the last minute; nil where reading
// it would take a request.
func Known[T any](r *Reads, k Kind, wanted Ref) *T {
	rd := r.reader(k)
	rd.mu.Lock()
	defer rd.mu.Unlock()
	out := new(T)
	if e := rd.snapshot.find(wanted); e == nil || json.Unmarshal(e.Raw, out) != nil {
		return nil
	}
	return out
}

// FirstRead returns when an object was first read; false when it was not.
func (r *Reads) FirstRead(k Kind, id string) (time.Time, bool) {
	rd := r.reader(k)
	rd.mu.Lock()
	defer rd.mu.Unlock()
	at, read := rd.snapshot.firstRead[id]
	return at, read
}

// ReadAt returns when an object was read, or the time otherwise where it is not
// known.
func (r *Reads) ReadAt(k Kind, wanted Ref, otherwise time.Time) time.Time {
	rd := r.reader(k)
	rd.mu.Lock()
	defer rd.mu.Unlock()
	if e := rd.snapshot.find(wanted); e != nil {
		return e.read
	}
	return otherwise
}

// Expire has an object read again that was read longer than maxAge ago.
func (r *Reads) Expire(k Kind, wanted Ref, maxAge time.Duration) {
	rd := r.reader(k)
	rd.mu.Lock()
	defer rd.mu.Unlock()
	if e := rd.snapshot.find(wanted); e != nil && r.now().Sub(e.read) > maxAge {
		rd.snapshot.remove(e)
	}
}

// ExpireList has a list count as not read, for a caller that is going to read many
// objects again.
func (r *Reads) ExpireList(k Kind) {
	rd := r.reader(k)
	rd.mu.Lock()
	defer rd.mu.Unlock()
	rd.listing = newListing(rd.kind)
}

// documents is where the path of a client's ID would be, in the paths of requests about
// metadata documents: /clients/cimd/register.
const documents = "cimd"

// writing notes that a write begins, and returns what to call with its answer:
// later reads are answered with what it changed.
func (r *Reads) writing(w rest.Write) (done func(answer []byte, err error)) {
	rd := r.readers[w.Segment]
	if rd == nil || w.Segment == rest.Roles && w.Member != "" { // a role does not show its permissions
		return func([]byte, error) {}
	}
	if w.Segment == rest.Clients && w.ID == documents {
		// The answer is no client, and any client may have changed.
		return func([]byte, error) { rd.forget() }
	}
	rd.mu.Lock()
	began := rd.snapshot.touch(w.ID)
	rd.mu.Unlock()
	return func(answer []byte, err error) {
		if err != nil {
			answer = nil // the outcome is not known
		}
		rd.wrote(w.ID, answer, began)
		if w.Method == http.MethodDelete && w.Segment != rest.ClientGrants && w.Segment != rest.Roles && w.Member == "" {
			// The service deletes the grants of an API or a client with it.
			r.readers[rest.ClientGrants].forget()
		}
	}
}
