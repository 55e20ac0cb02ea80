package store

import (
	"sort"

	"github.com/tidwall/btree"
)

// A tree is an ordered map. A copy shares all nodes that neither of the two has changed
// since. So readers of a published tree need no lock, and a failed transaction is undone by
// discarding its copy. Lookups, changes and finding the n-th entry take O(log n).
type tree[K, V any] struct {
	entries *btree.BTreeG[entry[K, V]]
	compare func(a, b K) int
}

type entry[K, V any] struct {
	key   K
	value V
}

func newTree[K, V any](compare func(a, b K) int) tree[K, V] {
	less := func(a, b entry[K, V]) bool { return compare(a.key, b.key) < 0 }
	return tree[K, V]{entries: btree.NewBTreeGOptions(less, btree.Options{NoLocks: true}), compare: compare}
}

// copy returns a tree that can be changed. The original must not be changed afterwards.
func (t tree[K, V]) copy() tree[K, V] {
	receiver := *t.entries // IsoCopy writes to its receiver, and other goroutines may copy t
	t.entries = receiver.IsoCopy()
	return t
}

func (t tree[K, V]) len() int { return t.entries.Len() }

func (t tree[K, V]) get(key K) (value V, ok bool) {
	found, ok := t.entries.Get(entry[K, V]{key: key})
	return found.value, ok
}

// ascend calls yield for the entries from the key on, in order, until yield returns false.
func (t tree[K, V]) ascend(from K, yield func(K, V) bool) {
	t.entries.Ascend(entry[K, V]{key: from}, func(e entry[K, V]) bool { return yield(e.key, e.value) })
}

// after calls yield for all entries but the first skip entries, in order, until yield
// returns false.
func (t tree[K, V]) after(skip int, yield func(K, V) bool) {
	if first, ok := t.entries.GetAt(skip); ok {
		t.ascend(first.key, yield)
	}
}

// rank returns the number of entries before the key.
func (t tree[K, V]) rank(key K) int {
	return sort.Search(t.len(), func(i int) bool {
		e, _ := t.entries.GetAt(i)
		return t.compare(e.key, key) >= 0
	})
}

func (t tree[K, V]) set(key K, value V) { t.entries.Set(entry[K, V]{key, value}) }

// delete removes the entry, if there is one.
func (t tree[K, V]) delete(key K) { t.entries.Delete(entry[K, V]{key: key}) }
