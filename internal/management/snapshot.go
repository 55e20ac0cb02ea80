package management

import (
	"maps"
	"slices"
	"time"
)

// maxAge is how long what was read may answer further reads: about as long as
// the walk of a plan, which reads every object once.
const maxAge = 60 * time.Second

// snapshot remembers objects of one kind as the service answered them. It says
// that an object exists and what it is like; what it does not hold is not gone,
// it has to be asked for. It is not safe for concurrent use: the reader that
// owns it holds a lock.
type snapshot struct {
	kind    kind
	now     func() time.Time
	byID    map[string]*entry
	byAlias map[string]*entry
	// counter numbers the beginnings and ends of this process's writes.
	counter uint64
	// touched is, by ID and alias, the last of them that concerned the object.
	// An answer to what was asked before it may be of before the write.
	touched map[string]uint64
	// allTouched concerned all objects of the kind.
	allTouched uint64
	order      int
	// seen is, by ID, when an object was first read.
	seen map[string]time.Time
}

// entry is one object in the snapshot.
type entry struct {
	identity
	raw []byte
	// read is when the request was sent, and from the list it was part of, or nil.
	read  time.Time
	from  *listing
	order int
}

func newSnapshot(k kind, now func() time.Time) *snapshot {
	return &snapshot{kind: k, now: now, byID: map[string]*entry{}, byAlias: map[string]*entry{}, touched: map[string]uint64{}, seen: map[string]time.Time{}}
}

// find is the object that a caller wants, unless it has to be asked for.
func (s *snapshot) find(wanted ref) *entry {
	e := s.byID[wanted.id]
	if wanted.id == "" {
		if e = s.byID[wanted.either]; e == nil {
			e = s.byAlias[wanted.either]
		}
		if e == nil {
			e = s.byAlias[wanted.alias]
		}
	}
	if e == nil || !s.fresh(e) {
		return nil
	}
	return e
}

// fresh tells whether an entry is young enough. The time that reading the list
// took does not count, or a list that takes longer than maxAge never answered
// for its first page.
func (s *snapshot) fresh(e *entry) bool {
	age := s.now().Sub(e.read)
	if e.from != nil {
		age -= e.from.busy
	}
	return age <= maxAge
}

// put remembers an object that a request found. asked and read are the counter
// and the clock at the time that the request was sent.
func (s *snapshot) put(who identity, raw []byte, asked uint64, read time.Time, from *listing) {
	if _, before := s.seen[who.id]; !before {
		s.seen[who.id] = read
	}
	if s.changedSince(asked, who.id, who.alias) {
		return
	}
	s.order++
	order := s.order
	if old := s.byID[who.id]; old != nil {
		order = old.order
		s.remove(old)
	}
	e := &entry{identity: who, raw: raw, read: read, from: from, order: order}
	s.byID[who.id] = e
	if who.alias != "" {
		s.byAlias[who.alias] = e
	}
}

// changedSince tells whether this process has begun or ended a write of an
// object, by any of its names, since a point of the counter.
func (s *snapshot) changedSince(point uint64, names ...string) bool {
	if s.allTouched > point {
		return true
	}
	return slices.ContainsFunc(names, func(name string) bool { return name != "" && s.touched[name] > point })
}

// touch says that a write of an object begins or ends now.
func (s *snapshot) touch(names ...string) uint64 {
	s.counter++
	for _, name := range names {
		if name != "" {
			s.touched[name] = s.counter
		}
	}
	return s.counter
}

// wrote takes over what a write left: the object as the service answered it, or
// nothing when it was deleted or the outcome is not known. began is the counter
// at its beginning. Only what a read found is replaced: whoever reads an object
// for the first time wants to know what the service holds then. Where two writes
// of one object ran at a time, nobody knows whose answer is the last, and the
// object has to be asked for.
func (s *snapshot) wrote(name string, answer []byte, began uint64) {
	names, wasRead := []string{name}, false
	for _, old := range []*entry{s.byID[name], s.byAlias[name]} {
		if old != nil {
			names, wasRead = append(names, old.id, old.alias), true
			s.remove(old)
		}
	}
	who, known := s.kind.identify(answer)
	if known {
		names = append(names, who.id, who.alias)
	}
	overlapped := s.changedSince(began, names...)
	end := s.touch(names...)
	if old := s.byID[who.id]; old != nil {
		s.remove(old)
	}
	if known && wasRead && !overlapped {
		s.put(who, answer, end, s.now(), nil)
	}
}

// forget drops everything, also what is being asked for.
func (s *snapshot) forget() {
	s.allTouched = s.touch()
	clear(s.byID)
	clear(s.byAlias)
	clear(s.touched)
}

// named are the objects of a name, in the order they became known.
func (s *snapshot) named(name string) []*entry {
	var found []*entry
	for e := range maps.Values(s.byID) {
		if e.name == name && s.fresh(e) {
			found = append(found, e)
		}
	}
	slices.SortFunc(found, func(a, b *entry) int { return a.order - b.order })
	return found
}

func (s *snapshot) remove(e *entry) {
	delete(s.byID, e.id)
	if s.byAlias[e.alias] == e {
		delete(s.byAlias, e.alias)
	}
}
