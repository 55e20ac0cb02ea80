package store

import "cmp"

// A row is an object and its position in the order of creation.
type row[T any] struct {
	order  uint64
	object *T
}

// A table has the objects of one kind, by id and in order of creation.
type table[T any] struct {
	byID    tree[string, row[T]]
	byOrder tree[uint64, *T]
}

func newTable[T any]() table[T] {
	return table[T]{
		byID:    newTree[string, row[T]](cmp.Compare[string]),
		byOrder: newTree[uint64, *T](cmp.Compare[uint64]),
	}
}

// copy returns a table that can be changed; see [tree.copy].
func (t *table[T]) copy() table[T] {
	return table[T]{byID: t.byID.copy(), byOrder: t.byOrder.copy()}
}

func (t *table[T]) get(id string) *T {
	r, _ := t.byID.get(id)
	return r.object
}

// list returns the objects in order of creation.
func (t *table[T]) list() List[T] { return List[T]{t} }

func (t *table[T]) put(id string, r row[T]) {
	if old, ok := t.byID.get(id); ok && old.order != r.order {
		t.byOrder.delete(old.order)
	}
	t.byID.set(id, r)
	t.byOrder.set(r.order, r.object)
}

// delete deletes and returns a row. Its object is nil if the row did not exist.
func (t *table[T]) delete(id string) row[T] {
	old, ok := t.byID.get(id)
	if ok {
		t.byID.delete(id)
		t.byOrder.delete(old.order)
	}
	return old
}
