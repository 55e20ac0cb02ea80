package store

import (
	"cmp"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store/tree"
)

// A row is an object, its position in the order of creation, and the length of its JSON.
type row[T any] struct {
	order  uint64
	object *T
	bytes  int
}

// A table has the objects of one kind, by id and in order of creation.
type table[T any] struct {
	byID    tree.Tree[string, row[T]]
	byOrder tree.Tree[uint64, *T]
	bytes   int64 // the sum of the rows
}

func newTable[T any]() table[T] {
	return table[T]{
		byID:    tree.New[string, row[T]](cmp.Compare[string]),
		byOrder: tree.New[uint64, *T](cmp.Compare[uint64]),
	}
}

// copy returns a table that can be changed; see [tree.Tree.Copy].
func (t *table[T]) copy() table[T] {
	return table[T]{byID: t.byID.Copy(), byOrder: t.byOrder.Copy(), bytes: t.bytes}
}

func (t *table[T]) get(id string) *T {
	r, _ := t.byID.Get(id)
	return r.object
}

// list returns the objects in order of creation.
func (t *table[T]) list() List[T] { return List[T]{t} }

func (t *table[T]) size() int { return t.byOrder.Len() }

func (t *table[T]) slice(from, to int) []*T {
	from, to = max(0, from), min(to, t.size())
	objects := make([]*T, 0, max(0, to-from))
	if from >= to {
		return objects
	}
	t.byOrder.After(from, func(_ uint64, object *T) bool {
		objects = append(objects, object)
		return len(objects) < to-from
	})
	return objects
}

func (t *table[T]) index(id string) int {
	r, ok := t.byID.Get(id)
	if !ok {
		return -1
	}
	return t.byOrder.Rank(r.order)
}

func (t *table[T]) put(id string, r row[T]) {
	old, ok := t.byID.Get(id)
	if ok && old.order != r.order {
		t.byOrder.Delete(old.order)
	}
	t.bytes += int64(r.bytes - old.bytes)
	t.byID.Set(id, r)
	t.byOrder.Set(r.order, r.object)
}

// delete deletes and returns a row. Its object is nil if the row did not exist.
func (t *table[T]) delete(id string) row[T] {
	old, ok := t.byID.Get(id)
	if ok {
		t.byID.Delete(id)
		t.byOrder.Delete(old.order)
		t.bytes -= int64(old.bytes)
	}
	return old
}
