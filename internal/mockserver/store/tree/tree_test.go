package tree

import (
	"cmp"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
)

func contents(tr Tree[int, int]) map[int]int {
	out := map[int]int{}
	tr.After(0, func(key, value int) bool {
		out[key] = value
		return true
	})
	return out
}

func TestTreeBehavesAsAMapUnderRandomChanges(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	tr, model := New[int, int](cmp.Compare[int]), map[int]int{}
	type snapshot struct {
		tree  Tree[int, int]
		model map[int]int
	}
	var snapshots []snapshot
	for i := range 20_000 {
		key := random.IntN(400)
		if random.IntN(5) < 2 {
			tr.Delete(key)
			delete(model, key)
		} else {
			tr.Set(key, i)
			model[key] = i
		}
		want, wanted := model[key]
		if value, ok := tr.Get(key); value != want || ok != wanted {
			t.Fatalf("get(%d) is %d, %t; want %d, %t", key, value, ok, want, wanted)
		}
		if i%500 == 0 {
			snapshots = append(snapshots, snapshot{tr, maps.Clone(model)})
			tr = tr.Copy()
		}
	}
	for i, s := range snapshots {
		if have := contents(s.tree); !maps.Equal(have, s.model) || s.tree.Len() != len(s.model) {
			t.Fatalf("snapshot %d was changed by later edits", i)
		}
	}
	sorted := slices.Sorted(maps.Keys(model))
	for _, from := range []int{-1, 0, 200, 399, 400} {
		rank, _ := slices.BinarySearch(sorted, from)
		if got := tr.Rank(from); got != rank {
			t.Errorf("rank(%d) is %d, want %d", from, got, rank)
		}
		want := sorted[rank:min(rank+50, len(sorted))]
		for name, iterate := range map[string]func(func(int, int) bool){
			"ascend": func(yield func(int, int) bool) { tr.Ascend(from, yield) },
			"after":  func(yield func(int, int) bool) { tr.After(rank, yield) },
		} {
			have := []int{}
			iterate(func(key, _ int) bool { have = append(have, key); return len(have) < 50 })
			if !slices.Equal(have, want) {
				t.Errorf("%s from %d on: have %v, want %v", name, from, have, want)
			}
		}
	}
}

// Each copy may be read and copied while another is changed.
func TestCopiesOfATreeAreIndependentOfEachOther(t *testing.T) {
	t.Parallel()
	published := New[int, int](cmp.Compare[int])
	for i := range 1000 {
		published.Set(i, i)
	}
	done := make(chan struct{})
	for range 4 {
		go func() {
			defer func() { done <- struct{}{} }()
			own := published.Copy()
			for i := range 1000 {
				own.Set(i, -1)
				if value, ok := published.Get(i); !ok || value != i {
					t.Errorf("the original has %d (%t) for %d", value, ok, i)
				}
			}
		}()
	}
	for range 4 {
		<-done
	}
}
