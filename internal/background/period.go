package background

import (
	"context"
	"sync"
	"time"
)

// A Period is a time that ends once, unless it is started again or stopped before. A lock of
// its users guards it: they hold it when they call the methods. The zero value was not started.
type Period struct {
	timer *time.Timer
	over  bool
}

// Over reports whether the period was started and has ended.
func (p *Period) Over() bool { return p.over }

// Stop ends a period that was started: it is not over, and never will be.
func (p *Period) Stop() {
	p.timer.Stop()
	*p = Period{}
}

// Restart starts the period, again if it was started before. When it ends, ended is called
// with the lock held. A panic of ended is handled as [Go] does; the context is for its log.
func (p *Period) Restart(ctx context.Context, length time.Duration, lock sync.Locker, task string, ended func(), failed func(error)) {
	if p.timer != nil {
		p.timer.Stop()
	}
	p.over = false
	var timer *time.Timer
	timer = time.AfterFunc(length, func() {
		defer Recover(ctx, task, failed)
		lock.Lock()
		defer lock.Unlock()
		if p.timer == timer { // a timer that is stopped may still run
			p.over = true
			ended()
		}
	})
	p.timer = timer
}
