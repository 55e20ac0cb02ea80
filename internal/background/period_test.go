package background_test

import (
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/background"
)

func TestAPeriodEndsOnceUnlessItIsStartedAgainOrStopped(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var lock sync.Mutex
		var p background.Period
		ended, failed := 0, 0
		restart := func(ends func()) {
			lock.Lock()
			defer lock.Unlock()
			p.Restart(t.Context(), time.Second, &lock, "waiting", ends, func(error) { failed++ })
		}
		expect := func(after time.Duration, isOver bool, times int) {
			t.Helper()
			<-time.After(after)
			synctest.Wait()
			lock.Lock()
			defer lock.Unlock()
			if p.Over() != isOver || ended != times {
				t.Errorf("over %v, ended %d times; want %v, %d", p.Over(), ended, isOver, times)
			}
		}
		count := func() { ended++ }
		restart(count)
		expect(900*time.Millisecond, false, 0)
		restart(count)
		expect(900*time.Millisecond, false, 0)
		expect(200*time.Millisecond, true, 1)
		expect(time.Minute, true, 1)
		restart(count)
		expect(0, false, 1)
		lock.Lock()
		p.Stop()
		lock.Unlock()
		expect(time.Minute, false, 1)
		restart(func() { panic("a defect") })
		expect(time.Minute, true, 1)
		if failed != 1 {
			t.Errorf("the panic was passed on %d times", failed)
		}
	})
}
