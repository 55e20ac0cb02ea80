package provider

import (
	"testing"
	"time"
)

func TestAProcessEndsWithItsCLI(t *testing.T) {
	t.Parallel()
	ticks := make(chan time.Time, 3)
	for range cap(ticks) {
		ticks <- time.Time{}
	}
	close(ticks)
	parents, ended := []int{7, 7, 7, 1}, 0
	endWithParent(func() int {
		parent := parents[0]
		parents = parents[1:]
		return parent
	}, ticks, func() { ended++ })
	if ended != 1 || len(parents) != 0 {
		t.Errorf("ended %d times with parents %v to come; want once, at the change", ended, parents)
	}
}
