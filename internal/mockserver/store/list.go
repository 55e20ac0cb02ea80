package store

// A List is the objects of one kind in order of creation. It reads objects on demand. A List
// of a Writer includes the changes of the transaction.
type List[T any] struct{ rows lister[T] }

// A lister is the table of a List. It is an interface because packages that use a List would
// otherwise compile the trees of the table for each kind again, which takes them half a
// minute.
type lister[T any] interface {
	size() int
	slice(from, to int) []*T
	index(id string) int
}

// Len returns the number of objects.
func (l List[T]) Len() int { return l.rows.size() }

// All returns all objects, in a new slice.
func (l List[T]) All() []*T { return l.rows.slice(0, l.rows.size()) }

// Slice returns the objects at the positions from, inclusive, to to, exclusive, in a new
// slice. Positions begin at 0; those beyond the end are ignored. It takes O(log n) plus the
// length of the result.
func (l List[T]) Slice(from, to int) []*T { return l.rows.slice(from, to) }

// Index returns the position of the object with the id, or -1, in O(log n).
func (l List[T]) Index(id string) int { return l.rows.index(id) }
