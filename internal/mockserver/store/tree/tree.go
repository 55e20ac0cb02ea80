// Package tree is an ordered map whose copies share what neither has changed.
package tree

import (
	"sort"

	"github.com/tidwall/btree"
)

// A Tree is an ordered map. A copy shares all nodes that neither of the two has changed
// since. So readers of a published tree need no lock, and a failed transaction is undone by
// discarding its copy. Lookups, changes and finding the n-th entry take O(log n).
type Tree[K, V any] struct {
	entries entries[K, V]
	compare func(a, b K) int
}

// entries are those of a tree. It is an interface for the compiler: a package that uses a type
// with a *btree.BTreeG in it compiles all methods of that B-tree again, for each type of entry.
// That made half a minute and 40 MB of each package that uses the store.
type entries[K, V any] interface {
	Len() int
	Get(key entry[K, V]) (entry[K, V], bool)
	GetAt(index int) (entry[K, V], bool)
	Ascend(pivot entry[K, V], iter func(entry[K, V]) bool)
	Set(item entry[K, V]) (entry[K, V], bool)
	Delete(key entry[K, V]) (entry[K, V], bool)
	clone() entries[K, V]
}

// btreeEntries are entries in a B-tree.
type btreeEntries[K, V any] struct{ *btree.BTreeG[entry[K, V]] }

func (e btreeEntries[K, V]) clone() entries[K, V] {
	receiver := *e.BTreeG // IsoCopy writes to its receiver, and other goroutines may copy the tree
	return btreeEntries[K, V]{receiver.IsoCopy()}
}

type entry[K, V any] struct {
	key   K
	value V
}

// New returns an empty tree in the order of compare.
func New[K, V any](compare func(a, b K) int) Tree[K, V] {
	less := func(a, b entry[K, V]) bool { return compare(a.key, b.key) < 0 }
	made := btree.NewBTreeGOptions(less, btree.Options{NoLocks: true})
	return Tree[K, V]{entries: btreeEntries[K, V]{made}, compare: compare}
}

// Copy returns a tree that can be changed. The original must not be changed afterwards.
func (t Tree[K, V]) Copy() Tree[K, V] {
	t.entries = t.entries.clone()
	return t
}

// Len returns the number of entries.
func (t Tree[K, V]) Len() int { return t.entries.Len() }

// Get returns the value of a key.
func (t Tree[K, V]) Get(key K) (value V, ok bool) {
	found, ok := t.entries.Get(entry[K, V]{key: key})
	return found.value, ok
}

// Ascend calls yield for the entries from the key on, in order, until yield returns false.
func (t Tree[K, V]) Ascend(from K, yield func(K, V) bool) {
	t.entries.Ascend(entry[K, V]{key: from}, func(e entry[K, V]) bool { return yield(e.key, e.value) })
}

// After calls yield for all entries but the first skip entries, in order, until yield
// returns false.
func (t Tree[K, V]) After(skip int, yield func(K, V) bool) {
	if first, ok := t.entries.GetAt(skip); ok {
		t.Ascend(first.key, yield)
	}
}

// Rank returns the number of entries before the key.
func (t Tree[K, V]) Rank(key K) int {
	return sort.Search(t.Len(), func(i int) bool {
		e, _ := t.entries.GetAt(i)
		return t.compare(e.key, key) >= 0
	})
}

// Set adds or replaces an entry.
func (t Tree[K, V]) Set(key K, value V) { t.entries.Set(entry[K, V]{key, value}) }

// Delete removes the entry, if there is one.
func (t Tree[K, V]) Delete(key K) { t.entries.Delete(entry[K, V]{key: key}) }
