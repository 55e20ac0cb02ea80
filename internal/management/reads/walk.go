package reads

import "sync"

// walk is one pass of Terraform over the resources, in which it refreshes each of
// them once. What was read in one walk does not answer reads of the next.
type walk struct {
	mu        sync.Mutex
	refreshed map[string]struct{}
}

// Refreshing notes that a resource, under a name that no other resource has, is
// about to be compared with what the service holds. The second time for the same
// resource, a new walk has begun: that is reported, and what was read before is
// forgotten.
func (r *Reads) Refreshing(resource string) (newWalk bool) {
	if !r.walk.again(resource) {
		return false
	}
	for _, rd := range r.readers {
		rd.forget()
	}
	return true
}

// Refreshed reports whether Refreshing was called for a resource in this walk. A
// walk that applies a plan refreshes nothing, nor does one with -refresh=false.
func (r *Reads) Refreshed(resource string) bool {
	r.walk.mu.Lock()
	defer r.walk.mu.Unlock()
	_, refreshed := r.walk.refreshed[resource]
	return refreshed
}

// again notes a resource, and reports whether that begins a new walk.
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
