package reads

import (
	"maps"
	"slices"
	"time"
)

// maxAge is how long an object that was read answers further reads: about as long as
// the walk of a plan, which reads every object once.
const maxAge = 60 * time.Second

// snapshot remembers objects of one kind as the service answered them. An object
// that it does not hold may exist nevertheless, and has to be requested. It is not
// safe for concurrent use: the reader that owns it holds a lock.
type snapshot struct {
	kind    Kind
	now     func() time.Time
	byID    map[string]*entry
	byAlias map[string]*entry
	// counter numbers the beginnings and ends of this process's writes.
	counter uint64
	// touched is, by ID and alias, the last of them that concerned the object. The
	// answer to an earlier request may be older than the write.
	touched map[string]uint64
	// allTouched is the last of them that concerned all objects of the kind.
	allTouched uint64
	order      int
	// firstRead is, by ID, when an object was first read.
	firstRead map[string]time.Time
}

// entry is one object in the snapshot.
type entry struct {
	Object
	// read is when the request was sent. from is the list that the object was part
	// of, or nil.
	read  time.Time
	from  *listing
	order int
	// decoded is the object as callers of Shared get it; nil before the first.
	decoded any
}

func newSnapshot(k Kind, now func() time.Time) *snapshot {
	return &snapshot{kind: k, now: now, byID: map[string]*entry{}, byAlias: map[string]*entry{}, touched: map[string]uint64{}, firstRead: map[string]time.Time{}}
}

// find returns the object that a caller wants; nil when it has to be requested.
func (s *snapshot) find(wanted Ref) *entry {
	e := s.byID[wanted.ID]
	if wanted.ID == "" {
		if e = s.byID[wanted.Either]; e == nil {
			e = s.byAlias[wanted.Either]
		}
		if e == nil {
			e = s.byAlias[wanted.Alias]
		}
	}
	if e == nil || !s.valid(e) {
		return nil
	}
	return e
}

// valid reports whether an entry is at most maxAge old. The time that reading its
// list took does not count: otherwise the first page of a list that takes longer
// than maxAge would never answer a read.
func (s *snapshot) valid(e *entry) bool {
	age := s.now().Sub(e.read)
	if e.from != nil {
		age -= e.from.busy
	}
	return age <= maxAge
}

// put remembers an object that a request returned. asked and read are the counter
// and the clock at the time that the request was sent.
func (s *snapshot) put(o Object, asked uint64, read time.Time, from *listing) {
	if _, before := s.firstRead[o.ID]; !before {
		s.firstRead[o.ID] = read
	}
	if s.changedSince(asked, o.ID, o.alias) {
		return
	}
	s.order++
	order := s.order
	if old := s.byID[o.ID]; old != nil {
		order = old.order
		s.remove(old)
	}
	e := &entry{Object: o, read: read, from: from, order: order}
	s.byID[o.ID] = e
	if o.alias != "" {
		s.byAlias[o.alias] = e
	}
}

// changedSince reports whether this process has begun or ended a write of an object,
// by any of its names, since a point of the counter.
func (s *snapshot) changedSince(point uint64, names ...string) bool {
	if s.allTouched > point {
		return true
	}
	return slices.ContainsFunc(names, func(name string) bool { return name != "" && s.touched[name] > point })
}

// touch notes that a write of an object begins or ends now.
func (s *snapshot) touch(names ...string) uint64 {
	s.counter++
	for _, name := range names {
		if name != "" {
			s.touched[name] = s.counter
		}
	}
	return s.counter
}

// wrote takes over the outcome of a write: the object as the service answered it, or
// nil when it was deleted or the outcome is not known. began is the counter at the
// beginning of the write. Only an object that was read before is replaced: the
// first read of an object must show what the service holds then. When two writes of
// one object overlapped, it is not known which answer is the last, and the object
// has to be requested.
func (s *snapshot) wrote(name string, answer []byte, began uint64) {
	names, wasRead := []string{name}, false
	for _, old := range []*entry{s.byID[name], s.byAlias[name]} {
		if old != nil {
			names, wasRead = append(names, old.ID, old.alias), true
			s.remove(old)
		}
	}
	written := s.kind.object(answer)
	known := written.ID != ""
	if known {
		names = append(names, written.ID, written.alias)
	}
	overlapped := s.changedSince(began, names...)
	end := s.touch(names...)
	if old := s.byID[written.ID]; old != nil {
		s.remove(old)
	}
	if known && wasRead && !overlapped {
		s.put(written, end, s.now(), nil)
	}
}

// forget drops everything, also the answers to requests that are in flight.
func (s *snapshot) forget() {
	s.allTouched = s.touch()
	clear(s.byID)
	clear(s.byAlias)
	clear(s.touched)
}

// named returns the objects with a name, in the order in which they became known.
func (s *snapshot) named(name string) []*entry {
	var found []*entry
	for e := range maps.Values(s.byID) {
		if e.Name == name && s.valid(e) {
			found = append(found, e)
		}
	}
	slices.SortFunc(found, func(a, b *entry) int { return a.order - b.order })
	return found
}

func (s *snapshot) remove(e *entry) {
	delete(s.byID, e.ID)
	if s.byAlias[e.alias] == e {
		delete(s.byAlias, e.alias)
	}
}
