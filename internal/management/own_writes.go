package management

import (
	"net/http"
	"time"
)

// writing says that a write begins, and returns what to call with its answer:
// reads that come later are answered with what it left.
func (c *Client) writing(r request) (done func(answer []byte, err error)) {
	segment, name, member := r.target()
	rd := c.readers[segment]
	if rd == nil {
		return func([]byte, error) {}
	}
	rd.mu.Lock()
	began := rd.snapshot.touch(name)
	rd.mu.Unlock()
	return func(answer []byte, err error) {
		if err != nil {
			answer = nil // the outcome is not known
		}
		rd.wrote(name, answer, began)
		if r.method == http.MethodDelete && segment != clientGrants && member == "" {
			// The grants of an API or a client go with it.
			c.readers[clientGrants].forget()
		}
	}
}

// wrote has the snapshot take over what a write left.
func (rd *reader) wrote(name string, answer []byte, began uint64) {
	rd.mu.Lock()
	defer rd.mu.Unlock()
	rd.snapshot.wrote(name, answer, began)
}

// forget drops what is known of the kind.
func (rd *reader) forget() {
	rd.mu.Lock()
	defer rd.mu.Unlock()
	rd.snapshot.forget()
	rd.listing, rd.whole = newListing(rd.kind), time.Time{}
	clear(rd.grants)
}
