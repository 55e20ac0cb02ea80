package postgres

import (
	"context"
	"testing"
)

// A caller waits for a check that begins after its call, because the check that runs can have
// read before a write that was acknowledged by now.
func TestACheckBeginsAfterTheCall(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	d := &Database{closing: ctx}
	began, proceed := make(chan int), make(chan struct{})
	runs := 0
	c := &checker{run: func(context.Context) error {
		runs++
		began <- runs
		<-proceed
		return nil
	}}
	first := c.join(d)
	<-began
	second, third := c.join(d), c.join(d)
	if second == first {
		t.Error("a call joins the check that runs")
	}
	if second != third {
		t.Error("calls at the same moment do not share a check")
	}
	proceed <- struct{}{}
	<-first.done
	if run := <-began; run != 2 {
		t.Errorf("run %d", run)
	}
	proceed <- struct{}{}
	<-second.done
	d.background.Wait()
}
