package property_test

import (
	"slices"
	"testing"
)

// shrink leaves out steps for as long as the rest still fails, and returns what
// is left and how that fails.
func shrink(steps []step, found *failure, try func([]step) *failure) ([]step, *failure) {
	for size := len(steps) / 2; size >= 1; size /= 2 {
		for at := 0; at+size <= len(steps); {
			fewer := slices.Delete(slices.Clone(steps), at, at+size)
			if f := try(fewer); f != nil {
				steps, found = fewer, f
				continue
			}
			at += size
		}
	}
	return steps, found
}

func TestShrinkLeavesWhatFails(t *testing.T) {
	t.Parallel()
	steps := make([]step, 20)
	for i := range steps {
		steps[i] = step{kind: i}
	}
	has := func(list []step, kind int) bool { return slices.Contains(list, step{kind: kind}) }
	left, _ := shrink(steps, &failure{}, func(list []step) *failure {
		if has(list, 3) && has(list, 11) && has(list, 12) {
			return &failure{}
		}
		return nil
	})
	if want := []step{{kind: 3}, {kind: 11}, {kind: 12}}; !slices.Equal(left, want) {
		t.Errorf("left are %v, want %v", left, want)
	}
}
