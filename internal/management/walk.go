package management

import "sync"

// walk is one pass of Terraform over the resources, in which it refreshes each
// of them once. What was read in one walk answers nothing in the next.
type walk struct {
	mu        sync.Mutex
	refreshed map[string]struct{}
}

// Refreshing says that a resource, under a name that no other has, is about to
// be compared with what the service holds. The second time for the same one, a
// new walk has begun, which is the answer, and what was read before is not used
// any more.
func (c *Client) Refreshing(resource string) (newWalk bool) {
	if !c.walk.again(resource) {
		return false
	}
	for _, rd := range c.readers {
		rd.forget()
	}
	return true
}

// Refreshed tells whether Refreshing said so of a resource in this walk. A walk
// that applies a plan refreshes nothing, nor does one with -refresh=false.
func (c *Client) Refreshed(resource string) bool {
	c.walk.mu.Lock()
	defer c.walk.mu.Unlock()
	_, refreshed := c.walk.refreshed[resource]
	return refreshed
}

// again notes a resource, and tells whether that begins a new walk.
func (w *walk) again(resource string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	_, again := w.refreshed[resource]
	if again || w.refreshed == nil {
		w.refreshed = map[string]struct{}{}
	}
	w.refreshed[resource] = struct{}{}
	return again
}
