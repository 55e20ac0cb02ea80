package session

import (
	"context"
	"errors"
	"testing"
)

func TestAnOperationThatComesAfterCtrlCIsCancelledToo(t *testing.T) {
	t.Parallel()
	c := &Session{stopper: newStopper()}
	done, release := c.stoppable(t.Context())
	release()
	if !errors.Is(done.Err(), context.Canceled) {
		t.Errorf("an operation that is done has the error %v", done.Err())
	}
	other, release := c.stoppable(t.Context())
	defer release()
	if other.Err() != nil {
		t.Error("the end of an operation cancels another")
	}
	cancelled, cancel := context.WithCancel(t.Context())
	_, releaseCancelled := c.stoppable(cancelled)
	defer releaseCancelled()
	cancel()
	<-other.Done()
	late, release := c.stoppable(t.Context())
	defer release()
	<-late.Done()
}
