package reads

import (
	"bytes"
	"context"
	"net/url"
	"slices"
	"time"
)

// knownGrants are the grants on an API, as the service answered them.
type knownGrants struct {
	raw   []byte // a JSON array
	asked uint64
	read  time.Time
}

// grants selects the grants on the API of the reference.
func (r Ref) grants() Selection {
	return Selection{Kind: ClientGrants(), Filter: url.Values{"audience": {r.Audience}}}
}

// knownGrants returns the grants on an API; nil where reading them takes a request.
// An answer serves only until the next write of a grant, since the snapshot does
// not say which grants it lacks.
func (rd *reader) knownGrants(audience string) []byte {
	now := rd.reads.now()
	if known, asked := rd.grants[audience]; asked && known.asked == rd.snapshot.counter && now.Sub(known.read) <= maxAge {
		return known.raw
	}
	if l := rd.listing; !l.complete || l.expired(now) || l.asked != rd.snapshot.counter {
		return nil
	}
	var found []*entry
	for _, e := range rd.snapshot.byID {
		if e.audience == audience {
			found = append(found, e)
		}
	}
	slices.SortFunc(found, func(a, b *entry) int { return a.order - b.order })
	objects := make([]Object, len(found))
	for i, e := range found {
		objects[i] = e.Object
	}
	return jsonArray(objects)
}

// readGrants reads the grants on one API by a request of its own.
func (b *batch) readGrants(ctx context.Context, w *want, asked uint64, read time.Time) {
	objects, err := b.reads.readObjects(ctx, w.ref.grants())
	b.mu.Lock()
	defer b.mu.Unlock()
	if err != nil {
		b.answer(w, nil, err)
		return
	}
	b.learn(objects, asked, read, nil)
	raw := jsonArray(objects)
	b.grants[w.ref.Audience] = knownGrants{raw: raw, asked: asked, read: read}
	b.answer(w, raw, nil)
}

func jsonArray(objects []Object) []byte {
	raws := make([][]byte, len(objects))
	for i, o := range objects {
		raws[i] = o.Raw
	}
	return slices.Concat([]byte{'['}, bytes.Join(raws, []byte{','}), []byte{']'})
}
