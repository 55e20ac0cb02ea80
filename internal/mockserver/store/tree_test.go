package store

import (
	"cmp"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
)

// checkNode verifies order, sizes and balance below a node.
func checkNode(t *testing.T, n *node[int, int]) int {
	t.Helper()
	if n == nil {
		return 0
	}
	left, right := checkNode(t, n.left), checkNode(t, n.right)
	if n.left != nil && n.left.key >= n.key || n.right != nil && n.right.key <= n.key {
		t.Fatalf("the children of %d are out of order", n.key)
	}
	if n.size != left+right+1 {
		t.Fatalf("the size of %d is %d, not %d", n.key, n.size, left+right+1)
	}
	if left+right > 1 && (left+1 > balanceDelta*(right+1) || right+1 > balanceDelta*(left+1)) {
		t.Fatalf("%d has %d entries on the left, and %d on the right", n.key, left, right)
	}
	return n.size
}

func contents(tr tree[int, int]) map[int]int { return maps.Collect(tr.all) }

func TestTreeBehavesAsAMapUnderRandomChanges(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	tr, model := newTree[int, int](cmp.Compare[int]), map[int]int{}
	type snapshot struct {
		tree  tree[int, int]
		model map[int]int
	}
	var snapshots []snapshot
	edit := uint64(1)
	for i := range 20_000 {
		key := random.IntN(400)
		if random.IntN(5) < 2 {
			tr.delete(edit, key)
			delete(model, key)
		} else {
			tr.set(edit, key, i)
			model[key] = i
		}
		want, wanted := model[key]
		if value, ok := tr.get(key); value != want || ok != wanted {
			t.Fatalf("get(%d) is %d, %t; want %d, %t", key, value, ok, want, wanted)
		}
		if i%500 == 0 {
			checkNode(t, tr.root)
			snapshots = append(snapshots, snapshot{tr, maps.Clone(model)})
			edit++
		}
	}
	for i, s := range snapshots {
		if have := contents(s.tree); !maps.Equal(have, s.model) || s.tree.len() != len(s.model) {
			t.Fatalf("snapshot %d was changed by later edits", i)
		}
	}
	from := 200
	var have []int
	tr.ascend(from, func(key, _ int) bool { have = append(have, key); return len(have) < 50 })
	var want []int
	for _, key := range slices.Sorted(maps.Keys(model)) {
		if key >= from && len(want) < 50 {
			want = append(want, key)
		}
	}
	if !slices.Equal(have, want) {
		t.Errorf("from %d on: have %v, want %v", from, have, want)
	}
}

func TestTreeStaysBalancedUnderSortedInput(t *testing.T) {
	t.Parallel()
	tr := newTree[int, int](cmp.Compare[int])
	for i := range 5000 {
		tr.set(1, i, i)
	}
	checkNode(t, tr.root)
	for i := range 4000 {
		tr.delete(1, i)
	}
	checkNode(t, tr.root)
	if tr.len() != 1000 {
		t.Errorf("%d entries are left", tr.len())
	}
}
