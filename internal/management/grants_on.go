package management

import (
	"bytes"
	"context"
	"net/url"
	"slices"
	"time"
)

// knownGrants are the grants on an API, as the service answered them.
type knownGrants struct {
	answer []byte // a JSON array
	asked  uint64
	read   time.Time
}

// ClientGrantsOn returns all grants on the API with this identifier. Calls share the list of grants with each other and with the
// reads of single grants: in a tenant with up to 100 grants it is one request
// for all of them. In a larger one the first page is followed by a request for
// each API, or by the rest of the list where that is cheaper.
func (c *Client) ClientGrantsOn(ctx context.Context, identifier string) ([]*ClientGrant, error) {
	grants, err := read[[]*ClientGrant](ctx, c.readers[clientGrants], ref{audience: identifier})
	if err != nil {
		return nil, err
	}
	return *grants, nil
}

// grants selects the grants on the API that is asked for.
func (r ref) grants() selection {
	return selection{kind: clientGrantKind(), filter: url.Values{"audience": {r.audience}}}
}

// knownGrants is the answer to who wants the grants on an API; nil where it has
// to be asked for. What was read serves only until the next write of a grant,
// since the snapshot does not tell which grants it lacks.
func (rd *reader) knownGrants(audience string) []byte {
	now := rd.client.options.Now()
	if known, asked := rd.grants[audience]; asked && known.asked == rd.snapshot.counter && now.Sub(known.read) <= maxAge {
		return known.answer
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
	raws := make([][]byte, len(found))
	for i, e := range found {
		raws[i] = e.raw
	}
	return jsonArray(raws)
}

// fetchGrants asks for the grants on one API.
func (b *batch) fetchGrants(ctx context.Context, w *want, asked uint64, read time.Time) {
	raws, err := w.ref.grants().read(ctx, b.client)
	b.mu.Lock()
	defer b.mu.Unlock()
	if err != nil {
		b.settle(w, nil, err)
		return
	}
	objects := bytesOf(raws)
	b.learn(objects, asked, read, nil)
	answer := jsonArray(objects)
	b.grants[w.ref.audience] = knownGrants{answer: answer, asked: asked, read: read}
	b.settle(w, answer, nil)
}

func jsonArray(elements [][]byte) []byte {
	return slices.Concat([]byte{'['}, bytes.Join(elements, []byte{','}), []byte{']'})
}
