package store

// A List is the objects of one kind in order of creation. It reads no more of
// them than asked for, and one of a Writer shows what the transaction changes.
type List[T any] struct{ table *table[T] }

// Len counts the objects.
func (l List[T]) Len() int { return l.table.byOrder.len() }

// All answers all objects, in a slice of the caller's own.
func (l List[T]) All() []*T { return l.Slice(0, l.Len()) }

// Slice answers the objects from one position up to, but without, another; the
// first has position 0. What is beyond the end is left out. It takes
// O(log n) and the length of the answer, a slice of the caller's own.
func (l List[T]) Slice(from, to int) []*T {
	from, to = max(0, from), min(to, l.Len())
	objects := make([]*T, 0, max(0, to-from))
	if from >= to {
		return objects
	}
	l.table.byOrder.after(from, func(_ uint64, object *T) bool {
		objects = append(objects, object)
		return len(objects) < to-from
	})
	return objects
}

// Index answers the position of the object with that id, or -1, in O(log n).
func (l List[T]) Index(id string) int {
	r, ok := l.table.byID.get(id)
	if !ok {
		return -1
	}
	return l.table.byOrder.rank(r.order)
}
