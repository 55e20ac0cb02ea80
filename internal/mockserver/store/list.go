package store

// A List is the objects of one kind in order of creation. It reads objects on demand. A List
// of a Writer includes the changes of the transaction.
type List[T any] struct{ table *table[T] }

// Len returns the number of objects.
func (l List[T]) Len() int { return l.table.byOrder.Len() }

// All returns all objects, in a new slice.
func (l List[T]) All() []*T { return l.Slice(0, l.Len()) }

// Slice returns the objects at the positions from, inclusive, to to, exclusive, in a new
// slice. Positions begin at 0; those beyond the end are ignored. It takes O(log n) plus the
// length of the result.
func (l List[T]) Slice(from, to int) []*T {
	from, to = max(0, from), min(to, l.Len())
	objects := make([]*T, 0, max(0, to-from))
	if from >= to {
		return objects
	}
	l.table.byOrder.After(from, func(_ uint64, object *T) bool {
		objects = append(objects, object)
		return len(objects) < to-from
	})
	return objects
}

// Index returns the position of the object with the id, or -1, in O(log n).
func (l List[T]) Index(id string) int {
	r, ok := l.table.byID.Get(id)
	if !ok {
		return -1
	}
	return l.table.byOrder.Rank(r.order)
}
